package io.everup.plan;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PlanSchedule {

    @Bean
    Recurring keepFailoverPlans(PlanKeeper keeper) {
        return new Recurring("keep-failover-plans", Duration.ofSeconds(1), keeper::keep);
    }
}
