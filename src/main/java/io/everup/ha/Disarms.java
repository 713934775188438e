package io.everup.ha;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which pools are disarmed, for who decides about hosts. */
@Component
class Disarms {

    private final JdbcClient jdbc;

    Disarms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What holds at that moment; its end counts from the second on in which it comes, whether or not it was noted. */
    Optional<Disarm> ofPool(UUID pool, Instant now) {
        return jdbc.sql("select * from ha_disarm where pool_id = :pool and ended_at is null and until > :now")
                .param("pool", pool)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Disarms::disarm)
                .optional();
    }

    /** The pools that are disarmed at that moment, with the sentence that says so. */
    Map<UUID, String> all(Instant now) {
        return jdbc
                .sql("select * from ha_disarm where pool_id is not null and ended_at is null and until > :now")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Disarms::disarm)
                .list()
                .stream()
                .collect(Collectors.toMap(Disarm::pool, Disarm::sentence, (one, other) -> one));
    }

    /** Since when pools that once were disarmed have been armed again. */
    Map<UUID, Instant> armedAgain(Instant now) {
        var armed = new HashMap<UUID, Instant>();
        jdbc.sql("""
                        select pool_id, max(least(ended_at, until)) as armed from ha_disarm
                        where pool_id is not null and least(ended_at, until) <= :now group by pool_id
                        """).param("now", now.atOffset(ZoneOffset.UTC)).query(row -> {
            armed.put(row.getObject("pool_id", UUID.class), instant(row, "armed"));
        });
        return armed;
    }

    /**
     * Since when the pool has been armed again; empty when it always was, or isn't. What fell silent before is judged as if
     * it had done so then.
     */
    Optional<Instant> armedAgain(UUID pool, Instant now) {
        if (ofPool(pool, now).isPresent()) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select coalesce(ended_at, until) as armed from ha_disarm
                        where pool_id = :pool and coalesce(ended_at, until) <= :now
                        order by coalesce(ended_at, until) desc limit 1
                        """)
                .param("pool", pool)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> instant(row, "armed"))
                .optional();
    }

    static Disarm disarm(ResultSet row, int number) throws SQLException {
        return new Disarm(
                row.getObject("id", UUID.class),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getString("reason"),
                row.getString("made_by"),
                instant(row, "since"),
                instant(row, "until"),
                instant(row, "ended_at"),
                row.getString("ended_by"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
