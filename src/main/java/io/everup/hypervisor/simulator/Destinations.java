package io.everup.hypervisor.simulator;

import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.MigrationOptions;
import java.util.List;

/** Where a running VM may go. */
final class Destinations {

    /** Processor models, each able to do what those before it do. */
    static final List<String> MODELS =
            List.of("qemu64", "Westmere", "Haswell", "Skylake-Server", "Cascadelake-Server", "Icelake-Server");

    private final SimulatedWorld world;

    Destinations(SimulatedWorld world) {
        this.world = world;
    }

    SimHost find(SimHost from, HostUri uri) {
        try {
            var to = SimUri.of(uri).in(world);
            if (!to.answers() || !from.network) {
                throw new Refused("Host " + to.name + " doesn't answer host " + from.name + ".", null);
            }
            if (to == from) {
                throw new Refused("The VM is on " + to.name + " already.", null);
            }
            return to;
        } catch (Unreachable e) {
            throw new Refused(e.getMessage(), e);
        }
    }

    void requireFits(SimVm vm, SimHost to, MigrationOptions options) {
        for (var other : to.vms.values()) {
            var same = other.uuid().equals(vm.uuid()) && other.name().equals(vm.name());
            var stale = same && !other.isOn() && other.job == null;
            if (!stale && (other.uuid().equals(vm.uuid()) || other.name().equals(vm.name()))) {
                throw new Conflict("Host " + to.name + " has a VM " + vm.name() + " already.", null);
            }
        }
        requireCertificates(vm.host, to, options);
        world.machines.requireRoom(to, vm.spec);
        requireRoomForDisks(vm, to, options);
        var copied = options.disks().stream().map(DiskCopy::device).toList();
        for (var disk : vm.spec.disks()) {
            if (copied.contains(disk.target())) {
                continue;
            }
            if (disk.path() != null && to.volumeAt(disk.path()) == null) {
                throw new Refused("Host " + to.name + " can't open " + disk.path() + ": no such file.", null);
            }
            var local = disk.path() != null && disk.path().startsWith(vm.host.local.path + "/");
            if (local && !options.sharedByDeclaration()) {
                throw new Refused("Unsafe migration: " + disk.path() + " is not on shared storage.", null);
            }
        }
        if (!canRun(to.cpuModel, vm.host.cpuModel, vm.spec.cpuModel())) {
            throw new Refused(
                    "The processors of " + to.name + " (" + to.cpuModel + ") lack features that VM " + vm.name()
                            + " uses (" + vm.spec.cpuModel() + ").",
                    null);
        }
    }

    /** What is copied needs a volume of its own, made beforehand. */
    private static void requireRoomForDisks(SimVm vm, SimHost to, MigrationOptions options) {
        for (var copy : options.disks()) {
            var disk = vm.spec.disks().stream()
                    .filter(each -> each.target().equals(copy.device()))
                    .findFirst()
                    .orElseThrow(() -> new Refused("VM " + vm.name() + " has no disk " + copy.device() + ".", null));
            var from = vm.host.volumeAt(disk.path());
            var place = to.volumeAt(copy.path());
            if (place == null || place == from) {
                throw new Refused(
                        "Host " + to.name + " has no volume " + copy.path() + " for a copy of " + disk.path() + ".",
                        null);
            }
            if (!place.writers().isEmpty()) {
                throw new Refused(copy.path() + " is in use on host " + to.name + ".", null);
            }
            if (from == null || place.report.capacityBytes() < from.report.capacityBytes()) {
                throw new Refused(copy.path() + " is too small for a copy of " + disk.path() + ".", null);
            }
        }
    }

    /** Whether a guest with this processor model, now on the second host's processors, can run on the first's. */
    private static boolean canRun(String there, String here, String guest) {
        if (guest == null) {
            return true;
        }
        return MODELS.contains(guest) ? MODELS.indexOf(there) >= MODELS.indexOf(guest) : there.equals(here);
    }

    private static void requireCertificates(SimHost from, SimHost to, MigrationOptions options) {
        var without = !from.certificates ? from : !to.certificates ? to : null;
        if (options.encrypted() && without != null) {
            throw Refused.withoutCertificates(
                    "The migration can't be encrypted: host " + without.name + " has no certificate for it.", null);
        }
    }
}
