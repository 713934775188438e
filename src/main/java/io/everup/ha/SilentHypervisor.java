package io.everup.ha;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** A pool's rule for a host whose hypervisor alone is silent, while the machine itself answers. */
@Component
public class SilentHypervisor {

    private static final int LONGEST = 1_440;

    private final HostDirectory hosts;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;

    SilentHypervisor(HostDirectory hosts, AuditJournal audit, EventLog events, JdbcClient jdbc, Clock clock) {
        this.hosts = hosts;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** After how many minutes such a host is fenced; null when an alarm is all. */
    public Integer minutes(Actor actor, UUID pool) {
        actor.require(Permission.HA_VIEW);
        hosts.pool(actor, pool);
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        return jdbc.sql("select minutes from silent_hypervisor_rule where pool_id = :pool")
                .param("pool", pool)
                .query(Integer.class)
                .optional()
                .orElse(null);
    }

    /**
     * Says what is to be done. Its VMs most likely run while its hypervisor is silent, and lose their power when it is
     * fenced.
     *
     * @param minutes 1 to 1440, after which it is fenced and its protected VMs start elsewhere; null to wait for people
     */
    @Transactional
    public void set(Actor actor, UUID pool, Integer minutes) {
        var view = hosts.pool(actor, pool);
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        if (minutes != null && (minutes < 1 || minutes > LONGEST)) {
            throw Refusal.invalidField("minutes", "From 1 to 1440 minutes.");
        }
        if (minutes == null) {
            jdbc.sql("delete from silent_hypervisor_rule where pool_id = :pool")
                    .param("pool", pool)
                    .update();
        } else {
            jdbc.sql("""
                            insert into silent_hypervisor_rule (pool_id, minutes, changed_at, changed_by)
                            values (:pool, :minutes, :now, :by)
                            on conflict (pool_id) do update set minutes = :minutes, changed_at = :now, changed_by = :by
                            """)
                    .param("pool", pool)
                    .param("minutes", minutes)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("by", actor.displayName())
                    .update();
        }
        events.changed("pool", pool);
        audit.done(
                actor,
                "pool.silent-hypervisor",
                new Subject("pool", pool, view.name()),
                Map.of("fence after minutes", minutes == null ? "never" : minutes));
    }
}
