package io.everup.identity;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When what identity needs no more is removed, and when people are compared with the directory. */
@Configuration(proxyBeanMethods = false)
class IdentitySchedule {

    @Bean
    Recurring sweepIdentity(IdentityHousekeeping housekeeping) {
        return new Recurring("sweep-identity", Duration.ofHours(1), housekeeping::sweep);
    }

    /** Looks whether it is time: it also is when someone asked for it. */
    @Bean
    Recurring synchroniseLdap(LdapSynchronisation synchronisation) {
        return new Recurring("synchronise-ldap", Duration.ofSeconds(5), synchronisation::round);
    }
}
