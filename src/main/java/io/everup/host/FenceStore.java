package io.everup.host;

import io.everup.hypervisor.PowerControl;
import io.everup.hypervisor.PowerControl.FenceTarget;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of fence devices; what is secret in them is locked. */
@Component
class FenceStore {

    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final SecretBox secrets;
    private final PowerControl power;
    private final Ids ids;

    FenceStore(JdbcClient jdbc, JsonMapper json, SecretBox secrets, PowerControl power, Ids ids) {
        this.jdbc = jdbc;
        this.json = json;
        this.secrets = secrets;
        this.power = power;
        this.ids = ids;
    }

    List<FenceDevices.Device> of(UUID host) {
        return jdbc.sql("""
                        select id, level, agent, params, locked_params from fence_device
                        where host_id = :host order by level, position
                        """).param("host", host).query(this::device).list();
    }

    /** Without secrets. */
    Map<UUID, List<FenceView>> views(List<UUID> hosts) {
        var views = new HashMap<UUID, List<FenceView>>();
        if (!hosts.isEmpty()) {
            jdbc.sql("select * from fence_device where host_id in (:hosts) order by host_id, level, position")
                    .param("hosts", hosts)
                    .query(row -> {
                        views.computeIfAbsent(row.getObject("host_id", UUID.class), id -> new ArrayList<>())
                                .add(view(row));
                    });
        }
        return views;
    }

    /** @throws Refusal when there is no such agent, or it can't be what switches this host: its word would prove nothing */
    PowerControl.Agent agent(String hostUri, String name) {
        var agent = name == null ? null : power.agent(name).orElse(null);
        if (agent == null) {
            throw Refusal.invalidField(
                    "fence.agent",
                    "This portal has no fence agent called " + name
                            + ". Install the fence-agents package, or choose another.");
        }
        if (!agent.fits(hostUri)) {
            throw Refusal.invalidField(
                    "fence.agent",
                    name + " can't switch a host at " + hostUri + ". Choose the agent of its own power device.");
        }
        return agent;
    }

    UUID insert(UUID host, PowerControl.Agent agent, Map<String, String> params, int level) {
        var id = ids.next();
        jdbc.sql("""
                        insert into fence_device (id, host_id, position, level, agent, params, locked_params)
                        select :id, :host, coalesce(max(position) + 1, 0), :level, :agent, :params::jsonb, :locked
                        from fence_device where host_id = :host
                        """)
                .param("id", id)
                .param("host", host)
                .param("level", level)
                .param("agent", agent.name())
                .param("params", part(agent, params, false))
                .param("locked", secrets.lock(part(agent, params, true)))
                .update();
        return id;
    }

    /** Puts other settings in place of a device's; what was found of the old ones no longer counts. */
    void change(UUID device, PowerControl.Agent agent, Map<String, String> params) {
        jdbc.sql("""
                        update fence_device set agent = :agent, params = :params::jsonb, locked_params = :locked,
                               checked_at = null, ready = null, ready_since = null, finding = null, power_seen = null,
                               took_millis = null
                        where id = :id
                        """)
                .param("id", device)
                .param("agent", agent.name())
                .param("params", part(agent, params, false))
                .param("locked", secrets.lock(part(agent, params, true)))
                .update();
    }

    void remove(UUID device) {
        jdbc.sql("delete from fence_device where id = :id").param("id", device).update();
    }

    void removeAll(UUID host) {
        jdbc.sql("delete from fence_device where host_id = :host")
                .param("host", host)
                .update();
    }

    /** Sets levels, and closes the gaps between them. */
    void rank(List<FenceDevices.Device> devices, List<Integer> levels) {
        var closed = FenceParameters.levels(levels);
        for (int n = 0; n < devices.size(); n++) {
            jdbc.sql("update fence_device set level = :level where id = :id")
                    .param("level", closed.get(n))
                    .param("id", devices.get(n).id())
                    .update();
        }
    }

    private String part(PowerControl.Agent agent, Map<String, String> params, boolean secret) {
        var names = FenceParameters.secrets(agent);
        var part = new HashMap<>(params);
        part.keySet().removeIf(name -> names.contains(name) != secret);
        return json.writeValueAsString(part);
    }

    private FenceDevices.Device device(ResultSet row, int number) throws SQLException {
        var params = new HashMap<>(json.readValue(row.getString("params"), MAP));
        params.putAll(opened(row.getString("locked_params")));
        return new FenceDevices.Device(
                row.getObject("id", UUID.class), row.getInt("level"), new FenceTarget(row.getString("agent"), params));
    }

    private Map<String, String> opened(String locked) {
        return locked == null ? Map.of() : json.readValue(secrets.open(locked), MAP);
    }

    private FenceView view(ResultSet row) throws SQLException {
        var params = json.readValue(row.getString("params"), MAP);
        var took = row.getObject("took_millis", Long.class);
        return new FenceView(
                row.getObject("id", UUID.class),
                row.getInt("level"),
                row.getString("agent"),
                FenceParameters.label(row.getString("agent"), params),
                params,
                new TreeSet<>(opened(row.getString("locked_params")).keySet()),
                instant(row, "checked_at"),
                (Boolean) row.getObject("ready"),
                instant(row, "ready_since"),
                row.getString("finding"),
                row.getString("power_seen"),
                took);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
