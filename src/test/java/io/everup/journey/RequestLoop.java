package io.everup.journey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks a page again and again, as its users would: a connection of its own for every request, a new one begun in an even
 * rhythm whether the former ones were answered or not.
 */
final class RequestLoop implements AutoCloseable {

    /**
     * @param timeoutMillis when a request is given up and counts as failed
     * @param mostAtOnce so many are on their way, for an emulated guest is slow enough to drown in more
     */
    record Manner(Duration every, int timeoutMillis, int mostAtOnce) {

        /**
         * To see when a guest is silent. Requests are given up soon, on purpose: a packet that is lost in a switch-over is
         * repeated only after a second, and would make a silence that the guest has no part in.
         */
        static final Manner SAMPLING = new Manner(Duration.ofMillis(20), 300, 5);

        /** As browsers ask, which wait: what fails here is an error that a person would see. */
        static final Manner PATIENT = new Manner(Duration.ofMillis(150), 10_000, 24);
    }

    private final Manner manner;
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final URI page;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService askers = Executors.newCachedThreadPool();
    /** When answers came, by {@link System#nanoTime}. */
    private final ConcurrentSkipListSet<Long> answers = new ConcurrentSkipListSet<>();
    /** When the guest's own network took a connection, whatever its web server did. */
    private final ConcurrentSkipListSet<Long> connections = new ConcurrentSkipListSet<>();

    private final Semaphore places;
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    private final ConcurrentSkipListSet<Instant> failedAt = new ConcurrentSkipListSet<>();

    RequestLoop(URI page) {
        this(page, Manner.SAMPLING);
    }

    RequestLoop(URI page, Manner manner) {
        this.page = page;
        this.manner = manner;
        this.places = new Semaphore(manner.mostAtOnce());
        clock.scheduleAtFixedRate(this::askOnce, 0, manner.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void askOnce() {
        if (places.tryAcquire()) {
            askers.execute(() -> {
                ask();
                places.release();
            });
        }
    }

    private void fail() {
        failures.incrementAndGet();
        failedAt.add(Instant.now());
    }

    private void ask() {
        var begin = System.nanoTime();
        try (var socket = new Socket()) {
            socket.setSoTimeout(manner.timeoutMillis());
            socket.connect(new InetSocketAddress(page.getHost(), 80), manner.timeoutMillis());
            connections.add(System.nanoTime());
            var request = "GET " + page.getPath() + " HTTP/1.0\r\nHost: " + page.getHost() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            if (answer.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.0 200")
                    || answer.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
                answers.add(System.nanoTime());
                slowestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
            } else {
                fail();
            }
        } catch (IOException e) {
            fail();
        }
    }

    int answers() {
        return answers.size();
    }

    /** The longest that an answer took. */
    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** When requests failed, at the end of their patience; two in one instant count once. */
    List<Instant> failedAt() {
        return List.copyOf(failedAt);
    }

    int failures() {
        return failures.get();
    }

    /** The longest time without an answer so far. */
    Duration longestGap() {
        return longestGap(answers);
    }

    /** The longest time without a connection so far. */
    Duration longestGapOfConnections() {
        return longestGap(connections);
    }

    /** The longest time without an answer that overlaps with one of these times, or (not {@code within}) with none of them. */
    Duration longestGap(List<Instant[]> spans, boolean within) {
        long gap = 0;
        Long previous = null;
        for (var time : answers) {
            var begin = previous == null ? null : wall(previous);
            if (begin != null
                    && within
                            == spans.stream()
                                    .anyMatch(span -> !wall(time).isBefore(span[0]) && !begin.isAfter(span[1]))) {
                gap = Math.max(gap, time - previous);
            }
            previous = time;
        }
        return Duration.ofNanos(gap);
    }

    private Instant wall(long nanos) {
        return startedAt.plusNanos(nanos - startedNanos);
    }

    private static Duration longestGap(Iterable<Long> times) {
        long gap = 0;
        Long previous = null;
        for (var time : times) {
            gap = previous == null ? gap : Math.max(gap, time - previous);
            previous = time;
        }
        return Duration.ofNanos(gap);
    }

    /** Forgets what was, to measure anew. */
    void begin() {
        answers.clear();
        connections.clear();
        failures.set(0);
        slowestNanos.set(0);
        failedAt.clear();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        askers.shutdownNow();
    }
}
