package io.everup.host;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.hypervisor.PowerControl.PowerState;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down what fence devices say: the last word of each, and each change of it. */
@Component
class FenceNotes {

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Clock clock;

    FenceNotes(JdbcClient jdbc, EventLog events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    private record Before(Boolean ready, String power) {}

    /** In one go: whoever sees the new readiness finds its event, too. */
    @Transactional
    public FenceDevices.Answer note(
            UUID host, FenceDevices.Device device, PowerState state, String finding, Duration took) {
        var ready = state != null;
        var before = jdbc.sql("select ready, power_seen from fence_device where id = :id")
                .param("id", device.id())
                .query((row, number) -> new Before((Boolean) row.getObject("ready"), row.getString("power_seen")))
                .optional();
        var changed =
                before.isEmpty() || before.get().ready() == null || before.get().ready() != ready;
        jdbc.sql("""
                        update fence_device set checked_at = :at, ready = :ready, finding = :finding, took_millis = :took,
                               power_seen = coalesce(:power, power_seen),
                               ready_since = case when ready is not distinct from :ready then coalesce(ready_since, :at)
                                                  else :at end
                        where id = :id
                        """)
                .param("id", device.id())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("ready", ready)
                .param("finding", finding)
                .param("took", took.toMillis())
                .param("power", state == null ? null : state.name())
                .update();
        if (before.isPresent()
                && (changed || ready && !Objects.equals(before.get().power(), state.name()))) {
            keep(host, device, state, finding);
        }
        if (changed) {
            tell(host, device, ready, finding);
        }
        return new FenceDevices.Answer(device.id(), device.level(), device.label(), state, finding, took);
    }

    private void keep(UUID host, FenceDevices.Device device, PowerState state, String finding) {
        jdbc.sql("""
                        insert into fence_change (host_id, device_id, device, at, ready, power, finding)
                        select :host, :device, :label, :at, :ready, :power, :finding
                        where exists (select 1 from host where id = :host)
                        """)
                .param("host", host)
                .param("device", device.id())
                .param("label", device.label())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("ready", state != null)
                .param("power", state == null ? null : state.name())
                .param("finding", finding)
                .update();
    }

    private void tell(UUID host, FenceDevices.Device device, boolean ready, String finding) {
        var name = jdbc.sql("select name from host where id = :id")
                .param("id", host)
                .query(String.class)
                .optional();
        name.ifPresent(known -> events.record(
                ready ? "fence-device-ready" : "fence-device-failing",
                ready ? Severity.INFO : Severity.ALARM,
                new Subject("host", host, known),
                ready
                        ? "The fence device of " + known + " (" + device.label() + ") answers."
                        : "The fence device of " + known + " (" + device.label() + ") fails: " + finding + " If "
                                + known + " died now, its VMs might have to wait for your word."));
    }
}
