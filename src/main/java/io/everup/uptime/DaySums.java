package io.everup.uptime;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table of figures by pool and day. */
@Component
class DaySums {

    private static final TypeReference<EnumMap<Cause, Long>> CAUSES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    DaySums(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private static final long LOCK = 0x4461795375_6d73L;

    /** Until the transaction ends nobody else makes sums. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query((row, number) -> 0)
                .list();
    }

    /** In which zone the sums are, and until when they are complete. */
    record Made(String zone, Instant until) {}

    Optional<Made> made() {
        return jdbc.sql("select zone, until_at from uptime_day_made where id = 1 and until_at is not null")
                .query((row, number) -> new Made(row.getString("zone"), Rows.instant(row, "until_at")))
                .optional();
    }

    void made(ZoneId zone, Instant until) {
        jdbc.sql("insert into uptime_day_made (id, zone, until_at) values (1, :zone, :until)"
                        + " on conflict (id) do update set zone = :zone, until_at = :until")
                .param("zone", zone.getId())
                .param("until", FactLog.sql(until))
                .update();
    }

    /** The earliest moment from which sums are old; nobody hears of it again. Null for none. */
    Instant takeStale() {
        return jdbc.sql(
                        "with taken as (delete from uptime_day_stale returning from_at) select min(from_at) as at from taken")
                .query((row, number) -> Optional.ofNullable(Rows.instant(row, "at")))
                .single()
                .orElse(null);
    }

    /** The VMs' first run of all; null when none ever ran. */
    Instant firstUp() {
        return jdbc.sql("select min(first_up) as at from uptime_vm")
                .query((row, number) -> Optional.ofNullable(Rows.instant(row, "at")))
                .single()
                .orElse(null);
    }

    Map<UUID, UUID> poolsOfVms() {
        var pools = new HashMap<UUID, UUID>();
        jdbc.sql("select vm_id, pool_id from uptime_vm where first_up is not null")
                .query(row -> {
                    pools.put(row.getObject("vm_id", UUID.class), row.getObject("pool_id", UUID.class));
                });
        return pools;
    }

    /** All sums from a day on are replaced. */
    void replace(LocalDate from, Map<UUID, List<FigureRules.Day>> pools) {
        jdbc.sql("delete from uptime_day where day >= :from")
                .param("from", from)
                .update();
        pools.forEach((pool, days) ->
                days.stream().filter(day -> !day.figures().equals(Figures.NONE)).forEach(day -> insert(pool, day)));
    }

    private void insert(UUID pool, FigureRules.Day day) {
        jdbc.sql("insert into uptime_day (pool_id, day, wanted_ms, unobserved_ms, excluded_ms, down_ms)"
                        + " values (:pool, :day, :wanted, :unobserved, :excluded, :down::jsonb)")
                .param("pool", pool)
                .param("day", day.date())
                .param("wanted", day.figures().wantedMillis())
                .param("unobserved", day.figures().unobservedMillis())
                .param("excluded", day.figures().excludedMillis())
                .param("down", json.writeValueAsString(day.figures().downMillis()))
                .update();
    }

    /** Every day of the window, with figures or without. @param pool null for all */
    List<UptimeReport.Day> read(UUID pool, CalendarWindow window) {
        var sums = new HashMap<LocalDate, Figures>();
        jdbc.sql(
                        "select * from uptime_day where day >= :first and day < :end and (:pool::uuid is null or pool_id = :pool)")
                .param("first", window.first())
                .param("end", window.end())
                .param("pool", pool)
                .query(row -> {
                    sums.merge(row.getObject("day", LocalDate.class), figures(row), Figures::plus);
                });
        var days = new ArrayList<UptimeReport.Day>();
        window.days().forEach(day -> days.add(new UptimeReport.Day(day, sums.getOrDefault(day, Figures.NONE))));
        return days;
    }

    private Figures figures(ResultSet row) throws SQLException {
        return new Figures(
                row.getLong("wanted_ms"),
                row.getLong("unobserved_ms"),
                json.readValue(row.getString("down_ms"), CAUSES),
                row.getLong("excluded_ms"));
    }
}
