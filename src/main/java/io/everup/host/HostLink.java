package io.everup.host;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorListener;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This replica's link to one host, on a thread of its own: connects, knocks twice a second, tells of the first missed
 * answer at once, and connects anew for ever. One hung host never delays another.
 */
final class HostLink implements HypervisorListener {

    private static final Logger log = LoggerFactory.getLogger(HostLink.class);
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration KNOCK_DEADLINE = Duration.ofMillis(1200);
    private static final long KNOCK_PAUSE_MILLIS = 500;
    private static final long RECONNECT_PAUSE_MILLIS = 1_000;
    private static final int MISSES_TO_DROP = 4;

    /** Hears what the link notices. Called on the link's thread, but vmTouched, which comes on the driver's. */
    interface Watcher {
        void connected(UUID host, Hypervisor hypervisor);

        void silent(UUID host, String why, Instant lastAnswer);

        void answering(UUID host);

        void vmTouched(UUID host, UUID vm);
    }

    /** What is needed to open the link, asked anew for each attempt. */
    record Door(HostUri uri, Credentials credentials, UUID identity) {}

    /** Opens links; {@link io.everup.hypervisor.Hypervisors} in life. */
    interface Opener {
        Hypervisor open(Door door, HypervisorListener listener, Duration deadline);
    }

    private final UUID host;
    private final Supplier<Door> door;
    private final Opener opener;
    private final Watcher watcher;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private volatile Hypervisor hypervisor;
    private volatile boolean stopped;
    private volatile String closedWhy;
    private volatile String problem = "It has not answered since Everup started.";
    private volatile Instant lastAnswer;
    private volatile boolean silent = true;
    private volatile boolean toldSilent;
    private int misses;

    HostLink(UUID host, Supplier<Door> door, Opener opener, Watcher watcher, Clock clock) {
        this.host = host;
        this.door = door;
        this.opener = opener;
        this.watcher = watcher;
        this.clock = clock;
    }

    void start() {
        var thread = new Thread(this::live, "everup-link-" + host.toString().substring(24));
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stopped = true;
        wake.release();
    }

    /** @throws HypervisorFailure.Unreachable when there is no link now */
    Hypervisor hypervisor() {
        var current = hypervisor;
        if (current == null) {
            throw new HypervisorFailure.Unreachable(problem, null);
        }
        return current;
    }

    boolean answering() {
        return !silent;
    }

    /** Whether the last attempt to reach it has failed; false before the first has ended. */
    boolean missing() {
        return toldSilent;
    }

    Instant lastAnswer() {
        return lastAnswer;
    }

    String problem() {
        return problem;
    }

    /** Its host is proven off: who still waits for an answer has waited enough. Returns at once. */
    void cut(String why) {
        var dead = hypervisor;
        if (silent && dead != null) {
            closed(why);
            var thread = new Thread(dead::close, "everup-link-cut");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void live() {
        while (!stopped) {
            try {
                if (hypervisor == null) {
                    connect();
                } else {
                    knock();
                }
            } catch (RuntimeException e) {
                log.warn("The link to host {} stumbled and goes on", host, e);
                pause(RECONNECT_PAUSE_MILLIS);
            }
        }
        drop();
    }

    private void connect() {
        closedWhy = null;
        try {
            var open = door.get();
            var fresh = opener.open(open, this, CONNECT_DEADLINE);
            try {
                var facts = fresh.facts();
                if (!facts.uuid().equals(open.identity())) {
                    throw new HypervisorFailure.Refused(
                            "At its address answers another machine (" + facts.hostname() + ").", null);
                }
            } catch (RuntimeException e) {
                fresh.close();
                throw e;
            }
            hypervisor = fresh;
            answered();
            watcher.connected(host, fresh);
        } catch (HypervisorFailure | Refusal e) {
            missed(e.getMessage());
            pause(RECONNECT_PAUSE_MILLIS);
        }
    }

    private void knock() {
        pause(KNOCK_PAUSE_MILLIS);
        if (stopped) {
            return;
        }
        if (closedWhy != null) {
            missed(closedWhy);
            drop();
            return;
        }
        try {
            hypervisor.ping(KNOCK_DEADLINE);
            answered();
        } catch (HypervisorFailure e) {
            missed(e.getMessage());
            if (++misses >= MISSES_TO_DROP) {
                drop();
            }
        }
    }

    private void answered() {
        lastAnswer = clock.instant();
        misses = 0;
        if (silent || toldSilent) {
            silent = false;
            toldSilent = false;
            watcher.answering(host);
        }
    }

    private void missed(String why) {
        problem = why;
        silent = true;
        if (!toldSilent) {
            toldSilent = true;
            watcher.silent(host, why, lastAnswer);
        }
    }

    private void drop() {
        var old = hypervisor;
        hypervisor = null;
        misses = 0;
        if (old != null) {
            old.close();
        }
    }

    private void pause(long millis) {
        try {
            if (wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    @Override
    public void vmChanged(UUID vm) {
        watcher.vmTouched(host, vm);
    }

    @Override
    public void closed(String why) {
        closedWhy = why;
        wake.release();
    }
}
