package io.everup.maintenance;

import io.everup.migration.Estimate;
import io.everup.migration.MigrationForecast;
import io.everup.migration.MigrationPremises;
import io.everup.shared.Bytes;
import io.everup.vm.VmView;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forecasts of the moves of many VMs off one host, from what former moves of the host and its pool were measured at. */
@Component
class MoveForecasts {

    /** Where nothing was measured: a link of a gigabit per second, give or take four times. */
    private static final double LINK = 117.0 * Bytes.MIB;

    private static final double UNSURE = 4;
    private static final double MEASURED = 2;
    private static final double SWITCH_MILLIS = 250;
    private static final long BUDGET_MILLIS = 1_000;
    private static final Duration BOUND = Duration.ofMinutes(60);

    private final JdbcClient jdbc;

    MoveForecasts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param dirty bytes per second that guests were seen to write anew; the same for all until it is measured */
    private record Former(double link, double pauseMillis, long count) {}

    Map<UUID, MigrationForecast> of(Collection<VmView> vms, UUID host) {
        var former = former(host);
        var link = former.count() == 0
                ? Estimate.of(LINK, UNSURE, Estimate.Origin.ASSUMED)
                : Estimate.of(former.link(), MEASURED, Estimate.Origin.FORMER_OF_HOSTS);
        var pause = former.count() == 0
                ? Estimate.of(SWITCH_MILLIS, UNSURE, Estimate.Origin.ASSUMED)
                : Estimate.of(former.pauseMillis(), MEASURED, Estimate.Origin.FORMER_OF_HOSTS);
        var forecasts = new HashMap<UUID, MigrationForecast>();
        for (var vm : vms) {
            var memory = vm.residentBytes() > 0 ? Math.min(vm.residentBytes(), vm.memoryBytes()) : vm.memoryBytes();
            forecasts.put(
                    vm.id(),
                    MigrationForecast.of(new MigrationPremises(
                            memory,
                            0,
                            new Estimate(0, 0, link.value() / 4, Estimate.Origin.ASSUMED),
                            link,
                            pause,
                            0,
                            BUDGET_MILLIS,
                            true,
                            false,
                            BOUND)));
        }
        return forecasts;
    }

    private Former former(UUID host) {
        return jdbc.sql("""
                        select count(*) as n,
                               percentile_cont(0.5) within group (order by moved_bytes * 1000.0 / greatest(total_millis, 1)) as link,
                               percentile_cont(0.5) within group (order by pause_millis) as pause
                        from (select * from migration where :host in (source_id, target_id) and state = 'COMPLETED'
                                and moved_bytes > 0 and total_millis > 0 and pause_millis is not null
                              order by requested_at desc limit 50) m
                        """)
                .param("host", host)
                .query((row, number) -> new Former(row.getDouble("link"), row.getDouble("pause"), row.getLong("n")))
                .single();
    }
}
