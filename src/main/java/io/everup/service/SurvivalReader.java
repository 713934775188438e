package io.everup.service;

import io.everup.ha.HaDirectory;
import io.everup.identity.Actor;
import io.everup.placement.Recovery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Asks the failover plan of each pool, once a minute. */
@Component
class SurvivalReader {

    private final HaDirectory ha;
    private final Map<UUID, Map<UUID, Recovery>> plans = new ConcurrentHashMap<>();

    SurvivalReader(HaDirectory ha) {
        this.ha = ha;
    }

    /** What was asked is old. */
    void forget() {
        plans.clear();
    }

    Survival of(ServiceSpec spec, List<MemberNow> members) {
        var recoveries = new HashMap<UUID, Recovery>();
        members.stream().map(MemberNow::pool).distinct().forEach(pool -> recoveries.putAll(plan(pool)));
        var up = members.stream()
                .filter(MemberNow::up)
                .map(one -> new SurvivalRules.Placed(one.vm(), one.name(), one.host(), one.hostName()))
                .toList();
        return SurvivalRules.judge(spec, up, recoveries);
    }

    private Map<UUID, Recovery> plan(UUID pool) {
        return plans.computeIfAbsent(pool, id -> ha.plan(Actor.SYSTEM, id).recoveries());
    }
}
