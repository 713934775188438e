package io.everup.maintenance;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Condition;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The calendar of maintenance windows. */
@Component
public class WindowOperations {

    static final int NEXT = 5;

    private static final int MOST = 200;
    private static final Duration AHEAD = Duration.ofDays(3_660);

    private final HostDirectory hosts;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Ids ids;
    private final Clock clock;

    WindowOperations(
            HostDirectory hosts,
            AuditJournal audit,
            EventLog events,
            JdbcClient jdbc,
            JsonMapper json,
            Ids ids,
            Clock clock) {
        this.hosts = hosts;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param hosts empty for all of the pool. @param plan the rolling job that is begun in it; null for none */
    public record NewWindow(UUID pool, String title, List<UUID> hosts, WindowSpec spec, NewJob plan) {}

    /** @return its id */
    @Transactional
    public UUID add(Actor actor, NewWindow wish) {
        if (wish.pool() == null) {
            throw Refusal.invalidField("pool", "Choose the pool.");
        }
        actor.require(Permission.HOST_OPERATE, Place.pool(wish.pool()));
        var title = wish.title() == null ? "" : wish.title().strip();
        if (title.isEmpty() || title.length() > 100) {
            throw Refusal.invalidField("title", "Give it a name of at most 100 characters.");
        }
        if (wish.spec() == null
                || wish.spec().zone() == null
                || wish.spec().first() == null
                || wish.spec().at() == null
                || wish.spec().repeats() == null) {
            throw Refusal.invalidField("spec", "Say the time zone, the first day, the time and whether it repeats.");
        }
        WindowRules.check(wish.spec(), clock.instant());
        if (wish.plan() != null && wish.plan().command() != null) {
            actor.require(Permission.HOST_MANAGE, Place.pool(wish.pool()));
        }
        var known =
                hosts.ofPool(actor, wish.pool()).stream().map(host -> host.id()).collect(Collectors.toSet());
        var chosen = wish.hosts() == null ? List.<UUID>of() : wish.hosts();
        if (!known.containsAll(chosen)) {
            throw Refusal.invalidField("hosts", "There is no such host in this pool.");
        }
        var id = ids.next();
        store(actor, id, title, chosen, wish);
        var detail = new HashMap<String, Object>();
        detail.put("when", WindowRules.words(wish.spec()));
        if (wish.plan() != null && wish.plan().command() != null) {
            detail.put("command", wish.plan().command());
        }
        audit.done(actor, "maintenance-window.add", new Subject("maintenance-window", id, title), detail);
        events.changed("maintenance-window", id);
        return id;
    }

    private void store(Actor actor, UUID id, String title, List<UUID> chosen, NewWindow wish) {
        var spec = wish.spec();
        jdbc.sql("""
                        insert into maintenance_window (id, pool_id, title, hosts, zone, first_date, at_time, minutes, repeats,
                            weekdays, week_of_month, last_date, plan, made_by, made_at)
                        values (:id, :pool, :title, :hosts, :zone, :first, :at, :minutes, :repeats, :weekdays, :week, :last,
                            :plan::jsonb, :by, :now)
                        """)
                .param("id", id)
                .param("pool", wish.pool())
                .param("title", title)
                .param("hosts", chosen.toArray(UUID[]::new))
                .param("zone", spec.zone().getId())
                .param("first", spec.first())
                .param("at", spec.at())
                .param("minutes", spec.minutes())
                .param("repeats", spec.repeats().name())
                .param("weekdays", spec.weekdays().toArray(Integer[]::new))
                .param("week", spec.weekOfMonth())
                .param("last", spec.last())
                .param("plan", wish.plan() == null ? null : json.writeValueAsString(wish.plan()))
                .param("by", actor.name())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** A job that was begun in it goes on to its end. */
    @Transactional
    public void remove(Actor actor, UUID id) {
        var window = find(actor, id);
        actor.require(Permission.HOST_OPERATE, Place.pool(window.poolId()));
        jdbc.sql("delete from maintenance_window where id = :id")
                .param("id", id)
                .update();
        audit.done(
                actor,
                "maintenance-window.remove",
                new Subject("maintenance-window", id, window.title()),
                java.util.Map.of());
        events.changed("maintenance-window", id);
    }

    public WindowView find(Actor actor, UUID id) {
        return read(actor, " and w.id = :id", id).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("maintenance window"));
    }

    /** Those that open again, the next first; at most 200. */
    public List<WindowView> all(Actor actor) {
        return read(actor, "", null).stream()
                .sorted(java.util.Comparator.comparing(
                        (WindowView window) -> window.next().isEmpty()
                                ? Instant.MAX
                                : window.next().get(0).from()))
                .toList();
    }

    /** When windows are open in a time. @return by window, oldest first */
    public java.util.Map<WindowView, List<WindowView.Time>> calendar(Actor actor, Instant from, Instant until) {
        var calendar = new java.util.LinkedHashMap<WindowView, List<WindowView.Time>>();
        for (var window : all(actor)) {
            var times = WindowRules.between(window.spec(), from, until, 62).stream()
                    .map(span -> new WindowView.Time(span.from(), span.until()))
                    .toList();
            if (!times.isEmpty()) {
                calendar.put(window, times);
            }
        }
        return calendar;
    }

    private List<WindowView> read(Actor actor, String more, UUID id) {
        actor.require(Permission.HOST_VIEW);
        Condition visible = actor.scope(Permission.HOST_VIEW).inPools("w.pool_id");
        var now = clock.instant();
        var sql = jdbc.sql(
                        "select w.*, p.name as pool_name from maintenance_window w join pool p on p.id = w.pool_id where "
                                + visible.sql() + more + " order by w.made_at limit " + MOST)
                .params(visible.parameters());
        return (id == null ? sql : sql.param("id", id))
                .query((row, number) -> view(row, now))
                .list();
    }

    private WindowView view(ResultSet row, Instant now) throws SQLException {
        var spec = new WindowSpec(
                ZoneId.of(row.getString("zone")),
                row.getObject("first_date", LocalDate.class),
                row.getObject("at_time", LocalTime.class),
                row.getInt("minutes"),
                WindowSpec.Repeats.valueOf(row.getString("repeats")),
                Set.of((Integer[]) row.getArray("weekdays").getArray()),
                row.getObject("week_of_month", Integer.class),
                row.getObject("last_date", LocalDate.class));
        var plan = row.getString("plan");
        return new WindowView(
                row.getObject("id", UUID.class),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getString("title"),
                Arrays.asList((UUID[]) row.getArray("hosts").getArray()),
                spec,
                WindowRules.words(spec),
                plan == null ? null : json.readValue(plan, NewJob.class),
                row.getString("made_by"),
                WindowRules.between(spec, now, now.plus(AHEAD), NEXT).stream()
                        .map(span -> new WindowView.Time(span.from(), span.until()))
                        .toList(),
                row.getObject("job_id", UUID.class));
    }
}
