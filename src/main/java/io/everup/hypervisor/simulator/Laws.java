package io.everup.hypervisor.simulator;

import io.everup.hypervisor.DiskCopy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must never be, watched at every step at which it could come to be. A broken law stays on the list. */
final class Laws {

    private final SimulatedWorld world;
    private final Set<String> broken = new LinkedHashSet<>();
    /** By VM and device, the volume that has what its guest wrote. */
    private final Map<String, String> truth = new HashMap<>();

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
        watchTruth(vm, now);
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

    /** Its disks were copied whole to another place, which has the truth from now on. */
    void moved(SimVm vm, List<DiskCopy> disks, SimHost to) {
        disks.forEach(copy -> truth.put(key(vm, copy.device()), place(to.knownAt(copy.path()))));
    }

    private void watchTruth(SimVm vm, Instant now) {
        for (var disk : vm.spec.disks()) {
            var volume = disk.path() == null || disk.cdrom() || disk.readOnly() ? null : vm.host.knownAt(disk.path());
            if (volume != null) {
                var before = truth.put(key(vm, disk.target()), place(volume));
                if (before != null && !before.equals(place(volume))) {
                    accuse(
                            "A VM must never run from a disk without what it wrote: " + vm.name() + " wrote to "
                                    + before + " and runs from " + place(volume),
                            now);
                }
            }
        }
    }

    /** A volume is deleted, and a VM that some host knows has all it wrote in it. */
    void watchNeed(SimVolume volume, Instant now) {
        for (var host : world.hosts.values()) {
            for (var vm : host.isUp() ? host.vms.values() : List.<SimVm>of()) {
                vm.spec.disks().stream()
                        .filter(disk -> disk.path() != null
                                && host.knownAt(disk.path()) == volume
                                && place(volume).equals(truth.get(key(vm, disk.target()))))
                        .findFirst()
                        .ifPresent(disk -> accuse(
                                "A disk that a VM needs must never be deleted: " + place(volume) + " of " + vm.name()
                                        + ", known to " + host.name,
                                now));
            }
        }
    }

    private static String key(SimVm vm, String device) {
        return vm.uuid() + "/" + device;
    }

    private static String place(SimVolume volume) {
        return volume.datastore.identity + "/" + volume.report.name();
    }

    private void accuse(String what, Instant now) {
        broken.add(what + " at " + world.chronicle.time(now) + " (seed " + world.seed() + ")");
        world.note("LAW BROKEN: " + what);
    }
}
