package io.everup.network;

import io.everup.identity.Permission;
import io.everup.identity.PoolSight;
import io.everup.identity.SubjectSight;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who sees what this module keeps. */
@Configuration(proxyBeanMethods = false)
class NetworkSights {

    @Bean
    SubjectSight networkSight() {
        return new PoolSight(Set.of("network"), Permission.NETWORK_VIEW, "network");
    }
}
