package io.everup.ha;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is looked at again and again. */
@Configuration(proxyBeanMethods = false)
class HaSchedule {

    /** A pool counts as armed from the second on; this only notes it down. */
    @Bean
    Recurring armPoolsAgain(DisarmOperations operations) {
        return new Recurring("arm-pools-again", Duration.ofSeconds(5), operations::endOver);
    }

    /** Takes the times of what is under way; the decisions themselves are made elsewhere, and sooner. */
    @Bean
    Recurring takeFailoverTimes(FailoverClock failovers) {
        return new Recurring("take-failover-times", Duration.ofSeconds(1), failovers::follow);
    }
}
