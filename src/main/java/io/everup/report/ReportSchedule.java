package io.everup.report;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Looks whether scheduled reports are due. */
@Configuration(proxyBeanMethods = false)
class ReportSchedule {

    @Bean
    Recurring runReports(ReportOperations operations) {
        return new Recurring("run-reports", Duration.ofSeconds(20), operations::runDue);
    }
}
