package io.everup.service;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down checks, votes and verdicts, and sums and forgets old checks. */
@Component
class ProbeLog {

    private final JdbcClient jdbc;
    private final ServiceSettings settings;

    ProbeLog(JdbcClient jdbc, ServiceSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    Optional<ProbeVote> vote(UUID probe, String node) {
        return jdbc.sql("select * from probe_vote where probe_id = :probe and node_id = :node")
                .param("probe", probe)
                .param("node", node)
                .query(ProbeLog::vote)
                .optional();
    }

    List<ProbeVote> votes(UUID probe) {
        return jdbc.sql("select * from probe_vote where probe_id = :probe")
                .param("probe", probe)
                .query(ProbeLog::vote)
                .list();
    }

    private static ProbeVote vote(ResultSet row, int number) throws SQLException {
        return new ProbeVote(
                row.getObject("good", Boolean.class),
                instant(row, "since"),
                row.getInt("fails"),
                row.getInt("goods"),
                instant(row, "first_at"),
                instant(row, "at"),
                instant(row, "valid_until"),
                row.getInt("millis"),
                Trouble.valueOf(row.getString("trouble")),
                row.getString("detail"),
                instant(row, "certificate"));
    }

    /** One check of one replica, and what it holds now. */
    @Transactional
    public void add(UUID probe, String node, ProbeOutcome outcome, ProbeVote vote) {
        jdbc.sql("""
                        insert into probe_result (probe_id, node_id, at, good, millis, trouble, detail)
                        values (:probe, :node, :at, :good, :millis, :trouble, :detail)
                        """)
                .param("probe", probe)
                .param("node", node)
                .param("at", sql(vote.at()))
                .param("good", outcome.good(), Types.BOOLEAN)
                .param("millis", outcome.millis())
                .param("trouble", outcome.trouble().name())
                .param("detail", outcome.detail())
                .update();
        jdbc.sql("""
                        insert into probe_vote (probe_id, node_id, good, since, fails, goods, first_at, at, valid_until,
                            millis, trouble, detail, certificate)
                        values (:probe, :node, :good, :since, :fails, :goods, :first, :at, :until, :millis, :trouble, :detail, :certificate)
                        on conflict (probe_id, node_id) do update set good = :good, since = :since, fails = :fails,
                            goods = :goods, first_at = :first, at = :at, valid_until = :until, millis = :millis,
                            trouble = :trouble, detail = :detail, certificate = :certificate
                        """)
                .param("probe", probe)
                .param("node", node)
                .param("good", vote.good(), Types.BOOLEAN)
                .param("since", sql(vote.since()))
                .param("fails", vote.fails())
                .param("goods", vote.goods())
                .param("first", sql(vote.firstAt()))
                .param("at", sql(vote.at()))
                .param("until", sql(vote.validUntil()))
                .param("millis", vote.millis())
                .param("trouble", vote.trouble().name())
                .param("detail", vote.detail())
                .param("certificate", sql(vote.certificate()), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /** The newest verdict. @param support as in {@link ProbeRules.Held} */
    record Now(Verdict verdict, Instant since, Instant support) {}

    Optional<Now> now(UUID probe) {
        return jdbc.sql("select * from probe_now where probe_id = :probe for update")
                .param("probe", probe)
                .query((row, number) -> new Now(
                        Verdict.valueOf(row.getString("verdict")), instant(row, "since"), instant(row, "support_at")))
                .optional();
    }

    /** @param since when the verdict began */
    void hold(UUID probe, ProbeRules.Held held, Instant since) {
        jdbc.sql("""
                        insert into probe_now (probe_id, verdict, since, support_at, trouble, detail, votes)
                        values (:probe, :verdict, :since, :support, :trouble, :detail, :votes)
                        on conflict (probe_id) do update set verdict = :verdict, since = :since,
                            support_at = coalesce(:support, probe_now.support_at), trouble = :trouble, detail = :detail, votes = :votes
                        """)
                .param("probe", probe)
                .param("verdict", held.verdict().name())
                .param("since", sql(since))
                .param("support", sql(held.support()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("trouble", held.trouble().name())
                .param("detail", held.detail())
                .param("votes", held.votes())
                .update();
    }

    void fact(UUID probe, ProbeRules.Held held, Instant since, Instant now) {
        jdbc.sql("""
                        insert into probe_fact (probe_id, at, verdict, trouble, detail, votes, recorded_at)
                        values (:probe, :at, :verdict, :trouble, :detail, :votes, :now)
                        """)
                .param("probe", probe)
                .param("at", sql(since))
                .param("verdict", held.verdict().name())
                .param("trouble", held.trouble().name())
                .param("detail", held.detail())
                .param("votes", held.votes())
                .param("now", sql(now))
                .update();
    }

    /** Sums finished minutes and hours, and forgets what is older than it is kept. */
    @Transactional
    public void rollUp(Instant now) {
        sum("MINUTE", "minute", now.truncatedTo(ChronoUnit.MINUTES));
        sum("HOUR", "hour", now.truncatedTo(ChronoUnit.HOURS));
        forget("probe_result where at < :before", now.minus(settings.keepResults()));
        forget("probe_rollup where step = 'MINUTE' and at < :before", now.minus(settings.keepMinutes()));
        forget("probe_rollup where step = 'HOUR' and at < :before", now.minus(settings.keepHours()));
        forget("probe_vote where valid_until < :before", now.minusSeconds(86_400));
    }

    /** Always from single checks, of which more than an hour is kept. */
    private void sum(String step, String unit, Instant until) {
        jdbc.sql("""
                        insert into probe_rollup (probe_id, step, at, goods, fails, millis_sum, millis_max)
                        select probe_id, :step, date_trunc('%s', at), count(*) filter (where good), count(*) filter (where not good),
                               coalesce(sum(millis) filter (where good is not null), 0), coalesce(max(millis), 0)
                        from probe_result where at < :until and at >= coalesce(
                            (select max(at) from probe_rollup where step = :step) - interval '1 %s', '-infinity')
                        group by 1, 3
                        on conflict (probe_id, step, at) do update set
                            goods = greatest(probe_rollup.goods, excluded.goods), fails = greatest(probe_rollup.fails, excluded.fails),
                            millis_sum = greatest(probe_rollup.millis_sum, excluded.millis_sum),
                            millis_max = greatest(probe_rollup.millis_max, excluded.millis_max)
                        """.formatted(unit, unit))
                .param("step", step)
                .param("until", sql(until))
                .update();
    }

    private void forget(String what, Instant before) {
        jdbc.sql("delete from " + what).param("before", sql(before)).update();
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** Null for null. */
    static OffsetDateTime sql(Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }
}
