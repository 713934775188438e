package io.everup.drill;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Looks whether scheduled drills are due. */
@Configuration(proxyBeanMethods = false)
class DrillSchedule {

    @Bean
    Recurring runDrills(DrillOperations operations) {
        return new Recurring("run-drills", Duration.ofSeconds(20), operations::runDue);
    }
}
