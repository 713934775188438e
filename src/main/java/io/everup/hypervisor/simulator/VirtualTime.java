package io.everup.hypervisor.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Simulated time that jumps from one happening to the next, so that hours pass in milliseconds and every run with the
 * same seed and schedule is the same.
 *
 * <p>Whoever owns it calls {@link #run}. Things that may wait for an answer are given to {@link #spawn}: each gets a
 * thread, of which only one ever runs, in an order that depends on nothing but the schedule. A wait outside of a spawned
 * process lets everybody else go on within the call.
 */
public final class VirtualTime implements SimulatedTime, AutoCloseable {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "virtual-time");
        thread.setDaemon(true);
        return thread;
    });

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private final ThreadLocal<Process> current = new ThreadLocal<>();
    private final Set<Process> parked = new LinkedHashSet<>();
    private final Instant start;
    private Instant now;
    private long order;
    private boolean closed;

    public VirtualTime(Instant start) {
        this.start = start;
        this.now = start;
    }

    @Override
    public Instant now() {
        return now;
    }

    /** How long it has been running. */
    public Duration elapsed() {
        return Duration.between(start, now);
    }

    @Override
    public void at(Instant when, Runnable what) {
        queue.add(new Entry(when, order++, what));
    }

    /** Lets that much time pass and does all that falls due in it; from within a process, waits for as long. */
    public void run(Duration duration) {
        gate().await(now.plus(duration));
    }

    /** Lets time pass until the condition holds, looking after each happening; returns whether it holds. */
    public boolean runUntil(BooleanSupplier condition, Duration atMost) {
        advance(now.plus(atMost), condition);
        return condition.getAsBoolean();
    }

    /** Starts a process of its own, which may wait; it begins when time runs. What it throws ends {@link #run}. */
    public void spawn(Runnable what) {
        at(now, () -> {
            var process = new Process(what);
            THREADS.execute(process);
            process.go();
        });
    }

    /** {@link #spawn} under the name that libraries know. */
    public Executor executor() {
        return this::spawn;
    }

    /** This time as the rest of the program asks for it (UTC). */
    public Clock clock() {
        return new VirtualClock(ZoneOffset.UTC);
    }

    @Override
    public Gate gate() {
        return new VirtualGate();
    }

    /** Ends all processes that still wait. */
    @Override
    public void close() {
        closed = true;
        for (var process : new ArrayList<>(parked)) {
            process.go();
        }
    }

    private void advance(Instant end, BooleanSupplier enough) {
        while (!enough.getAsBoolean()) {
            var next = queue.peek();
            if (next == null || next.when().isAfter(end)) {
                now = now.isBefore(end) ? end : now;
                return;
            }
            queue.poll();
            now = next.when().isAfter(now) ? next.when() : now;
            next.what().run();
        }
    }

    private record Entry(Instant when, long order, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            var byTime = when.compareTo(other.when);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Ends the thread of a process whose world is gone. */
    private static final class Abandoned extends Error {
        Abandoned() {
            super("virtual time has ended", null, false, false);
        }
    }

    /** One thread that runs only between {@link #go} and its next wait, while whoever called {@code go} stands still. */
    private final class Process implements Runnable {

        private final Runnable what;
        private final Semaphore turn = new Semaphore(0);
        private final Semaphore done = new Semaphore(0);
        private Throwable failure;

        Process(Runnable what) {
            this.what = what;
        }

        void go() {
            parked.remove(this);
            turn.release();
            done.acquireUninterruptibly();
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }

        void park() {
            parked.add(this);
            done.release();
            turn.acquireUninterruptibly();
            if (closed) {
                throw new Abandoned();
            }
        }

        @Override
        public void run() {
            turn.acquireUninterruptibly();
            current.set(this);
            try {
                what.run();
            } catch (Abandoned e) {
                // its world is gone, and so is whoever would want to know
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                current.remove();
                done.release();
            }
        }
    }

    private final class VirtualGate implements Gate {

        private boolean open;
        /** Wakes who waits now; a wake of a former wait does nothing. */
        private Runnable waiting;

        @Override
        public void open() {
            open = true;
            if (waiting != null) {
                at(now, waiting);
            }
        }

        @Override
        public boolean await(Instant until) {
            if (open || closed) {
                return open;
            }
            var process = current.get();
            if (process == null) {
                advance(until, () -> open);
            } else {
                waiting = wake(process);
                at(until, waiting);
                process.park();
            }
            return open;
        }

        private Runnable wake(Process process) {
            return new Runnable() {
                @Override
                public void run() {
                    if (waiting == this) {
                        waiting = null;
                        process.go();
                    }
                }
            };
        }
    }

    private final class VirtualClock extends Clock {

        private final ZoneId zone;

        VirtualClock(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new VirtualClock(other);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
