package io.everup.service;

import io.everup.ha.GuestAnswers;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Guests answer where a service's probe of kind {@code GUEST} asks them. */
@Component
class ProbedGuests implements GuestAnswers {

    private final JdbcClient jdbc;

    ProbedGuests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<UUID, Instant> lastAnswers(Collection<UUID> vms) {
        var answers = new HashMap<UUID, Instant>();
        if (!vms.isEmpty()) {
            jdbc.sql("""
                            select (p.probe ->> 'vm')::uuid as vm, max(v.at) as at
                            from service_member m join service s on s.id = m.service_id and s.deleted_at is null
                            cross join lateral jsonb_array_elements(s.spec -> 'probes') as p (probe)
                            join probe_vote v on v.probe_id = (p.probe ->> 'id')::uuid and v.good
                            where m.vm_id in (:vms) and p.probe ->> 'kind' = 'GUEST'
                              and p.probe ->> 'vm' = m.vm_id::text
                            group by 1
                            """).param("vms", vms).query(row -> {
                answers.put(row.getObject("vm", UUID.class), ProbeLog.instant(row, "at"));
            });
        }
        return answers;
    }
}
