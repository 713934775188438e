package io.everup.uptime;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is kept up to date again and again. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UptimeSettings.class)
class UptimeSchedule {

    @Bean
    Recurring keepOutageLedger(FactRecorder recorder, LedgerKeeper keeper) {
        return new Recurring("keep-outage-ledger", Duration.ofSeconds(3), () -> {
            recorder.sweep();
            keeper.keep();
        });
    }

    @Bean
    Recurring sumUptimeDays(DayKeeper days) {
        return new Recurring("sum-uptime-days", Duration.ofSeconds(2), days::keep);
    }
}
