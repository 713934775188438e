package io.everup.migration;

import io.everup.event.EventLog;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Whose turn it is. So many leave a host at once, and so many come to one; who asked first goes first, and nobody is
 * overtaken at a host that they wait for.
 */
@Component
class MigrationTurns {

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Clock clock;

    MigrationTurns(JdbcClient jdbc, EventLog events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    private record Ahead(String source, String target, int leaving, int coming, boolean admitted) {}

    /** @return what it waits for, in words; empty when it is its turn */
    @Transactional
    public Optional<String> take(UUID migration, int atOnce) {
        // Two that look at once would both see the last free place.
        jdbc.sql("select pg_advisory_xact_lock(hashtext('everup.migration-turns'))")
                .query(row -> {});
        var ahead = ahead(migration);
        if (ahead.admitted()) {
            return Optional.empty();
        }
        var waits = ahead.leaving() >= atOnce
                ? ahead.leaving() + " others leave " + ahead.source() + " before it; at once " + atOnce + " may"
                : ahead.coming() >= atOnce
                        ? ahead.coming() + " others go to " + ahead.target() + " before it; at once " + atOnce + " may"
                        : null;
        jdbc.sql("update migration set admitted_at = cast(:at as timestamptz), waits_for = :waits where id = :id")
                .param("at", waits == null ? clock.instant().atOffset(ZoneOffset.UTC) : null)
                .param("waits", waits)
                .param("id", migration)
                .update();
        events.changed("migration", migration);
        return Optional.ofNullable(waits);
    }

    private Ahead ahead(UUID migration) {
        return jdbc.sql("""
                        select m.source_name, m.target_name, m.admitted_at is not null as admitted,
                          (select count(*) from migration o where o.ended_at is null and o.id <> m.id
                            and o.source_id = m.source_id
                            and (o.admitted_at is not null or (o.requested_at, o.id) < (m.requested_at, m.id))) as leaving,
                          (select count(*) from migration o where o.ended_at is null and o.id <> m.id
                            and o.target_id = m.target_id
                            and (o.admitted_at is not null or (o.requested_at, o.id) < (m.requested_at, m.id))) as coming
                        from migration m where m.id = :id
                        """)
                .param("id", migration)
                .query((row, number) -> new Ahead(
                        row.getString("source_name"),
                        row.getString("target_name"),
                        row.getInt("leaving"),
                        row.getInt("coming"),
                        row.getBoolean("admitted")))
                .optional()
                .orElse(new Ahead("", "", 0, 0, true));
    }
}
