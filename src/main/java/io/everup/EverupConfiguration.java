package io.everup;

import io.everup.shared.Ids;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What comes from outside: time, identity and chance. Rules get them from here, so a test can decide them. */
@Configuration(proxyBeanMethods = false)
class EverupConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    Ids ids(Clock clock, SecureRandom random) {
        return new TimeOrderedIds(clock, random);
    }
}
