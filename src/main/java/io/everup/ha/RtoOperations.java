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

/** Says how fast recoveries are to be. */
@Component
public class RtoOperations {

    private static final int LONGEST = 86_400;

    private final HostDirectory hosts;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;

    RtoOperations(HostDirectory hosts, AuditJournal audit, EventLog events, JdbcClient jdbc, Clock clock) {
        this.hosts = hosts;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Sets within how many seconds of a host's last answer all its protected VMs are to run again. Failovers that have
     * begun keep the goal that held then.
     *
     * @param seconds 1 to 86400; null for no goal
     */
    @Transactional
    public void goal(Actor actor, UUID pool, Integer seconds) {
        var view = hosts.pool(actor, pool);
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        if (seconds != null && (seconds < 1 || seconds > LONGEST)) {
            throw Refusal.invalidField("seconds", "From 1 to 86400 seconds, or nothing for no goal.");
        }
        if (seconds == null) {
            jdbc.sql("delete from rto_goal where pool_id = :pool")
                    .param("pool", pool)
                    .update();
        } else {
            jdbc.sql("""
                            insert into rto_goal (pool_id, seconds, changed_at, changed_by) values (:pool, :seconds, :now, :by)
                            on conflict (pool_id) do update set seconds = :seconds, changed_at = :now, changed_by = :by
                            """)
                    .param("pool", pool)
                    .param("seconds", seconds)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("by", actor.displayName())
                    .update();
        }
        events.changed("pool", pool);
        audit.done(
                actor,
                "pool.rto-goal",
                new Subject("pool", pool, view.name()),
                Map.of("seconds", seconds == null ? "none" : seconds));
    }
}
