package io.everup.migration;

import io.everup.shared.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What migrations need done again and again. */
@Configuration
class MigrationRounds {

    private static final Duration DIRTY_RATES = Duration.ofSeconds(20);

    private static final Duration LEFT_DISKS = Duration.ofSeconds(30);

    @Bean
    Recurring removeLeftDisks(LeftDisks disks) {
        return new Recurring("remove-left-disks", LEFT_DISKS, disks::round);
    }

    @Bean
    Recurring measureDirtyRates(DirtyRates rates) {
        return new Recurring("measure-dirty-rates", DIRTY_RATES, rates::round);
    }
}
