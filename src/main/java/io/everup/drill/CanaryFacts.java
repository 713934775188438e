package io.everup.drill;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gathers what {@link CanaryRules} judge. */
@Component
class CanaryFacts {

    private final HostDirectory hosts;
    private final JdbcClient jdbc;

    CanaryFacts(HostDirectory hosts, JdbcClient jdbc) {
        this.hosts = hosts;
        this.jdbc = jdbc;
    }

    /** @param canary null before it is made */
    List<Check> judge(UUID host, UUID canary) {
        var view = hosts.host(Actor.SYSTEM, host);
        var others = hosts.ofPool(Actor.SYSTEM, view.poolId()).stream()
                .filter(other -> !other.id().equals(host))
                .map(other -> new CanaryRules.PoolHost(other.name(), other.state()))
                .toList();
        return CanaryRules.judge(new CanaryRules.Facts(
                view.name(),
                view.state(),
                others,
                names("select name from vm where host_id = :id and state <> 'DELETED' and id <> :canary", host, canary),
                names(
                        "select host_name as name from failover where pool_id = :id and ended_at is null and id <> :canary",
                        view.poolId(),
                        canary),
                canary == null ? null : runsOn(canary, host)));
    }

    /** Whether a VM is seen running on a host. */
    boolean runsOn(UUID vm, UUID host) {
        return jdbc.sql("select count(*) from vm where id = :vm and host_id = :host and state = 'RUNNING'")
                        .param("vm", vm)
                        .param("host", host)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private List<String> names(String sql, UUID id, UUID canary) {
        return jdbc.sql(sql + " order by 1")
                .param("id", id)
                .param("canary", canary == null ? new UUID(0, 0) : canary)
                .query(String.class)
                .list();
    }
}
