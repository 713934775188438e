package io.everup.maintenance;

import io.everup.migration.DiskPlan;
import io.everup.migration.DiskPlans;
import io.everup.migration.MigrationForecasts;
import io.everup.placement.Demand;
import io.everup.placement.HostOffer;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import io.everup.vm.HostOffers;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What it would be to move VMs with disks that only their host reaches. Room for a VM's disks counts as one more datastore,
 * by the VM's own id, which a host reaches when one of its true ones has that room: so the planner asks for it as it asks
 * for any other.
 */
@Component
class DiskOffers {

    private final HostOffers offers;
    private final DiskPlans plans;
    private final MigrationForecasts forecasts;

    DiskOffers(HostOffers offers, DiskPlans plans, MigrationForecasts forecasts) {
        this.offers = offers;
        this.plans = plans;
        this.forecasts = forecasts;
    }

    /** @param offers by VM; those that can't be moved so aren't named @param hosts with the room they have */
    record Copying(Map<UUID, EvacuationPlan.WithDisks> offers, List<HostOffer> hosts) {}

    /** @param vms that are held back by their disks @param home the host that they leave */
    Copying of(Collection<UUID> vms, UUID home, List<HostOffer> hosts, Map<UUID, Choice> choices) {
        var others = hosts.stream().filter(host -> !host.id().equals(home)).toList();
        if (vms.isEmpty() || others.isEmpty()) {
            return new Copying(Map.of(), hosts);
        }
        var bytes = new HashMap<UUID, Long>();
        vms.forEach(vm -> plan(vm, others.get(0).id()).ifPresent(plan -> bytes.put(vm, plan.copyBytes())));
        if (bytes.isEmpty()) {
            return new Copying(Map.of(), hosts);
        }
        var targets = new HashMap<UUID, UUID>();
        bytes.keySet().forEach(vm -> targets.put(vm, null));
        var predicted = forecasts.ofAll(targets, bytes);
        var result = new HashMap<UUID, EvacuationPlan.WithDisks>();
        offers.demandsWithDisks(bytes.keySet()).forEach((vm, demand) -> {
            var of = bytes.get(vm);
            result.put(vm, new EvacuationPlan.WithDisks(asking(demand, of), of, predicted.get(vm)));
        });
        return new Copying(result, having(hosts, bytes, chosen(bytes, choices)));
    }

    /** Empty when a disk is of a kind that can't be copied. */
    private Optional<DiskPlan> plan(UUID vm, UUID host) {
        try {
            return Optional.of(plans.of(vm, host, null)).filter(DiskPlan::needed);
        } catch (Refusal refusal) {
            return Optional.empty();
        }
    }

    private static Demand asking(Demand demand, long bytes) {
        var stores = new HashMap<>(demand.datastores());
        stores.put(demand.vm(), "with room for " + Bytes.text(bytes) + " of disks");
        return demand.reaching(stores);
    }

    /** What all that are to be moved so would bring, if they went to one host. */
    private static long chosen(Map<UUID, Long> bytes, Map<UUID, Choice> choices) {
        return bytes.entrySet().stream()
                .filter(each -> choices.get(each.getKey()) == Choice.MOVE_WITH_DISKS)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** A host has the room when it has it for all at once; where none has, when it has it for the one. */
    private List<HostOffer> having(List<HostOffer> hosts, Map<UUID, Long> bytes, long together) {
        var rooms = plans.rooms(hosts.stream().map(HostOffer::id).toList());
        var forAll = hosts.stream().anyMatch(host -> rooms.getOrDefault(host.id(), 0L) >= together);
        return hosts.stream()
                .map(host -> {
                    var room = rooms.getOrDefault(host.id(), 0L);
                    var stores = new HashSet<>(host.datastores());
                    bytes.forEach((vm, of) -> {
                        if (room >= (forAll ? Math.max(of, together) : of)) {
                            stores.add(vm);
                        }
                    });
                    return host.reaching(stores);
                })
                .toList();
    }
}
