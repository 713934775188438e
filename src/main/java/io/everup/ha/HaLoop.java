package io.everup.ha;

import io.everup.host.HostDirectory;
import io.everup.host.HostEvents;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import jakarta.annotation.PreDestroy;
import java.util.HashSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
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
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;

    HaLoop(HaLease lease, HostCases cases, HostRecovery recovery, FailoverJournal journal, HostDirectory hosts) {
        this.lease = lease;
        this.cases = cases;
        this.recovery = recovery;
        this.journal = journal;
        this.hosts = hosts;
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
        recovery.fallen().forEach(vm -> restart(vm, epoch));
        journal.follow();
        finish();
    }

    private void restart(UUID vm, long epoch) {
        try {
            recovery.restart(vm, epoch);
        } catch (Refusal e) {
            log.info("VM {} will be restarted later: {}", vm, e.getMessage());
        }
    }

    private void finish() {
        var unfinished = new HashSet<>(recovery.unfinished());
        unfinished.addAll(recovery.awaited());
        journal.recovering().stream()
                .filter(failover -> failover.host() == null || !unfinished.contains(failover.host()))
                .filter(failover -> journal.complete(failover.id()))
                .forEach(failover -> journal.end(
                        failover.id(), FailoverState.DONE, "Every VM that was to be restarted has been seen to."));
        // Whoever heard the host first let it back in; its case ends here, whichever replica that was.
        journal.overtaken()
                .forEach(id ->
                        journal.end(id, FailoverState.DISMISSED, "The host answers again. Nothing was done to it."));
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
