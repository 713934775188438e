package io.everup.service;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.uptime.OutageView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes down how services are now, and tells others when that is news. */
@Component
class ServiceNews {

    private final EventLog events;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ServiceNews(EventLog events, ApplicationEventPublisher publisher, JdbcClient jdbc, JsonMapper json) {
        this.events = events;
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What was found. @param firstUp null for never yet; @param open the outage that lasts; null for none */
    record Found(
            StateRules.Judged judged,
            Instant since,
            Instant firstUp,
            OutageView open,
            List<MemberNow> members,
            Burn burn,
            Survival survival,
            Instant at) {}

    private record Before(ServiceState state, Burn.Alert alert, Instant alertAt) {}

    void tell(ServiceStore.Stored service, Found found) {
        var before = jdbc.sql("select * from service_now where service_id = :id")
                .param("id", service.id())
                .query((row, number) -> new Before(
                        ServiceState.valueOf(row.getString("state")),
                        Burn.Alert.valueOf(row.getString("alert")),
                        ProbeLog.instant(row, "alert_at")))
                .optional()
                .orElse(new Before(ServiceState.NEW, Burn.Alert.NONE, null));
        var alert = found.burn().alert();
        write(service.id(), found, alert == before.alert() ? before.alertAt() : found.at());
        if (service.deletedAt() != null) {
            return;
        }
        if (found.judged().state() != before.state()) {
            turned(service, before.state(), found);
        }
        if (alert != before.alert()) {
            burning(service, before.alert(), found.burn());
        }
    }

    private void write(UUID id, Found found, Instant alertAt) {
        jdbc.sql("""
                        insert into service_now (service_id, state, since, first_up, why, members, burn, alert, alert_at, survival, at)
                        values (:id, :state, :since, :first, :why, :members::jsonb, :burn::jsonb, :alert, :alertAt, :survival::jsonb, :at)
                        on conflict (service_id) do update set state = :state, since = :since, first_up = :first, why = :why,
                            members = :members::jsonb, burn = :burn::jsonb, alert = :alert, alert_at = :alertAt,
                            survival = :survival::jsonb, at = :at
                        """)
                .param("id", id)
                .param("state", found.judged().state().name())
                .param("since", ProbeLog.sql(found.since()))
                .param("first", ProbeLog.sql(found.firstUp()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("why", why(found))
                .param("members", json.writeValueAsString(found.members()))
                .param("burn", json.writeValueAsString(found.burn()))
                .param("alert", found.burn().alert().name())
                .param("alertAt", ProbeLog.sql(alertAt), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("survival", json.writeValueAsString(found.survival()))
                .param("at", ProbeLog.sql(found.at()))
                .update();
    }

    private static String why(Found found) {
        if (found.judged().state() == ServiceState.DOWN && found.open() != null) {
            return found.open().why();
        }
        if (found.judged().state() != ServiceState.DEGRADED) {
            return "";
        }
        var down = found.members().stream()
                .filter(member -> !member.up())
                .map(member -> member.name() + " isn't up")
                .toList();
        return down.isEmpty() ? "A probe is bad." : String.join(", ", down) + ".";
    }

    private void turned(ServiceStore.Stored service, ServiceState before, Found found) {
        var subject = new Subject("service", service.id(), service.spec().name());
        var name = service.spec().name();
        var why = why(found);
        switch (found.judged().state()) {
            case DOWN -> {
                var planned = found.open() != null && found.open().planned();
                events.record(
                        "service-down",
                        planned ? Severity.INFO : Severity.ALARM,
                        subject,
                        name + (planned ? " is down, as planned." : " is down.") + (why.isEmpty() ? "" : " " + why));
                var outage = found.open() == null ? null : found.open().id();
                publisher.publishEvent(new ServiceEvents.ServiceDown(service.id(), name, found.since(), why, outage));
            }
            case UP, DEGRADED -> {
                if (before == ServiceState.DOWN) {
                    events.record("service-up", Severity.INFO, subject, name + " is up again.");
                    publisher.publishEvent(new ServiceEvents.ServiceUp(service.id(), name, found.since()));
                } else if (found.judged().state() == ServiceState.DEGRADED) {
                    events.record("service-degraded", Severity.WARNING, subject, name + " has less to lose. " + why);
                } else {
                    events.changed("service", service.id());
                }
            }
            default -> events.changed("service", service.id());
        }
    }

    private void burning(ServiceStore.Stored service, Burn.Alert before, Burn burn) {
        var subject = new Subject("service", service.id(), service.spec().name());
        if (burn.alert() == Burn.Alert.FAST) {
            events.record(
                    "budget-burning",
                    Severity.ALARM,
                    subject,
                    "The error budget of " + subject.name() + " burns fast.",
                    Map.of("hour", String.valueOf(burn.hour()), "hours6", String.valueOf(burn.hours6())));
        } else {
            events.changed("service", service.id());
        }
        if (burn.alert() == Burn.Alert.FAST || before == Burn.Alert.FAST) {
            publisher.publishEvent(new ServiceEvents.BudgetBurning(service.id(), subject.name(), burn));
        }
    }
}
