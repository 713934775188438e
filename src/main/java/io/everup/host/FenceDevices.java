package io.everup.host;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.PowerControl;
import io.everup.hypervisor.PowerControl.FenceTarget;
import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The fence devices of hosts: kept with locked secrets, tested, and asked or told about a host's power. */
@Component
public class FenceDevices {

    /** How long one device may take to answer a question. */
    public static final Duration ASK_DEADLINE = Duration.ofSeconds(6);

    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};
    private static final Set<String> ALWAYS_SECRET =
            Set.of("password", "passwd", "passwd_script", "password_script", "snmp_priv_passwd", "identity_file");

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final SecretBox secrets;
    private final PowerControl power;
    private final EventLog events;
    private final Ids ids;
    private final Clock clock;

    FenceDevices(
            JdbcClient jdbc,
            JsonMapper json,
            SecretBox secrets,
            PowerControl power,
            EventLog events,
            Ids ids,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.secrets = secrets;
        this.power = power;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** A device with what is needed to speak to it. */
    public record Device(UUID id, FenceTarget target) {}

    /** What one device said. @param power null when it didn't tell, and then why it didn't */
    public record Answer(UUID device, String agent, PowerState power, String finding) {}

    /** The devices of a host in the order in which they are tried. */
    public List<Device> of(UUID host) {
        return jdbc.sql(
                        "select id, agent, params, locked_params from fence_device where host_id = :host order by position")
                .param("host", host)
                .query((row, number) -> {
                    var params = new HashMap<>(json.readValue(row.getString("params"), MAP));
                    params.putAll(opened(row.getString("locked_params")));
                    return new Device(row.getObject("id", UUID.class), new FenceTarget(row.getString("agent"), params));
                })
                .list();
    }

    /** The devices of several hosts, without secrets. */
    Map<UUID, List<FenceView>> views(List<UUID> hosts) {
        var views = new HashMap<UUID, List<FenceView>>();
        if (!hosts.isEmpty()) {
            jdbc.sql("select * from fence_device where host_id in (:hosts) order by host_id, position")
                    .param("hosts", hosts)
                    .query(row -> {
                        views.computeIfAbsent(row.getObject("host_id", UUID.class), id -> new ArrayList<>())
                                .add(view(row));
                    });
        }
        return views;
    }

    /** Asks a device for its host's power; whatever it says is written down as its readiness. */
    public Answer ask(UUID host, Device device) {
        try {
            var state = power.status(device.target(), ASK_DEADLINE);
            return note(host, device, state, "It answers: power is " + (state == PowerState.ON ? "on." : "off."));
        } catch (HypervisorFailure | Refusal e) {
            return note(host, device, null, e.getMessage());
        }
    }

    /** Switches the host off through this device and returns when it is seen off; fails as {@link PowerControl#off}. */
    public void off(UUID host, Device device, Duration deadline) {
        power.off(device.target(), deadline);
        note(host, device, PowerState.OFF, "It switched the power off.");
    }

    /** Switches the host on through its first device that answers. */
    public void on(UUID host, Duration deadline) {
        HypervisorFailure last = null;
        for (var device : of(host)) {
            try {
                power.on(device.target(), deadline);
                note(host, device, PowerState.ON, "It switched the power on.");
                return;
            } catch (HypervisorFailure e) {
                last = e;
                note(host, device, null, e.getMessage());
            }
        }
        throw last != null
                ? last
                : Refusal.conflict(
                        "no-fence-device",
                        "The host has no fence device.",
                        "Add one on the host's page, then try again.");
    }

    /** Checks agents and parameters and answers what each device says now, without storing anything. */
    List<Answer> tryOut(String hostUri, List<NewFence> fences) {
        var answers = new ArrayList<Answer>();
        for (var fence : fences) {
            check(hostUri, fence);
            var target = new FenceTarget(fence.agent(), fence.params());
            try {
                var state = power.status(target, ASK_DEADLINE);
                answers.add(new Answer(
                        null,
                        fence.agent(),
                        state,
                        "Power is " + state.name().toLowerCase(java.util.Locale.ROOT) + "."));
            } catch (HypervisorFailure e) {
                answers.add(new Answer(null, fence.agent(), null, e.getMessage()));
            }
        }
        return answers;
    }

    /** @throws Refusal when there is no such agent, or it can't be what switches this host: its word would prove nothing */
    void check(String hostUri, NewFence fence) {
        if (fence.agent() == null || power.agent(fence.agent()).isEmpty()) {
            throw Refusal.invalidField(
                    "fence.agent",
                    "This portal has no fence agent called " + fence.agent()
                            + ". Install the fence-agents package, or choose another.");
        }
        if (!power.agent(fence.agent()).orElseThrow().fits(hostUri)) {
            throw Refusal.invalidField(
                    "fence.agent",
                    fence.agent() + " can't switch a host at " + hostUri
                            + ". Choose the agent of its own power device.");
        }
    }

    /** Puts these devices in place of those the host has. */
    @Transactional
    public void replace(UUID host, String hostUri, List<NewFence> fences) {
        jdbc.sql("delete from fence_device where host_id = :host")
                .param("host", host)
                .update();
        var position = 0;
        for (var fence : fences) {
            check(hostUri, fence);
            var secretNames = secretNames(fence.agent());
            var open = new HashMap<String, String>();
            var hidden = new HashMap<String, String>();
            fence.params().forEach((name, value) -> (secretNames.contains(name) ? hidden : open).put(name, value));
            jdbc.sql("""
                            insert into fence_device (id, host_id, position, agent, params, locked_params)
                            values (:id, :host, :position, :agent, :params::jsonb, :locked)
                            """)
                    .param("id", ids.next())
                    .param("host", host)
                    .param("position", position++)
                    .param("agent", fence.agent())
                    .param("params", json.writeValueAsString(open))
                    .param("locked", secrets.lock(json.writeValueAsString(hidden)))
                    .update();
        }
        events.changed("host", host);
    }

    private Set<String> secretNames(String agent) {
        var names = new HashSet<>(ALWAYS_SECRET);
        power.agent(agent).stream()
                .flatMap(known -> known.parameters().stream())
                .filter(PowerControl.Parameter::secret)
                .forEach(parameter -> names.add(parameter.name()));
        return names;
    }

    private Map<String, String> opened(String locked) {
        return locked == null ? Map.of() : json.readValue(secrets.open(locked), MAP);
    }

    private Answer note(UUID host, Device device, PowerState state, String finding) {
        var ready = state != null;
        var before = jdbc.sql("select ready from fence_device where id = :id")
                .param("id", device.id())
                .query(Boolean.class)
                .optional();
        jdbc.sql("""
                        update fence_device set checked_at = :at, ready = :ready, finding = :finding,
                               power_seen = coalesce(:power, power_seen) where id = :id
                        """)
                .param("id", device.id())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("ready", ready)
                .param("finding", finding)
                .param("power", state == null ? null : state.name())
                .update();
        if (before.isEmpty() || before.get() != ready) {
            tellReadiness(host, device, ready, finding);
        }
        return new Answer(device.id(), device.target().agent(), state, finding);
    }

    private void tellReadiness(UUID host, Device device, boolean ready, String finding) {
        var name = jdbc.sql("select name from host where id = :id")
                .param("id", host)
                .query(String.class)
                .optional();
        name.ifPresent(known -> events.record(
                ready ? "fence-device-ready" : "fence-device-failing",
                ready ? Severity.INFO : Severity.ALARM,
                new Subject("host", host, known),
                ready
                        ? "The fence device of " + known + " ("
                                + device.target().agent() + ") answers."
                        : "The fence device of " + known + " fails: " + finding + " If " + known
                                + " died now, its VMs could not be restarted without your word."));
    }

    private FenceView view(ResultSet row) throws SQLException {
        var checked = row.getObject("checked_at", OffsetDateTime.class);
        return new FenceView(
                row.getObject("id", UUID.class),
                row.getString("agent"),
                json.readValue(row.getString("params"), MAP),
                checked == null ? null : checked.toInstant(),
                (Boolean) row.getObject("ready"),
                row.getString("finding"),
                row.getString("power_seen"));
    }
}
