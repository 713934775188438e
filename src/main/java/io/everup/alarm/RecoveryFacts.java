package io.everup.alarm;

import io.everup.event.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What keeps high availability from acting by itself. */
@Component
class RecoveryFacts implements FactSource {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final JdbcClient jdbc;

    RecoveryFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(AlarmRule.HA_DISARMED);
    }

    @Override
    public List<Finding> find(Instant now) {
        return new ArrayList<>(jdbc.sql("""
                        select pool_id, pool_name, reason, made_by, since, until from ha_disarm
                        where ended_at is null and until > :now and pool_id is not null
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(RecoveryFacts::disarmed)
                .list());
    }

    private static Finding disarmed(ResultSet row, int number) throws SQLException {
        var pool = new Subject("pool", Rows.id(row, "pool_id"), row.getString("pool_name"));
        return Finding.of(
                AlarmRule.HA_DISARMED,
                pool,
                pool.id(),
                "High availability of " + pool.name() + " is disarmed by " + row.getString("made_by") + ": "
                        + row.getString("reason"),
                "When the work is done, arm it again on the pool's page Availability; by itself that happens at "
                        + MINUTE.format(Rows.instant(row, "until")) + ".",
                Rows.instant(row, "since"));
    }
}
