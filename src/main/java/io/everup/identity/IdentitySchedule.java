package io.everup.identity;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When what identity needs no more is removed. */
@Configuration(proxyBeanMethods = false)
class IdentitySchedule {

    @Bean
    Recurring sweepIdentity(IdentityHousekeeping housekeeping) {
        return new Recurring("sweep-identity", Duration.ofHours(1), housekeeping::sweep);
    }
}
