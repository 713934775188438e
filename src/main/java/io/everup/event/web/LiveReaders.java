package io.everup.event.web;

import io.everup.event.Change;
import io.everup.event.EventSight;
import io.everup.event.Reader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Who listens, with what they may see now: a stream stays open for hours, and rights change meanwhile. */
@Component
class LiveReaders {

    /** How old a reader's rights may be. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final EventSight sight;
    private final Clock clock;

    LiveReaders(EventSight sight, Clock clock) {
        this.sight = sight;
        this.clock = clock;
    }

    /** @return the reader as they are; it throws, which ends the stream, when they are no longer signed in */
    Supplier<Reader> follow(Reader reader) {
        return new Following(reader, clock.instant());
    }

    boolean sees(Reader reader, Change change) {
        return sight.sees(reader, change);
    }

    private final class Following implements Supplier<Reader> {
        private Reader reader;
        private Instant read;

        Following(Reader reader, Instant read) {
            this.reader = reader;
            this.read = read;
        }

        @Override
        public synchronized Reader get() {
            var now = clock.instant();
            if (now.isAfter(read.plus(FRESH))) {
                reader = sight.renewed(reader).orElseThrow(() -> new IllegalStateException("signed out"));
                read = now;
            }
            return reader;
        }
    }
}
