package io.everup.ha;

import io.everup.ha.core.HaRules;
import io.everup.ha.core.Leader;
import io.everup.ha.core.Records;
import io.everup.ha.core.VmRules;
import io.everup.host.HostEvents;
import jakarta.annotation.PreDestroy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has the leader look once a second, and whenever a host falls silent or something was found out. */
@Component
class HaLoop {

    private static final Logger log = LoggerFactory.getLogger(HaLoop.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int AT_ONCE_MOST = 20;

    private final HaLease lease;
    private final HaBell bell;
    private final Leader leader;
    private volatile boolean stopped;

    HaLoop(HaLease lease, HaBell bell, SqlRecords records, LiveSenses senses) {
        this.lease = lease;
        this.bell = bell;
        this.leader = new Leader(records, senses, new HaRules(), new VmRules());
    }

    @EventListener
    void silent(HostEvents.Silent event) {
        bell.ring();
    }

    @EventListener
    void answering(HostEvents.Answering event) {
        bell.ring();
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
        bell.ring();
    }

    private void lookForEver() {
        while (!stopped) {
            try {
                look();
                bell.await(LOOK_MILLIS);
            } catch (Records.NotLeader e) {
                log.info("Another replica leads high availability now");
                pause();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopped) {
                    log.warn("High availability stumbled and goes on: {}", e.toString());
                    log.debug("Because of", e);
                }
                pause();
            }
        }
    }

    /** Looks again at once while one step leads to the next. */
    private void look() {
        for (var times = 0; times < AT_ONCE_MOST && !stopped; times++) {
            var epoch = lease.epoch();
            if (epoch.isEmpty() || !leader.look(epoch.getAsLong(), lease.now())) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
