package io.everup.ha;

import io.everup.identity.Permission;
import io.everup.identity.PoolSight;
import io.everup.identity.SubjectSight;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who sees what this module keeps. */
@Configuration(proxyBeanMethods = false)
class FailoverSights {

    @Bean
    SubjectSight failoverSight() {
        return new PoolSight(Set.of("failover"), Permission.HA_VIEW, "failover");
    }
}
