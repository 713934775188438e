package io.everup.maintenance;

import io.everup.host.HostView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Whether a host is as able after maintenance as it was before. */
@Component
class HostChecks {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    HostChecks(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What a host reached and ran. Names, so that a sentence can tell what is missing. */
    record Reach(Map<String, String> datastores, Map<String, String> networks, String hypervisor, String manager) {}

    String reach(HostView host) {
        return json.writeValueAsString(now(host));
    }

    private Reach now(HostView host) {
        return new Reach(named("""
                        select d.id, d.name from datastore_host r join datastore d on d.id = r.datastore_id
                        where r.host_id = :host and r.active
                        """, host.id()), named("""
                        select n.id, n.name from network_host o join network n on n.id = o.network_id
                        where o.host_id = :host and o.active
                        """, host.id()), host.hypervisorVersion(), host.managerVersion());
    }

    private Map<String, String> named(String sql, UUID host) {
        var found = new java.util.TreeMap<String, String>();
        jdbc.sql(sql).param("host", host).query(row -> {
            found.put(row.getString("id"), row.getString("name"));
        });
        return found;
    }

    /** @param before what {@link #reach} said; null when nobody asked then. @return what is wrong, in words */
    List<String> problems(HostView host, String before) {
        var problems = new ArrayList<String>();
        if (!host.answering()) {
            problems.add("it doesn't answer");
        }
        if (before != null) {
            var then = json.readValue(before, Reach.class);
            var now = now(host);
            problems.addAll(ReachRules.lost(then, now));
        }
        return problems;
    }
}
