package io.everup.plan;

import io.everup.shared.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The policies of pools; a pool without one of its own has the built-in one. */
@Component
class PolicyStore {

    private final JdbcClient jdbc;

    PolicyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    PoolPolicy of(UUID pool) {
        return jdbc.sql("select failures, admission from pool_policy where pool_id = :pool")
                .param("pool", pool)
                .query((row, number) ->
                        new PoolPolicy(row.getInt("failures"), PoolPolicy.Level.valueOf(row.getString("admission"))))
                .optional()
                .orElse(PoolPolicy.BUILT_IN);
    }

    /** As {@link #of}; until the caller's transaction ends, whoever else asks so waits. */
    PoolPolicy locked(UUID pool) {
        jdbc.sql("select id from pool where id = :pool for no key update")
                .param("pool", pool)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("pool"));
        return of(pool);
    }

    void put(UUID pool, PoolPolicy policy, Instant now, String by) {
        jdbc.sql("""
                        insert into pool_policy (pool_id, failures, admission, changed_at, changed_by)
                        values (:pool, :failures, :admission, :now, :by)
                        on conflict (pool_id) do update set failures = excluded.failures, admission = excluded.admission,
                          changed_at = excluded.changed_at, changed_by = excluded.changed_by
                        """)
                .param("pool", pool)
                .param("failures", policy.failures())
                .param("admission", policy.admission().name())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("by", by)
                .update();
    }
}
