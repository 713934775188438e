package io.everup.alarm;

import java.time.Instant;
import org.springframework.stereotype.Component;

/** Has people told of what changed, in the transaction that changed it. */
@Component
class AlarmTold {

    /** @return whether anything was told */
    boolean tell(Instant now) {
        return false;
    }
}
