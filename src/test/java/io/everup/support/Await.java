package io.everup.support;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what happens on other threads: looks often, and gives up at a deadline with the law and the last facts. */
public final class Await {

    private static final long PAUSE_MILLIS = 25;

    private Await() {}

    /** @param law what must become true, for the failure's message; @param facts told when it doesn't */
    public static void until(String law, Duration deadline, BooleanSupplier condition, Supplier<?> facts) {
        until(law, deadline, condition::getAsBoolean, Boolean.TRUE::equals, facts);
    }

    /** Asks until the answer is as wished, and returns it. */
    public static <T> T until(
            String law, Duration deadline, Supplier<T> question, Predicate<T> wished, Supplier<?> facts) {
        var end = System.nanoTime() + deadline.toNanos();
        while (true) {
            var answer = question.get();
            if (wished.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(law + ": not within " + deadline.toMillis() + " ms; " + facts.get());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        }
    }
}
