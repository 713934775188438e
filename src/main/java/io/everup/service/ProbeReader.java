package io.everup.service;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads probes and what they found. */
@Component
public class ProbeReader {

    private final JdbcClient jdbc;
    private final Clock clock;

    ProbeReader(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Now(Verdict verdict, Instant since, Trouble trouble, String detail, String votes) {}

    List<ProbeView> views(ServiceSpec spec) {
        return spec.probes().stream().map(this::view).toList();
    }

    private ProbeView view(ProbeSpec probe) {
        var now = clock.instant();
        var held = jdbc.sql("select * from probe_now where probe_id = :probe")
                .param("probe", probe.id())
                .query((row, number) -> new Now(
                        Verdict.valueOf(row.getString("verdict")),
                        ProbeLog.instant(row, "since"),
                        Trouble.valueOf(row.getString("trouble")),
                        row.getString("detail"),
                        row.getString("votes")))
                .optional()
                .orElse(new Now(null, null, Trouble.NONE, null, null));
        var votes = jdbc.sql("select * from probe_vote where probe_id = :probe order by node_id")
                .param("probe", probe.id())
                .query((row, number) -> new ProbeView.Vote(
                        row.getString("node_id"),
                        row.getObject("good", Boolean.class),
                        ProbeLog.instant(row, "at"),
                        row.getInt("millis"),
                        row.getString("detail"),
                        ProbeLog.instant(row, "valid_until").isAfter(now)))
                .list();
        var certificate = jdbc.sql(
                        "select min(certificate) as ends from probe_vote where probe_id = :probe and valid_until > :now")
                .param("probe", probe.id())
                .param("now", ProbeLog.sql(now))
                .query((row, number) -> java.util.Optional.ofNullable(ProbeLog.instant(row, "ends")))
                .single()
                .orElse(null);
        var last = votes.stream()
                .filter(ProbeView.Vote::valid)
                .max(java.util.Comparator.comparing(ProbeView.Vote::at))
                .map(ProbeView.Vote::detail)
                .orElse(held.detail());
        var detail = held.verdict() == null || held.verdict() == Verdict.UP ? last : held.detail();
        return new ProbeView(
                probe, held.verdict(), held.since(), held.trouble(), detail, held.votes(), certificate, votes);
    }

    /** Single checks of a probe, newest first, as long as they are kept. */
    public Slice<ProbeView.Result> results(Actor actor, UUID probe, ListQuery query) {
        actor.require(Permission.UPTIME_VIEW);
        var total = jdbc.sql("select count(*) from probe_result where probe_id = :probe")
                .param("probe", probe)
                .query(Long.class)
                .single();
        var items = jdbc.sql(
                        "select * from probe_result where probe_id = :probe order by at desc, id desc limit :limit offset :offset")
                .param("probe", probe)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query((row, number) -> new ProbeView.Result(
                        row.getString("node_id"),
                        ProbeLog.instant(row, "at"),
                        row.getObject("good", Boolean.class),
                        row.getInt("millis"),
                        row.getString("detail")))
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** The last minutes or hours of a probe, oldest first, at most so many. @param hours sums by the hour, else by the minute */
    public List<ProbeView.Sum> sums(Actor actor, UUID probe, boolean hours, int most) {
        actor.require(Permission.UPTIME_VIEW);
        return jdbc.sql("""
                        select * from (select * from probe_rollup where probe_id = :probe and step = :step
                                       order by at desc limit :most) r order by at
                        """)
                .param("probe", probe)
                .param("step", hours ? "HOUR" : "MINUTE")
                .param("most", most)
                .query((row, number) -> {
                    var checks = row.getInt("goods") + row.getInt("fails");
                    return new ProbeView.Sum(
                            ProbeLog.instant(row, "at"),
                            row.getInt("goods"),
                            row.getInt("fails"),
                            checks == 0 ? 0 : (int) (row.getLong("millis_sum") / checks),
                            row.getInt("millis_max"));
                })
                .list();
    }
}
