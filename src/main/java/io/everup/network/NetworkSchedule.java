package io.everup.network;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When the networks of the hosts are looked at. */
@Configuration(proxyBeanMethods = false)
class NetworkSchedule {

    @Bean
    Recurring pollNetworks(NetworkCollector collector) {
        return new Recurring("poll-networks", Duration.ofSeconds(30), collector::collectAll);
    }
}
