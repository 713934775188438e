package io.everup.host;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.PoolSight;
import io.everup.identity.SubjectSight;
import io.everup.shared.Condition;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who sees pools and hosts. */
@Configuration(proxyBeanMethods = false)
class HostSights {

    @Bean
    SubjectSight hostSight() {
        return new PoolSight(Set.of("host"), Permission.HOST_VIEW, "host");
    }

    @Bean
    SubjectSight poolSight() {
        return new SubjectSight() {
            @Override
            public Set<String> types() {
                return Set.of("pool");
            }

            @Override
            public Condition visible(Actor actor, Permission also, String idColumn) {
                return actor.scope(Permission.POOL_VIEW)
                        .inPools(idColumn)
                        .and(actor.scope(also).inPools(idColumn));
            }
        };
    }
}
