package io.everup.audit;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When the journal is verified by itself. */
@Configuration(proxyBeanMethods = false)
class AuditSchedule {

    @Bean
    Recurring verifyAudit(AuditCheck check) {
        return new Recurring("verify-audit", Duration.ofHours(24), check::verifyAlone);
    }
}
