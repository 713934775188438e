package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.HypervisorFailure;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How much memory VMs write: measured in turn, one VM per host at a time, so that a forecast needs no waiting. */
@Component
class DirtyRates {

    private static final Logger log = LoggerFactory.getLogger(DirtyRates.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final int AT_ONCE = 8;
    private static final int MOST_HOSTS = 64;
    private static final long ROUND_SECONDS = 30;

    private final HostConnections connections;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final ExecutorService measurers = Executors.newFixedThreadPool(AT_ONCE, work -> {
        var thread = new Thread(work, "everup-dirty-rates");
        thread.setDaemon(true);
        return thread;
    });

    DirtyRates(HostConnections connections, JdbcClient jdbc, Clock clock) {
        this.connections = connections;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        measurers.shutdownNow();
    }

    private record Due(UUID vm, UUID host) {}

    /** Of each host the VM whose rate is oldest. */
    void round() {
        var work = new ArrayList<Future<?>>();
        for (var due : due()) {
            work.add(measurers.submit(() -> measure(due)));
        }
        for (var each : work) {
            try {
                each.get(ROUND_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                log.debug("A dirty rate could not be measured", e);
            }
        }
    }

    private List<Due> due() {
        return jdbc.sql("""
                        select distinct on (v.host_id) v.id, v.host_id
                        from vm v join host h on h.id = v.host_id left join vm_dirty_rate d on d.vm_id = v.id
                        where v.state = 'RUNNING' and h.state = 'UP'
                          and (d.measured_at is null or d.measured_at < :old)
                        order by v.host_id, d.measured_at nulls first, v.id limit :most
                        """)
                .param("old", clock.instant().minus(FRESH).atOffset(ZoneOffset.UTC))
                .param("most", MOST_HOSTS)
                .query((row, number) -> new Due(row.getObject("id", UUID.class), row.getObject("host_id", UUID.class)))
                .list();
    }

    private void measure(Due due) {
        try {
            connections.to(due.host()).dirtyRate(due.vm()).ifPresent(rate -> store(due.vm(), rate));
        } catch (HypervisorFailure e) {
            log.debug("The dirty rate of {} could not be measured: {}", due.vm(), e.getMessage());
        }
    }

    /** Whether it was measured a short time ago. */
    boolean fresh(UUID vm) {
        return jdbc.sql("select count(*) from vm_dirty_rate where vm_id = :vm and measured_at > :old")
                        .param("vm", vm)
                        .param("old", clock.instant().minus(FRESH).atOffset(ZoneOffset.UTC))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** @param rate bytes per second */
    void store(UUID vm, long rate) {
        jdbc.sql("""
                        insert into vm_dirty_rate (vm_id, bytes_per_second, measured_at)
                        select id, :rate, :now from vm where id = :vm
                        on conflict (vm_id) do update set bytes_per_second = :rate, measured_at = :now
                        """)
                .param("vm", vm)
                .param("rate", rate)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
