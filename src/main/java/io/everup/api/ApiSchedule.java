package io.everup.api;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When answers kept for repeated requests are forgotten. */
@Configuration(proxyBeanMethods = false)
class ApiSchedule {

    @Bean
    Recurring forgetAnswers(Idempotency idempotency) {
        return new Recurring("forget-answers", Duration.ofHours(1), idempotency::sweep);
    }
}
