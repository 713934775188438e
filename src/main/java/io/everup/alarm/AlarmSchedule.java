package io.everup.alarm;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How often states are looked at. */
@Configuration(proxyBeanMethods = false)
class AlarmSchedule {

    @Bean
    Recurring keepAlarms(AlarmKeeper keeper) {
        return new Recurring("keep-alarms", Duration.ofSeconds(5), keeper::round);
    }
}
