package io.everup.migration;

import io.everup.shared.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Forecasts of live migrations from all that is known. Reads what is stored; asks no host. For modules and pages alike. */
@Component
public class MigrationForecasts {

    private final ForecastEvidence evidence;
    private final MigrationPolicies policies;

    MigrationForecasts(ForecastEvidence evidence, MigrationPolicies policies) {
        this.evidence = evidence;
        this.policies = policies;
    }

    /** As its pool wants it done. @param target null for any host of its pool */
    public MigrationForecast of(UUID vm, UUID target) {
        return of(vm, target, MigrationWish.NONE);
    }

    /** @throws Refusal when there is no such VM */
    public MigrationForecast of(UUID vm, UUID target, MigrationWish wish) {
        return of(vm, target, wish, 0);
    }

    /** @param diskBytes of disks that are copied along */
    MigrationForecast of(UUID vm, UUID target, MigrationWish wish, long diskBytes) {
        var known = evidence.ofVms(java.util.List.of(vm)).get(vm);
        if (known == null) {
            throw Refusal.notFound("VM");
        }
        var between = evidence.between(known.pool(), known.host(), target, known.accelerated());
        var policy = policies.of(known.pool()).with(wish);
        return forecast(known, between, diskBytes > 0 ? policy.copyingDisks() : policy, diskBytes);
    }

    /** Of many, each to its target (null for any), as their pools want it done; those that are gone are left out. */
    public Map<UUID, MigrationForecast> ofAll(Map<UUID, UUID> targets) {
        return ofAll(targets, Map.of());
    }

    /** @param diskBytes by VM, of disks that are copied along; VMs without aren't named */
    public Map<UUID, MigrationForecast> ofAll(Map<UUID, UUID> targets, Map<UUID, Long> diskBytes) {
        var ways = new HashMap<String, ForecastEvidence.OfPool>();
        var rules = new HashMap<UUID, MigrationPolicy>();
        var forecasts = new HashMap<UUID, MigrationForecast>();
        evidence.ofVms(targets.keySet()).forEach((vm, known) -> {
            var target = targets.get(vm);
            var between = ways.computeIfAbsent(
                    known.pool() + " " + known.host() + " " + target + " " + known.accelerated(),
                    way -> evidence.between(known.pool(), known.host(), target, known.accelerated()));
            var policy = rules.computeIfAbsent(known.pool(), policies::of);
            var copied = diskBytes.getOrDefault(vm, 0L);
            forecasts.put(vm, forecast(known, between, copied > 0 ? policy.copyingDisks() : policy, copied));
        });
        return forecasts;
    }

    private static MigrationForecast forecast(
            ForecastEvidence.OfVm vm, ForecastEvidence.OfPool between, MigrationPolicy policy, long diskBytes) {
        return MigrationForecast.of(new MigrationPremises(
                vm.memoryBytes(),
                diskBytes,
                vm.dirty(),
                between.link(),
                between.disk(),
                between.switchMillis(),
                policy.bandwidthMiBps() * io.everup.shared.Bytes.MIB,
                policy.pauseMillis(),
                policy.autoConverge(),
                policy.postCopy(),
                policy.bound()));
    }
}
