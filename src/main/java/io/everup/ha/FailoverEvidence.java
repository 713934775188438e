package io.everup.ha;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the facts that decisions were made on, and why a VM isn't started yet. */
@Component
class FailoverEvidence {

    private static final TypeReference<List<FailoverFact>> FACTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    FailoverEvidence(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The facts of one decision. @param stage the word under which the decision itself is noted, such as {@code fencing} */
    record Decided(Instant at, String stage, List<FailoverFact> facts) {}

    /** Writes the facts down that a decision rests on, unless the last ones of this stage are the same. */
    @Transactional
    void write(UUID failover, String stage, List<FailoverFact> facts, Instant now) {
        var text = json.writeValueAsString(facts);
        jdbc.sql("""
                        insert into failover_fact (failover_id, at, stage, facts)
                        select :id, :at, :stage, :facts::jsonb where not exists (
                            select 1 from failover_fact f where f.failover_id = :id and f.facts = :facts::jsonb and f.stage = :stage
                              and f.id = (select max(id) from failover_fact where failover_id = :id))
                        """)
                .param("id", failover)
                .param("at", now.atOffset(ZoneOffset.UTC))
                .param("stage", stage)
                .param("facts", text)
                .update();
    }

    /**
     * Notes why a VM of a failover doesn't start yet.
     *
     * @param again when it is tried next at the earliest; null where that isn't known
     */
    @Transactional
    void waits(UUID failover, UUID vm, String why, Instant again) {
        jdbc.sql("update failover_vm set why = :why, next_attempt_at = :again where failover_id = :id and vm_id = :vm"
                        + " and state in ('PLACED', 'LEFT_OUT')")
                .param("id", failover)
                .param("vm", vm)
                .param("why", why)
                .param("again", again == null ? null : again.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** In the order in which they were decided. */
    List<Decided> of(UUID failover) {
        return jdbc.sql("select at, stage, facts::text as facts from failover_fact where failover_id = :id order by id")
                .param("id", failover)
                .query((row, number) -> new Decided(
                        Disarms.instant(row, "at"),
                        row.getString("stage"),
                        json.readValue(row.getString("facts"), FACTS)))
                .list();
    }
}
