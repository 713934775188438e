package io.everup.ha;

import io.everup.host.HostDirectory;
import io.everup.host.HostEvents;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.vm.VmOperations;
import jakarta.annotation.PreDestroy;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sees to it, once a second and whenever a host falls silent, that all that high availability owes is under way. */
@Component
class HaLoop {

    private static final Logger log = LoggerFactory.getLogger(HaLoop.class);
    private static final long LOOK_MILLIS = 1_000;

    private final HaLease lease;
    private final HostCases cases;
    private final HostRecovery recovery;
    private final FailoverJournal journal;
    private final HostDirectory hosts;
    private final VmOperations vms;
    private final JdbcClient jdbc;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;

    HaLoop(
            HaLease lease,
            HostCases cases,
            HostRecovery recovery,
            FailoverJournal journal,
            HostDirectory hosts,
            VmOperations vms,
            JdbcClient jdbc) {
        this.lease = lease;
        this.cases = cases;
        this.recovery = recovery;
        this.journal = journal;
        this.hosts = hosts;
        this.vms = vms;
        this.jdbc = jdbc;
    }

    @EventListener
    void silent(HostEvents.Silent event) {
        cases.look(event.host());
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        var thread = new Thread(this::lookForEver, "everup-ha");
        thread.setDaemon(true);
        thread.start();
    }

    @PreDestroy
    void stop() {
        stopped = true;
        wake.release();
    }

    private void lookForEver() {
        while (!stopped) {
            try {
                lease.epoch().ifPresent(this::look);
                if (wake.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (HaLease.NotLeader e) {
                log.info("Another replica leads high availability now");
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("High availability stumbled and goes on: {}", e.toString());
                pause();
            }
        }
    }

    private void look(long epoch) {
        var all = hosts.hosts(Actor.SYSTEM, ListQuery.everything()).items();
        cases.due(all.stream()).forEach(cases::look);
        recovery.unfinished().forEach(host -> recovery.recover(host, epoch));
        recovery.retry(epoch);
        recovery.restartFallen(epoch, vms::restart);
        journal.follow();
        finish();
    }

    private void finish() {
        jdbc.sql(
                        """
                        select f.id from failover f where f.state = 'RECOVERING' and f.ended_at is null
                          and not exists (select 1 from vm v where v.host_id = f.host_id
                              and v.state not in ('STOPPED', 'RECOVERING', 'DELETED', 'PROVISIONING'))
                        """)
                .query(UUID.class)
                .list()
                .stream()
                .filter(journal::complete)
                .forEach(id -> journal.end(id, "DONE", "Every VM that was to be restarted has been seen to."));
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
