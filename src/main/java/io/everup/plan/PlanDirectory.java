package io.everup.plan;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.HostOffer;
import io.everup.placement.LossCase;
import io.everup.placement.Survey;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.vm.HostOffers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads failover plans as they are kept: nothing is worked out in a request. */
@Component
public class PlanDirectory {

    private final PlanStore store;
    private final PolicyStore policies;
    private final HostOffers offers;
    private final JdbcClient jdbc;

    PlanDirectory(PlanStore store, PolicyStore policies, HostOffers offers, JdbcClient jdbc) {
        this.store = store;
        this.policies = policies;
        this.offers = offers;
        this.jdbc = jdbc;
    }

    /** @throws Refusal when there is no such pool, or the actor may not see its plan */
    public PlanView plan(Actor actor, UUID pool) {
        see(actor, pool);
        var policy = policies.of(pool);
        var capacity = offers.policy(pool);
        return store.of(pool)
                .map(kept -> new PlanView(
                        pool,
                        policy,
                        capacity,
                        kept.madeAt(),
                        kept.tookMillis(),
                        kept.hosts(),
                        kept.vms(),
                        kept.failures(),
                        kept.answer(),
                        kept.looked(),
                        kept.broken(),
                        store.worst(pool).orElse(null),
                        kept.cases(),
                        kept.remedies()))
                .orElseGet(() -> new PlanView(
                        pool,
                        policy,
                        capacity,
                        null,
                        0,
                        0,
                        0,
                        policy.failures(),
                        Survey.Answer.UNPROVEN,
                        0,
                        0,
                        null,
                        0,
                        List.of()));
    }

    /** The losses of one kind, those that leave out most first. */
    public Slice<PlanView.Case> cases(Actor actor, UUID pool, LossCase.Kind kind, ListQuery query) {
        see(actor, pool);
        var total = store.count(pool, kind);
        return new Slice<>(store.cases(pool, kind, query.limit(), query.offset()), query.cursorAfter(total), total);
    }

    /** One loss with all its VMs. @throws Refusal when the plan has none at that place now */
    public PlanView.Detail detail(Actor actor, UUID pool, int position) {
        see(actor, pool);
        return store.detail(pool, position).orElseThrow(() -> Refusal.notFound("part of the plan"));
    }

    /** The loss of one host by itself; empty before the plan was made. */
    public Optional<PlanView.Detail> ofHost(Actor actor, UUID pool, UUID host) {
        see(actor, pool);
        return store.ofHost(pool, host);
    }

    /** By host: the group that it fails with; hosts without one are missing. */
    public Map<UUID, String> groups(Actor actor, UUID pool) {
        see(actor, pool);
        return offers.ofPool(pool).stream()
                .filter(host -> host.group() != null)
                .collect(Collectors.toMap(HostOffer::id, HostOffer::group));
    }

    private void see(Actor actor, UUID pool) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        var exists = jdbc.sql("select count(*) from pool where id = :pool")
                .param("pool", pool)
                .query(Integer.class)
                .single();
        if (exists == 0) {
            throw Refusal.notFound("pool");
        }
    }
}
