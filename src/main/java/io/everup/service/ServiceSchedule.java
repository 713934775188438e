package io.everup.service;

import io.everup.shared.Recurring;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is kept up to date again and again. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServiceSettings.class)
class ServiceSchedule {

    @Bean
    Recurring countProbeVotes(ProbeKeeper probes) {
        return new Recurring("count-probe-votes", Duration.ofSeconds(1), probes::keep);
    }

    @Bean
    Recurring keepServices(ServiceKeeper services) {
        return new Recurring("keep-services", Duration.ofSeconds(1), services::keep);
    }

    @Bean
    Recurring sumProbeResults(ProbeLog results, Clock clock) {
        return new Recurring("sum-probe-results", Duration.ofSeconds(30), () -> results.rollUp(clock.instant()));
    }
}
