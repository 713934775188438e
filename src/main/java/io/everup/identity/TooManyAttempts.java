package io.everup.identity;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Asked too often; to be asked again later. */
public final class TooManyAttempts extends AuthenticationException {

    private final Duration wait;

    TooManyAttempts(Duration wait) {
        super("Too many attempts. Try again in " + words(wait) + ".");
        this.wait = wait;
    }

    /** In how many seconds the next attempt is looked at; at least 1. */
    public long retryAfterSeconds() {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    private static String words(Duration wait) {
        var seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        if (seconds < 90) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        return (seconds + 59) / 60 + " minutes";
    }
}
