package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.LdapDirectory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What fails in Everup itself, or in what it leans on. */
@Component
class EverupFacts implements FactSource {

    private static final Duration TASKS_WITHIN = Duration.ofHours(6);

    private static final String LEADERLESS =
            "select until from ha_lease where id = 1 and until < now() and exists (select 1 from host)";
    /** Gone without a word, and no other start of Everup on the same machine took its place. */
    private static final String GONE = """
            select n.id, n.name, n.seen_at from node n
            where n.seen_at < now() - interval '20 seconds' and n.seen_at > now() - interval '1 hour'
              and not exists (select 1 from node o where split_part(o.name, '@', 2) = split_part(n.name, '@', 2)
                                                     and o.started_at > n.started_at)
            """;

    private static final String FAILING = """
            select f.kind, f.subject_type, f.subject_id, f.subject_name, count(*) as failures, min(f.finished_at) as since,
                   max(f.title) as title, (array_agg(f.failure order by f.finished_at desc))[1] as failure
            from task f
            where f.state = 'FAILED' and f.finished_at > :since
              and not exists (select 1 from task s where s.kind = f.kind and s.state = 'SUCCEEDED'
                              and s.subject_id is not distinct from f.subject_id and s.finished_at > f.finished_at)
            group by f.kind, f.subject_type, f.subject_id, f.subject_name having count(*) >= 2
            order by count(*) desc limit 200
            """;

    private final JdbcClient jdbc;
    private final LdapDirectory ldap;

    EverupFacts(JdbcClient jdbc, LdapDirectory ldap) {
        this.jdbc = jdbc;
        this.ldap = ldap;
    }

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(
                AlarmRule.HA_LEADERLESS,
                AlarmRule.DIRECTORY_UNREACHABLE,
                AlarmRule.REPLICA_GONE,
                AlarmRule.TASK_FAILING);
    }

    @Override
    public List<Finding> find(Instant now) {
        var found = new ArrayList<Finding>();
        found.addAll(jdbc.sql(LEADERLESS).query(EverupFacts::leaderless).list());
        found.addAll(jdbc.sql(GONE).query(EverupFacts::gone).list());
        found.addAll(jdbc.sql(FAILING)
                .param("since", Rows.sql(now.minus(TASKS_WITHIN)))
                .query(EverupFacts::failing)
                .list());
        found.addAll(directory());
        return found;
    }

    private static Finding leaderless(ResultSet row, int number) throws SQLException {
        return Finding.of(
                AlarmRule.HA_LEADERLESS,
                new Subject("everup", null, "High availability"),
                null,
                "No replica leads high availability: no host that dies now would be recovered.",
                "See the log of each replica and whether it reaches PostgreSQL.",
                Rows.instant(row, "until"));
    }

    private static Finding gone(ResultSet row, int number) throws SQLException {
        return Finding.of(
                        AlarmRule.REPLICA_GONE,
                        new Subject("replica", null, row.getString("name")),
                        null,
                        "The replica " + row.getString("name") + " ended without signing off.",
                        "Start it again. If it was removed on purpose, this ends by itself within an hour.",
                        Rows.instant(row, "seen_at"))
                .keyed(row.getString("id"));
    }

    private static Finding failing(ResultSet row, int number) throws SQLException {
        var name = row.getString("subject_name");
        var subject =
                new Subject(row.getString("subject_type"), Rows.id(row, "subject_id"), name == null ? "Everup" : name);
        return Finding.of(
                        AlarmRule.TASK_FAILING,
                        subject,
                        null,
                        "\"" + row.getString("title") + "\" failed " + row.getInt("failures")
                                + " times in six hours, last: " + row.getString("failure"),
                        "Open its tasks: the log of the last one says what to mend.",
                        Rows.instant(row, "since"))
                .worth(row.getInt("failures"))
                .keyed(row.getString("kind") + ":" + Finding.key(subject));
    }

    private List<Finding> directory() {
        var view = ldap.view(Actor.SYSTEM);
        if (!view.inUse() || view.state().unreachableSince() == null) {
            return List.of();
        }
        return List.of(Finding.of(
                AlarmRule.DIRECTORY_UNREACHABLE,
                new Subject("ldap", null, "Directory service"),
                null,
                "The directory service can't be used. " + view.state().failure(),
                "People who are signed in stay so, nobody else gets in: test the connection on the page LDAP.",
                view.state().unreachableSince()));
    }
}
