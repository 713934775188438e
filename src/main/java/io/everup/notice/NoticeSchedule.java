package io.everup.notice;

import io.everup.shared.Recurring;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When notices are sent, and when old ones go. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NoticeSettings.class)
class NoticeSchedule {

    private static final Duration KEPT = Duration.ofDays(180);

    @Bean
    Recurring sendNotices(Dispatcher dispatcher) {
        return new Recurring("send-notices", Duration.ofSeconds(2), dispatcher::round);
    }

    @Bean
    Recurring sweepNotices(NoticeStore store, Clock clock) {
        return new Recurring(
                "sweep-notices",
                Duration.ofHours(6),
                () -> store.sweep(clock.instant().minus(KEPT)));
    }
}
