package io.everup.ha;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads which VMs should run and don't, for want of a host or of a proof or after too many crashes, and why. */
@Component
public class WaitingVms {

    private final JdbcClient jdbc;

    WaitingVms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param why in words; @param failover in which it waits; null when that is over */
    public record Waiting(UUID vm, String name, UUID pool, int priority, String why, Instant since, UUID failover) {}

    /** The most important first; at most so many. */
    public List<Waiting> of(Actor actor, int most) {
        actor.require(Permission.HA_VIEW);
        var seen = actor.scope(Permission.HA_VIEW).inPools("v.pool_id");
        return jdbc.sql("""
                        select v.id, v.name, v.pool_id, v.priority,
                               case when c.id is not null then c.crashed_at
                                    when v.state = 'RECOVERING' then v.state_since else coalesce(f.silent_at, f.suspected_at, v.state_since) end as since,
                               f.id as failover,
                               case when c.id is not null then c.why
                                    when v.state = 'RECOVERING' then coalesce(v.problem, 'It is being started elsewhere.')
                                    else h.name || ' is silent, and nothing proves that it is off.' end as why
                        from vm v left join host h on h.id = v.host_id
                        left join failover f on f.host_id = v.host_id and f.ended_at is null
                        left join guest_crash c on c.vm_id = v.id and c.ended_at is null and c.verdict = 'LEAVE'
                          and v.state in ('STOPPED', 'PAUSED')
                        where v.protection <> 'OFF' and v.wanted_on
                          and (c.id is not null or v.state = 'RECOVERING' or h.state in ('SUSPECT', 'LOST', 'FENCING')
                               and v.state not in ('STOPPED', 'DELETED', 'DELETING', 'PROVISIONING'))
                          and
                        """ + seen.sql()
                        + " order by v.protection desc, v.priority desc, v.name collate natural_names limit :most")
                .params(seen.parameters())
                .param("most", most)
                .query((row, number) -> new Waiting(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getObject("pool_id", UUID.class),
                        row.getInt("priority"),
                        row.getString("why"),
                        Disarms.instant(row, "since"),
                        row.getObject("failover", UUID.class)))
                .list();
    }
}
