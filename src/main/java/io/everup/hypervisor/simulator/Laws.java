package io.everup.hypervisor.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must never be, watched at every step at which it could come to be. A broken law stays on the list. */
final class Laws {

    private final SimulatedWorld world;
    private final Set<String> broken = new LinkedHashSet<>();

    Laws(SimulatedWorld world) {
        this.world = world;
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    void forget() {
        broken.clear();
    }

    /** An instance of this VM has just come to life. */
    void watch(SimVm vm, List<SimVolume> written, Instant now) {
        var places = new ArrayList<String>();
        for (var host : world.hosts.values()) {
            var copy = host.vms.get(vm.uuid());
            if (copy != null && copy.isLive()) {
                places.add(host.name);
            }
        }
        if (places.size() > 1) {
            accuse("VM must never run on two hosts: " + vm.name() + " on " + String.join(", ", places), now);
        }
        for (var volume : written) {
            var names = new LinkedHashSet<String>();
            volume.writers().forEach(writer -> names.add(writer.name()));
            if (names.size() > 1) {
                accuse(
                        "A volume must never have two writers: " + volume.report.path() + " is written by "
                                + String.join(", ", names),
                        now);
            }
        }
    }

    /** A volume is deleted. */
    void watchDeletion(SimVolume volume, Instant now) {
        volume.writers().stream()
                .findFirst()
                .ifPresent(writer -> accuse(
                        "A volume in use must never be deleted: " + volume.report.path() + " of running "
                                + writer.name(),
                        now));
    }

    private void accuse(String what, Instant now) {
        broken.add(what + " at " + world.chronicle.time(now) + " (seed " + world.seed() + ")");
        world.note("LAW BROKEN: " + what);
    }
}
