package io.everup.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Counts in fixed windows of time, in the database: the limit holds for all replicas together. */
@Component
class RateLimit {

    private static final String COUNT = """
            insert into rate_limit as r (bucket, window_start, used) values (:bucket, :now, 1)
            on conflict (bucket) do update set
                used = case when r.window_start <= :expired then 1 else r.used + 1 end,
                window_start = case when r.window_start <= :expired then excluded.window_start else r.window_start end
            returning used, window_start
            """;

    private record Count(int used, Instant start) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    RateLimit(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @throws TooManyAttempts when the bucket was used {@code most} times within the window already */
    @Transactional(propagation = Propagation.REQUIRES_NEW, noRollbackFor = TooManyAttempts.class)
    public void take(String bucket, int most, Duration window) {
        var now = clock.instant();
        var count = jdbc.sql(COUNT)
                .param("bucket", bucket)
                .param("now", utc(now))
                .param("expired", utc(now.minus(window)))
                .query((row, n) -> new Count(row.getInt("used"), UserDirectory.instant(row, "window_start")))
                .single();
        if (count.used() > most) {
            throw new TooManyAttempts(Duration.between(now, count.start().plus(window)));
        }
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
