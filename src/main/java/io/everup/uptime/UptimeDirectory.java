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

    private static final SearchFields FIELDS = SearchFields.words("name", "why", "note", "coalesce(who, '')")
            .text("vm", "name", SearchFields.Match.EXACT, "(vm_id is not null and {})")
            .text("service", "name", SearchFields.Match.EXACT, "(service_id is not null and {})")
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
            "vm", "name",
            "cause", "cause",
            "length", "coalesce(ended_at, now()) - started_at",
            "id", "outage_id");

    private final OutageLedger ledger;
    private final FigureReader figures;
    private final DayKeeper days;
    private final AvoidedReader avoided;
    private final BlindReader blind;
    private final UptimeSettings settings;
    private final UptimeSight sight;
    private final JdbcClient jdbc;
    private final Clock clock;

    UptimeDirectory(
            OutageLedger ledger,
            FigureReader figures,
            DayKeeper days,
            AvoidedReader avoided,
            BlindReader blind,
            UptimeSettings settings,
            UptimeSight sight,
            JdbcClient jdbc,
            Clock clock) {
        this.ledger = ledger;
        this.figures = figures;
        this.days = days;
        this.avoided = avoided;
        this.blind = blind;
        this.settings = settings;
        this.sight = sight;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** An outage as it stands, with all versions of it, newest first. @param there whether its VM or service still is */
    public record Detail(OutageView outage, List<OutageView> versions, boolean there) {}

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
        return outages(actor, query, window, new Whose(vm, pool, null));
    }

    /** As {@link #outages}, of one service. */
    public Slice<OutageView> outagesOfService(Actor actor, ListQuery query, CalendarWindow window, UUID service) {
        return outages(actor, query, window, new Whose(null, null, service));
    }

    /** As {@link #outages}, of all services. */
    public Slice<OutageView> outagesOfServices(Actor actor, ListQuery query, CalendarWindow window) {
        return outages(actor, query, window, Whose.SERVICES);
    }

    private record Whose(UUID vm, UUID pool, UUID service) {

        private static final Whose SERVICES = new Whose(null, null, null);
    }

    private Slice<OutageView> outages(Actor actor, ListQuery query, CalendarWindow window, Whose whose) {
        actor.require(Permission.UPTIME_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(sight.outages(actor));
        var parameters = new HashMap<String, Object>(condition.parameters());
        var where = where(condition, window, whose, parameters);
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
            Condition condition, CalendarWindow window, Whose whose, Map<String, Object> parameters) {
        var where = new StringBuilder("(" + condition.sql() + ")");
        if (window != null) {
            where.append(" and started_at < :until and (ended_at is null or ended_at > :since)");
            parameters.put("since", FactLog.sql(window.interval().from()));
            parameters.put("until", FactLog.sql(window.interval().to()));
        }
        if (whose == Whose.SERVICES) {
            where.append(" and service_id is not null");
        }
        limit(where, parameters, "vm", whose.vm());
        limit(where, parameters, "pool", whose.pool());
        limit(where, parameters, "service", whose.service());
        return where.toString();
    }

    private static void limit(StringBuilder where, Map<String, Object> parameters, String column, UUID value) {
        if (value != null) {
            where.append(" and ").append(column).append("_id = :").append(column);
            parameters.put(column, value);
        }
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
        return new Detail(versions.get(0), versions, there(versions.get(0)));
    }

    /** Whether a page of the VM or of the service still answers. */
    private boolean there(OutageView outage) {
        return jdbc.sql("select exists (select 1 from vm where id = :id and state <> 'DELETED')"
                        + " or exists (select 1 from service where id = :id and deleted_at is null)")
                .param("id", outage.vm() == null ? outage.service() : outage.vm())
                .query(Boolean.class)
                .single();
    }

    /** What a VM or a service was called when the ledger last spoke of it; "a VM without outages" when it never did. */
    public String nameOf(Actor actor, UUID whose) {
        actor.require(Permission.UPTIME_VIEW);
        return jdbc
                .sql("select name from outage_entry where vm_id = :id or service_id = :id order by seq desc limit 1")
                .param("id", whose)
                .query(String.class)
                .list()
                .stream()
                .findFirst()
                .orElse("nothing that was ever down");
    }

    public List<SearchFields.Completion> completions(String typed) {
        return FIELDS.completions(typed);
    }

    /** @param vm and {@code pool}: null for all; at most one is given */
    public UptimeReport report(Actor actor, CalendarWindow window, UUID vm, UUID pool) {
        actor.require(Permission.UPTIME_VIEW);
        return figures.report(sight.scope(actor, vm, pool), window);
    }

    /** Brings the kept sums up to now: for work in the background that must say what the rows say, never for a request. */
    public void settle() {
        days.keepNow();
    }

    /** Downtime avoided within the window, newest first. */
    public List<Avoided> avoided(Actor actor, CalendarWindow window, UUID vm, UUID pool) {
        actor.require(Permission.UPTIME_VIEW);
        return avoided.credits(sight.scope(actor, vm, pool), window.interval());
    }

    /** A page of what {@link #avoided} tells, and the sum of all. */
    public record AvoidedPage(long totalMillis, Slice<Avoided> slice) {}

    public AvoidedPage avoided(Actor actor, CalendarWindow window, UUID vm, UUID pool, ListQuery query) {
        var all = avoided(actor, window, vm, pool);
        return new AvoidedPage(all.stream().mapToLong(Avoided::millis).sum(), page(all, query));
    }

    /** A page of what {@link #unobserved} tells. */
    public Slice<Blind> unobserved(Actor actor, CalendarWindow window, ListQuery query) {
        return page(unobserved(actor, window), query);
    }

    private static <T> Slice<T> page(List<T> all, ListQuery query) {
        var from = Math.min(query.offset(), all.size());
        var items = all.subList(from, Math.min(all.size(), from + query.limit()));
        return new Slice<>(List.copyOf(items), query.cursorAfter(all.size()), all.size());
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
