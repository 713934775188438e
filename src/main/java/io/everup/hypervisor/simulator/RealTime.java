package io.everup.hypervisor.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Simulated time that passes as a clock does. One daemon thread does what falls due. */
final class RealTime implements SimulatedTime, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RealTime.class);

    private final Clock clock;
    private final int speed;
    private final ScheduledThreadPoolExecutor timer;

    RealTime(Clock clock) {
        this(clock, 1);
    }

    /** @param speed how many of the clock's seconds pass in a real one */
    RealTime(Clock clock, int speed) {
        this.clock = clock;
        this.speed = speed;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            var thread = new Thread(work, "simulator");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRejectedExecutionHandler((work, executor) -> LOG.debug("The simulated world has ended."));
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void at(Instant when, Runnable what) {
        timer.schedule(() -> run(what), nanosUntil(when), TimeUnit.NANOSECONDS);
    }

    private static void run(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.error("Something due in the simulated world failed.", e);
        }
    }

    private long nanosUntil(Instant when) {
        return Math.max(0, Duration.between(now(), when).toNanos() / speed);
    }

    @Override
    public Gate gate() {
        var latch = new CountDownLatch(1);
        return new Gate() {
            @Override
            public void open() {
                latch.countDown();
            }

            @Override
            public boolean await(Instant until) {
                try {
                    return latch.await(nanosUntil(until), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return latch.getCount() == 0;
                }
            }
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
