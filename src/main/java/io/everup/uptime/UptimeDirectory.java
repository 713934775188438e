package io.everup.uptime;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads outages and figures. */
@Component
public class UptimeDirectory {

    private static final SearchFields FIELDS = SearchFields.words("vm_name", "why", "note", "coalesce(who, '')")
            .text("vm", "vm_name", SearchFields.Match.EXACT)
            .choice("cause", "cause", Cause.values())
            .text("rule", "rule", SearchFields.Match.EXACT)
            .text("who", "who", SearchFields.Match.EXACT)
            .flag("counted", "counted")
            .flag("planned", "planned")
            .flag("corrected", "corrected")
            .flag("open", "(ended_at is null)")
            .duration("length", "extract(epoch from coalesce(ended_at, now()) - started_at)")
            .time("started", "started_at");
    private static final Map<String, String> ORDER = Map.of(
            "started", "started_at",
            "vm", "vm_name",
            "cause", "cause",
            "length", "coalesce(ended_at, now()) - started_at",
            "id", "outage_id");

    private final OutageLedger ledger;
    private final FigureReader figures;
    private final AvoidedReader avoided;
    private final BlindReader blind;
    private final UptimeSettings settings;
    private final UptimeSight sight;
    private final JdbcClient jdbc;
    private final Clock clock;

    UptimeDirectory(
            OutageLedger ledger,
            FigureReader figures,
            AvoidedReader avoided,
            BlindReader blind,
            UptimeSettings settings,
            UptimeSight sight,
            JdbcClient jdbc,
            Clock clock) {
        this.ledger = ledger;
        this.figures = figures;
        this.avoided = avoided;
        this.blind = blind;
        this.settings = settings;
        this.sight = sight;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** An outage as it stands, with all versions of it, newest first. */
    public record Detail(OutageView outage, List<OutageView> versions) {}

    /** The business's time zone. */
    public ZoneId zone() {
        return settings.zone();
    }

    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), settings.zone());
    }

    /** @param text as {@link CalendarWindow#parse}; null for this month */
    public CalendarWindow window(String text) {
        return CalendarWindow.parse(text, today(), settings.zone());
    }

    /**
     * Newest first unless sorted otherwise.
     *
     * @param window outages that touch it; null for all time
     * @param vm of this VM alone; null for all
     * @param pool of this pool alone; null for all
     */
    public Slice<OutageView> outages(Actor actor, ListQuery query, CalendarWindow window, UUID vm, UUID pool) {
        actor.require(Permission.UPTIME_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(sight.outages(actor));
        var parameters = new HashMap<String, Object>(condition.parameters());
        var where = where(condition, window, vm, pool, parameters);
        var total = jdbc.sql("select count(*) from outage where " + where)
                .params(parameters)
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from outage where " + where + " "
                        + OrderBy.of(query.sort(), ORDER, "-started,id").sql() + " limit :limit offset :offset")
                .params(parameters)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(ledger::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    private static String where(
            Condition condition, CalendarWindow window, UUID vm, UUID pool, Map<String, Object> parameters) {
        var where = new StringBuilder("(" + condition.sql() + ")");
        if (window != null) {
            where.append(" and started_at < :until and (ended_at is null or ended_at > :since)");
            parameters.put("since", FactLog.sql(window.interval().from()));
            parameters.put("until", FactLog.sql(window.interval().to()));
        }
        if (vm != null) {
            where.append(" and vm_id = :vm");
            parameters.put("vm", vm);
        }
        if (pool != null) {
            where.append(" and pool_id = :pool");
            parameters.put("pool", pool);
        }
        return where.toString();
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public Detail outage(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_VIEW);
        var visible = sight.outages(actor);
        var versions = jdbc.sql("select * from outage_entry where outage_id = :id and " + visible.sql()
                        + " order by version desc")
                .params(visible.parameters())
                .param("id", id)
                .query(ledger::view)
                .list();
        if (versions.isEmpty()) {
            throw Refusal.notFound("outage");
        }
        return new Detail(versions.get(0), versions);
    }

    public List<SearchFields.Completion> completions(String typed) {
        return FIELDS.completions(typed);
    }

    /** @param vm and {@code pool}: null for all; at most one is given */
    public UptimeReport report(Actor actor, CalendarWindow window, UUID vm, UUID pool) {
        actor.require(Permission.UPTIME_VIEW);
        return figures.report(sight.scope(actor, vm, pool), window);
    }

    /** Downtime avoided within the window, newest first. */
    public List<Avoided> avoided(Actor actor, CalendarWindow window, UUID vm, UUID pool) {
        actor.require(Permission.UPTIME_VIEW);
        return avoided.credits(sight.scope(actor, vm, pool), window.interval());
    }

    /** Times within the window in which nobody looked, newest first. */
    public List<Blind> unobserved(Actor actor, CalendarWindow window) {
        actor.require(Permission.UPTIME_VIEW);
        return sight.of(actor, blind.within(window.interval()));
    }

    /** The longest time after a migration, and the most that one credit is worth, in words. */
    public String avoidedTerms() {
        return settings.avoidedWithin().toHours() + " h / "
                + settings.avoidedMost().toHours() + " h";
    }
}
