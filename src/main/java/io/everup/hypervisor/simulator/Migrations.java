package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.shared.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Moves running VMs between hosts: a copy arrives at the destination while the source runs on, then they switch. */
final class Migrations {

    /** Processor models, each able to do what those before it do. */
    static final List<String> MODELS =
            List.of("qemu64", "Westmere", "Haswell", "Skylake-Server", "Cascadelake-Server", "Icelake-Server");

    private static final long LINK_BYTES_PER_SECOND = 1_100 * Bytes.MIB;
    private static final double SENT_AGAIN = 0.1;
    private static final Duration SETUP = Duration.ofMillis(350);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final SimulatedWorld world;

    Migrations(SimulatedWorld world) {
        this.world = world;
    }

    void begin(SimHost from, UUID id, HostUri uri, MigrationOptions options, Reply<Void> reply) {
        var vm = from.require(id);
        vm.requireIdle();
        vm.requireOn();
        if (!vm.runs()) {
            throw vm.conflict("is paused, and a paused VM is not moved");
        }
        var to = destination(from, uri);
        requireFits(vm, to, options);
        var now = world.now();
        var bytes = (long) (vm.spec.memoryBytes() * vm.instance.resident() * (1 + SENT_AGAIN));
        var rate = options.bandwidthMiBps() > 0
                ? Math.min(LINK_BYTES_PER_SECOND, options.bandwidthMiBps() * Bytes.MIB)
                : LINK_BYTES_PER_SECOND;
        var length = SETUP.plusMillis(bytes * 1000 / rate);
        var migration = new Migration(
                vm,
                vm.copyFor(to),
                now,
                now.plus(length),
                now.plus(options.deadline()),
                bytes,
                world.chance.nextInt(20, 180));
        migration.reply = reply;
        world.note(vm.name() + " begins to move from " + from.name + " to " + to.name);
        install(migration);
        world.save(vm);
        world.tell(from, vm);
        world.tell(to, migration.destination);
    }

    /** Puts a migration under way into the world. */
    void install(Migration migration) {
        var vm = migration.source;
        var copy = migration.destination;
        vm.leaving = migration;
        vm.job = "migration";
        copy.job = "migration";
        copy.instance = Instance.incoming(copy.workload(), migration.started);
        migration.displaced = copy.host.vms.put(copy.uuid(), copy);
        var end = migration.ends.isBefore(migration.deadline) ? migration.ends : migration.deadline;
        world.later(world.until(end), () -> finish(migration));
    }

    private SimHost destination(SimHost from, HostUri uri) {
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

    private void requireFits(SimVm vm, SimHost to, MigrationOptions options) {
        for (var other : to.vms.values()) {
            var same = other.uuid().equals(vm.uuid()) && other.name().equals(vm.name());
            var stale = same && !other.isOn() && other.job == null;
            if (!stale && (other.uuid().equals(vm.uuid()) || other.name().equals(vm.name()))) {
                throw new Conflict("Host " + to.name + " has a VM " + vm.name() + " already.", null);
            }
        }
        world.machines.requireRoom(to, vm.spec);
        for (var disk : vm.spec.disks()) {
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

    /** Whether a guest with this processor model, now on the second host's processors, can run on the first's. */
    private static boolean canRun(String there, String here, String guest) {
        if (guest == null) {
            return true;
        }
        return MODELS.contains(guest) ? MODELS.indexOf(there) >= MODELS.indexOf(guest) : there.equals(here);
    }

    private void finish(Migration migration) {
        var vm = migration.source;
        if (vm.leaving != migration) {
            return;
        }
        var to = migration.destination.host;
        if (world.now().isBefore(migration.ends)) {
            abort(migration, "The migration of VM " + vm.name() + " wasn't done in time.");
        } else if (!to.isUp() || !to.network || !vm.host.network) {
            abort(migration, "The hosts " + vm.host.name + " and " + to.name + " lost each other.");
        } else if (vm.host.works() && to.works()) {
            switchOver(migration);
        } else if (world.now().isBefore(migration.deadline)) {
            world.later(LOOK_AGAIN, () -> finish(migration));
        } else {
            abort(migration, "The migration of VM " + vm.name() + " wasn't done in time.");
        }
    }

    private void switchOver(Migration migration) {
        var vm = migration.source;
        var copy = migration.destination;
        try {
            world.machines.written(copy, false);
        } catch (Refused e) {
            abort(migration, e.getMessage());
            return;
        }
        vm.leaving = null;
        vm.job = null;
        world.machines.release(vm);
        vm.host.cpuGone += vm.switchOff(Reason.MIGRATED, world.now()).cpuNanos();
        world.save(vm.host);
        world.machines.forget(vm);
        copy.job = null;
        world.machines.arrived(copy, migration.figures(world.now()));
        if (migration.reply != null) {
            migration.reply.done(null);
        }
    }

    /** Ends a migration; the VM stays where it is. */
    void abort(Migration migration, String why) {
        var vm = migration.source;
        vm.leaving = null;
        vm.job = null;
        var copy = migration.destination;
        copy.host.vms.remove(copy.uuid());
        if (migration.displaced != null) {
            copy.host.vms.put(copy.uuid(), migration.displaced);
        }
        world.tell(copy.host, copy);
        world.save(vm);
        world.tell(vm.host, vm);
        world.note("the migration of " + vm.name() + " to " + copy.host.name + " ends: " + why);
        if (migration.reply != null) {
            migration.reply.fail(new Refused(why, null));
        }
    }

    void cancel(SimHost host, UUID id) {
        var vm = host.require(id);
        if (vm.leaving == null) {
            throw vm.conflict("is not moving away");
        }
        abort(vm.leaving, "The migration of VM " + vm.name() + " was cancelled.");
    }

    Optional<MigrationProgress> progress(SimHost host, UUID id) {
        var vm = host.vms.get(id);
        return vm == null || vm.leaving == null ? Optional.empty() : Optional.of(vm.leaving.progress(world.now()));
    }

    Optional<MigrationFigures> figures(SimHost host, UUID id) {
        var vm = host.vms.get(id);
        return vm == null ? Optional.empty() : Optional.ofNullable(vm.arrival);
    }

    /** Ends all migrations to and from a host. */
    void abortAll(SimHost host, String why) {
        for (var each : world.hosts.values()) {
            for (var vm : List.copyOf(each.vms.values())) {
                var migration = vm.leaving;
                if (migration != null && (each == host || migration.destination.host == host)) {
                    abort(migration, why);
                }
            }
        }
    }
}
