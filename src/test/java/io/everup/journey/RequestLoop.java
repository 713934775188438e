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

/**
 * Asks a page again and again, as its users would: a connection of its own for every request, a new one begun each 20 ms
 * whether the former ones were answered or not, each given up after 300 ms. That is soon, on purpose: a packet that is
 * lost in a switch-over is repeated only after a second, and would make a silence that the guest has no part in. At most
 * five are on their way at once, as from a small office: an emulated guest is slow enough to drown in more.
 */
final class RequestLoop implements AutoCloseable {

    static final Duration EVERY = Duration.ofMillis(20);
    private static final int TIMEOUT_MILLIS = 300;
    private static final int MOST_AT_ONCE = 5;

    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final URI page;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService askers = Executors.newCachedThreadPool();
    /** When answers came, by {@link System#nanoTime}. */
    private final ConcurrentSkipListSet<Long> answers = new ConcurrentSkipListSet<>();
    /** When the guest's own network took a connection, whatever its web server did. */
    private final ConcurrentSkipListSet<Long> connections = new ConcurrentSkipListSet<>();

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final AtomicInteger failures = new AtomicInteger();
    private final ConcurrentSkipListSet<Instant> failedAt = new ConcurrentSkipListSet<>();

    RequestLoop(URI page) {
        this(page, EVERY);
    }

    RequestLoop(URI page, Duration every) {
        this.page = page;
        clock.scheduleAtFixedRate(this::askOnce, 0, every.toMillis(), TimeUnit.MILLISECONDS);
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
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(page.getHost(), 80), TIMEOUT_MILLIS);
            connections.add(System.nanoTime());
            var request = "GET " + page.getPath() + " HTTP/1.0\r\nHost: " + page.getHost() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            if (answer.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.0 200")
                    || answer.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
                answers.add(System.nanoTime());
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

    /** When requests failed, at the end of their 300 ms; two in one instant count once. */
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
        failedAt.clear();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        askers.shutdownNow();
    }
}
