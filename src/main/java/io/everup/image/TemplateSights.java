package io.everup.image;

import io.everup.identity.Permission;
import io.everup.identity.PoolSight;
import io.everup.identity.SubjectSight;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who sees what this module keeps. */
@Configuration(proxyBeanMethods = false)
class TemplateSights {

    @Bean
    SubjectSight templateSight() {
        return new PoolSight(Set.of("template"), Permission.TEMPLATE_VIEW, "template");
    }
}
