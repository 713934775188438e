package io.everup.service;

import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Cause;
import io.everup.uptime.FigureRules;
import io.everup.uptime.Figures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the services' figures by days, and reads sums of them. */
@Component
class ServiceFigures {

    private static final TypeReference<EnumMap<Cause, Long>> CAUSES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ServiceFigures(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Writes the days that are different, and takes away those that are no more. */
    void keep(UUID service, List<FigureRules.Day> days) {
        var before = new HashMap<LocalDate, Figures>();
        jdbc.sql("select * from service_day where service_id = :service")
                .param("service", service)
                .query(row -> {
                    before.put(row.getObject("day", LocalDate.class), figures(row));
                });
        for (var day : days) {
            if (!day.figures().equals(before.remove(day.date()))) {
                write(service, day.date(), day.figures());
            }
        }
        before.keySet()
                .forEach(day -> jdbc.sql("delete from service_day where service_id = :service and day = :day")
                        .param("service", service)
                        .param("day", day)
                        .update());
    }

    private void write(UUID service, LocalDate day, Figures figures) {
        jdbc.sql("""
                        insert into service_day (service_id, day, wanted_ms, unobserved_ms, excluded_ms, down_ms)
                        values (:service, :day, :wanted, :unobserved, :excluded, :down::jsonb)
                        on conflict (service_id, day) do update set wanted_ms = :wanted, unobserved_ms = :unobserved,
                            excluded_ms = :excluded, down_ms = :down::jsonb
                        """)
                .param("service", service)
                .param("day", day)
                .param("wanted", figures.wantedMillis())
                .param("unobserved", figures.unobservedMillis())
                .param("excluded", figures.excludedMillis())
                .param("down", json.writeValueAsString(figures.downMillis()))
                .update();
    }

    private Figures figures(ResultSet row) throws SQLException {
        return new Figures(
                row.getLong("wanted_ms"),
                row.getLong("unobserved_ms"),
                json.readValue(row.getString("down_ms"), CAUSES),
                row.getLong("excluded_ms"));
    }

    /** The days of a window that have figures, by service. @param services none for none */
    Map<UUID, Map<LocalDate, Figures>> read(List<UUID> services, CalendarWindow window) {
        var all = new HashMap<UUID, Map<LocalDate, Figures>>();
        if (services.isEmpty()) {
            return all;
        }
        jdbc.sql("select * from service_day where service_id in (:services) and day >= :first and day < :end")
                .param("services", services)
                .param("first", window.first())
                .param("end", window.end())
                .query(row -> {
                    all.computeIfAbsent(row.getObject("service_id", UUID.class), id -> new HashMap<>())
                            .put(row.getObject("day", LocalDate.class), figures(row));
                });
        return all;
    }
}
