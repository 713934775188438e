package io.everup.host;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is looked at again and again. */
@Configuration(proxyBeanMethods = false)
class HostSchedule {

    /** The safety net under the hypervisors' own events: one bulk call per host. */
    @Bean
    Recurring pollHosts(HostCollector collector) {
        return new Recurring("poll-hosts", Duration.ofSeconds(5), collector::collectAll);
    }

    @Bean
    Recurring testFenceDevices(FenceReadiness readiness) {
        return new Recurring("test-fence-devices", Duration.ofSeconds(5), readiness::askDue);
    }
}
