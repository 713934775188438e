package io.everup.storage;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When the datastores and volumes of the hosts are looked at. */
@Configuration(proxyBeanMethods = false)
class StorageSchedule {

    @Bean
    Recurring pollDatastores(StorageCollector collector) {
        return new Recurring("poll-datastores", Duration.ofSeconds(20), collector::collectAll);
    }

    @Bean
    Recurring tryDiskLocks(DiskLocks locks) {
        return new Recurring("try-disk-locks", Duration.ofSeconds(30), locks::tryDue);
    }
}
