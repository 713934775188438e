package io.everup.migration;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How each pool wants its migrations done. */
@Component
public class MigrationPolicies {

    private final JdbcClient jdbc;
    private final HostDirectory hosts;
    private final EventLog events;
    private final AuditJournal audit;

    MigrationPolicies(JdbcClient jdbc, HostDirectory hosts, EventLog events, AuditJournal audit) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.events = events;
        this.audit = audit;
    }

    /** The pool's, or the default where it has none. */
    public MigrationPolicy find(Actor actor, UUID pool) {
        hosts.pool(actor, pool);
        return of(pool);
    }

    /** @throws io.everup.shared.Refusal naming the field that is out of its range */
    @Transactional
    public void change(Actor actor, UUID poolId, MigrationPolicy wanted) {
        var pool = hosts.pool(actor, poolId);
        actor.require(Permission.POOL_MANAGE, Place.pool(poolId));
        var policy = wanted.checked();
        jdbc.sql("""
                        insert into migration_policy (pool_id, pause_millis, auto_converge, post_copy, bandwidth_mibps,
                                                      at_once, bound_minutes, encryption, connections)
                        values (:pool, :pause, :converge, :post, :bandwidth, :once, :bound, :encryption,
                                :connections)
                        on conflict (pool_id) do update set pause_millis = :pause, auto_converge = :converge,
                          post_copy = :post, bandwidth_mibps = :bandwidth, at_once = :once, bound_minutes = :bound,
                          encryption = :encryption, connections = :connections,
                          version = migration_policy.version + 1
                        """)
                .param("pool", poolId)
                .param("pause", policy.pauseMillis())
                .param("converge", policy.autoConverge())
                .param("post", policy.postCopy())
                .param("bandwidth", policy.bandwidthMiBps())
                .param("once", policy.atOnce())
                .param("bound", policy.boundMinutes())
                .param("encryption", policy.encryption().name())
                .param("connections", policy.connections())
                .update();
        events.changed("pool", poolId);
        audit.done(
                actor,
                "pool.change-migration-policy",
                new Subject("pool", poolId, pool.name()),
                Map.of(
                        "pauseMillis", policy.pauseMillis(),
                        "autoConverge", policy.autoConverge(),
                        "postCopy", policy.postCopy(),
                        "bandwidthMiBps", policy.bandwidthMiBps(),
                        "atOnce", policy.atOnce(),
                        "boundMinutes", policy.boundMinutes(),
                        "encryption", policy.encryption().name(),
                        "connections", policy.connections()));
    }

    MigrationPolicy of(UUID pool) {
        return jdbc.sql("select * from migration_policy where pool_id = :pool")
                .param("pool", pool)
                .query(MigrationPolicies::policy)
                .optional()
                .orElse(MigrationPolicy.DEFAULT);
    }

    private static MigrationPolicy policy(ResultSet row, int number) throws SQLException {
        return new MigrationPolicy(
                row.getInt("pause_millis"),
                row.getBoolean("auto_converge"),
                row.getBoolean("post_copy"),
                row.getInt("bandwidth_mibps"),
                row.getInt("at_once"),
                row.getInt("bound_minutes"),
                Encryption.valueOf(row.getString("encryption")),
                row.getInt("connections"));
    }
}
