package io.everup.storage;

import io.everup.identity.Permission;
import io.everup.identity.PoolSight;
import io.everup.identity.SubjectSight;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who sees what this module keeps. */
@Configuration(proxyBeanMethods = false)
class StorageSights {

    @Bean
    SubjectSight storageSight() {
        return new PoolSight(Set.of("datastore"), Permission.DATASTORE_VIEW, "datastore");
    }
}
