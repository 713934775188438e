package io.everup.migration;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.Candidate;
import io.everup.placement.Ranking;
import io.everup.placement.Rejection;
import io.everup.shared.Refusal;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Where a VM can move to, and with which of its disks. */
@Component
class MoveTargets {

    private final VmDirectory vms;
    private final DiskPlans plans;

    MoveTargets(VmDirectory vms, DiskPlans plans) {
        this.vms = vms;
        this.plans = plans;
    }

    /** @param disks those that come along; it needs none when the host reaches all */
    record Target(Candidate host, DiskPlan disks) {}

    /** @throws Refusal saying host by host why none will do, or why the wanted host or datastore won't */
    Target choose(Actor actor, VmView vm, MigrationWish wish, boolean leaving) {
        if (!wish.copiesDisks()) {
            var ranking = leaving ? vms.targetsOnLeaving(actor, vm.id()) : vms.targets(actor, vm.id());
            var chosen = choose(vm, ranking, wish.host());
            return new Target(chosen, new DiskPlan(chosen.host(), List.of(), List.of(), null));
        }
        if (wish.datastore() != null) {
            actor.require(Permission.DATASTORE_VIEW, Place.pool(vm.poolId()));
        }
        var ranking = vms.targetsWithDisks(actor, vm.id(), leaving);
        return wish.host() == null ? best(vm, ranking, wish) : wanted(vm, ranking, wish);
    }

    private Target wanted(VmView vm, Ranking ranking, MigrationWish wish) {
        var chosen = choose(vm, ranking, wish.host());
        var plan = plans.of(vm.id(), chosen.host(), wish.datastore());
        if (plan.needed() && plan.to() == null) {
            throw Refusal.conflict(
                    "no-datastore-fits",
                    "No datastore of " + chosen.name() + " can take the disks of " + vm.name() + ": "
                            + plan.places().stream()
                                    .map(place -> place.name() + " " + place.objection())
                                    .collect(Collectors.joining("; "))
                            + ".",
                    "Free room in a datastore, or choose another host.");
        }
        return new Target(chosen, plan);
    }

    /** The first that reaches all disks; else the first that has room for those that it doesn't reach. */
    private Target best(VmView vm, Ranking ranking, MigrationWish wish) {
        var rejections = new ArrayList<>(ranking.rejections());
        Target copying = null;
        for (var candidate : ranking.candidates()) {
            try {
                var found = wanted(vm, ranking, wish.at(candidate.host()));
                if (!found.disks().needed()) {
                    return found;
                }
                copying = copying == null ? found : copying;
            } catch (Refusal refusal) {
                rejections.add(new Rejection(candidate.host(), candidate.name(), List.of(reason(refusal))));
            }
        }
        return Optional.ofNullable(copying).orElseThrow(() -> none(vm, rejections));
    }

    private static String reason(Refusal refusal) {
        var text = refusal.getMessage();
        return "can't have its disks: " + (text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }

    private static Candidate choose(VmView vm, Ranking ranking, UUID wanted) {
        if (wanted == null) {
            return ranking.best().orElseThrow(() -> none(vm, ranking.rejections()));
        }
        return ranking.candidates().stream()
                .filter(candidate -> candidate.host().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ranking.rejection(wanted)
                        .map(rejection -> Refusal.conflict(
                                "host-does-not-fit",
                                "That host can't take " + vm.name() + ": " + rejection.sentence() + ".",
                                "Choose another host, or let Everup choose."))
                        .orElseGet(() -> Refusal.invalidField(
                                "host", "There is no such host in the pool of " + vm.name() + ".")));
    }

    private static Refusal none(VmView vm, List<Rejection> rejections) {
        return Refusal.conflict(
                "no-host-fits",
                "No other host can take " + vm.name() + ". "
                        + rejections.stream()
                                .filter(rejection -> !rejection.host().equals(vm.hostId()))
                                .map(rejection -> rejection.sentence() + ".")
                                .collect(Collectors.joining(" ")),
                "Free room on a host, or bring one back that is off.");
    }
}
