package io.everup.vm;

import io.everup.identity.QuotaUse;
import io.everup.identity.Scope;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the VMs of teams use: all that aren't deleted, whether they are on or not. */
@Component
class TeamMeter implements QuotaUse.Meter {

    private final JdbcClient jdbc;

    TeamMeter(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<UUID, QuotaUse> of(Collection<UUID> teams) {
        var use = new HashMap<UUID, QuotaUse>();
        jdbc.sql("""
                        select team_id, count(*) as vms, sum(cpus) as cpus, sum(memory_bytes) as memory,
                               sum(disk_bytes) as disk
                        from vm where team_id = any(:teams::uuid[]) and state <> 'DELETED' group by team_id
                        """).param("teams", Scope.ids(teams)).query(row -> {
            use.put(
                    row.getObject("team_id", UUID.class),
                    new QuotaUse(row.getInt("vms"), row.getInt("cpus"), row.getLong("memory"), row.getLong("disk")));
        });
        return use;
    }
}
