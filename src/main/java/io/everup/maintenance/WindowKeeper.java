package io.everup.maintenance;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.notice.NoticeLine;
import io.everup.notice.NoticeSeverity;
import io.everup.notice.Notices;
import io.everup.shared.Recurring;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps the calendar: announces windows a day ahead, silences their hosts' alarms, and begins planned jobs in them. */
@Component
class WindowKeeper {

    private static final Duration TOLD_AHEAD = Duration.ofHours(24);

    private final WindowOperations windows;
    private final RollingOperations rolling;
    private final HostDirectory hosts;
    private final Notices notices;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    WindowKeeper(
            WindowOperations windows,
            RollingOperations rolling,
            HostDirectory hosts,
            Notices notices,
            EventLog events,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock) {
        this.windows = windows;
        this.rolling = rolling;
        this.hosts = hosts;
        this.notices = notices;
        this.events = events;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Configuration(proxyBeanMethods = false)
    static class Schedule {
        @Bean
        Recurring keepMaintenanceWindows(WindowKeeper keeper) {
            return new Recurring("keep-maintenance-windows", Duration.ofSeconds(15), keeper::round);
        }
    }

    void round() {
        for (var window : windows.all(Actor.SYSTEM)) {
            window.next().stream().findFirst().ifPresent(time -> {
                transaction.executeWithoutResult(status -> announce(window, time));
                if (!clock.instant().isBefore(time.from())) {
                    run(window, time);
                }
            });
        }
        transaction.executeWithoutResult(status -> jdbc.sql("delete from maintenance_quiet where until_at < :now")
                .param("now", sql(clock.instant().minus(Duration.ofDays(1))))
                .update());
    }

    private void announce(WindowView window, WindowView.Time time) {
        if (time.from().minus(TOLD_AHEAD).isAfter(clock.instant())) {
            return;
        }
        quiet(window, time);
        var told = jdbc.sql(
                        "update maintenance_window set told_for = :for where id = :id and told_for is distinct from :for")
                .param("for", sql(time.from()))
                .param("id", window.id())
                .update();
        if (told > 0) {
            var text = "Maintenance \"" + window.title() + "\" of " + window.pool() + " from " + time.from() + " to "
                    + time.until() + (window.plan() == null ? "." : "; its job begins by itself.");
            events.record(
                    "maintenance-window",
                    Severity.INFO,
                    new Subject("maintenance-window", window.id(), window.title()),
                    text);
            notices.tell(List.of(line(window, time, text)));
        }
    }

    private NoticeLine line(WindowView window, WindowView.Time time, String text) {
        return new NoticeLine(
                "announced",
                null,
                null,
                NoticeSeverity.INFO,
                "Maintenance is coming",
                "maintenance-window",
                window.id(),
                window.title(),
                window.poolId(),
                text,
                null,
                time.from(),
                clock.instant(),
                "/maintenance/windows",
                names(window));
    }

    private List<String> names(WindowView window) {
        return hosts.ofPool(Actor.SYSTEM, window.poolId()).stream()
                .filter(host -> window.hosts().isEmpty() || window.hosts().contains(host.id()))
                .map(host -> host.name())
                .toList();
    }

    private void quiet(WindowView window, WindowView.Time time) {
        jdbc.sql("""
                        insert into maintenance_quiet (window_id, host_id, title, from_at, until_at)
                        select :window, h.id, :title, :from, :until from host h where h.pool_id = :pool
                          and (:all or h.id = any(:hosts)) on conflict do nothing
                        """)
                .param("window", window.id())
                .param("title", window.title())
                .param("from", sql(time.from()))
                .param("until", sql(time.until()))
                .param("pool", window.poolId())
                .param("all", window.hosts().isEmpty())
                .param("hosts", window.hosts().toArray(UUID[]::new))
                .update();
    }

    /** Once in each time: begins the planned job, or goes on with one that the last window ran out for. */
    private void run(WindowView window, WindowView.Time time) {
        if (window.plan() == null) {
            return;
        }
        try {
            transaction.executeWithoutResult(status -> begin(window, time));
        } catch (Refusal refusal) {
            transaction.executeWithoutResult(status -> {
                if (mark(window, time)) {
                    events.record(
                            "maintenance-window",
                            Severity.WARNING,
                            new Subject("maintenance-window", window.id(), window.title()),
                            "The planned maintenance \"" + window.title() + "\" was not begun: "
                                    + refusal.getMessage());
                }
            });
        }
    }

    private void begin(WindowView window, WindowView.Time time) {
        if (!mark(window, time)) {
            return;
        }
        if (goneOnWith(window, time)) {
            return;
        }
        var plan = window.plan();
        var job = rolling.begin(
                Actor.SYSTEM,
                new NewJob(
                        window.poolId(),
                        window.hosts(),
                        plan.choices(),
                        plan.reason().isEmpty() ? window.title() : plan.reason(),
                        plan.parallel(),
                        plan.bringBack(),
                        plan.command(),
                        plan.commandSeconds(),
                        plan.reboot(),
                        time.until()));
        jdbc.sql("update maintenance_window set job_id = :job where id = :id")
                .param("job", job)
                .param("id", window.id())
                .update();
    }

    private boolean goneOnWith(WindowView window, WindowView.Time time) {
        var left = window.job() == null
                ? 0
                : jdbc.sql("update maintenance_job set must_end_by = :end, out_of_time = false"
                                + " where id = :job and state = 'STOPPED' and out_of_time")
                        .param("end", sql(time.until()))
                        .param("job", window.job())
                        .update();
        if (left > 0) {
            rolling.goOn(Actor.SYSTEM, window.job());
        }
        return left > 0;
    }

    private boolean mark(WindowView window, WindowView.Time time) {
        return jdbc.sql("update maintenance_window set run_for = :for where id = :id and run_for is distinct from :for")
                        .param("for", sql(time.from()))
                        .param("id", window.id())
                        .update()
                > 0;
    }

    private static Object sql(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
