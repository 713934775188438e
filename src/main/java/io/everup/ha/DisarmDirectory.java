package io.everup.ha;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads which pools are or were disarmed. */
@Component
public class DisarmDirectory {

    private final Disarms disarms;
    private final JdbcClient jdbc;
    private final Clock clock;

    DisarmDirectory(Disarms disarms, JdbcClient jdbc, Clock clock) {
        this.disarms = disarms;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What holds now; empty for an armed pool. */
    public Optional<Disarm> ofPool(Actor actor, UUID pool) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        return disarms.ofPool(pool, clock.instant());
    }

    /** All that hold now in pools that the actor sees, the one that ends first at the beginning. */
    public List<Disarm> now(Actor actor) {
        actor.require(Permission.HA_VIEW);
        var seen = actor.scope(Permission.HA_VIEW).inPools("pool_id");
        return jdbc.sql("select * from ha_disarm where ended_at is null and until > :now and pool_id is not null and "
                        + seen.sql() + " order by until, id limit " + ListQuery.MOST)
                .params(seen.parameters())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(Disarms::disarm)
                .list();
    }

    /** All of a pool, newest first. */
    public Slice<Disarm> history(Actor actor, UUID pool, ListQuery query) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        var total = jdbc.sql("select count(*) from ha_disarm where pool_id = :pool")
                .param("pool", pool)
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from ha_disarm where pool_id = :pool order by since desc, id"
                        + " limit :limit offset :offset")
                .param("pool", pool)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(Disarms::disarm)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }
}
