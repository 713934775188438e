package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.shared.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Moves running VMs between hosts: a copy arrives at the destination while the source runs on, then they switch. */
final class Migrations {

    private static final long LINK_BYTES_PER_SECOND = 1_100 * Bytes.MIB;
    /** QEMU's own limit. */
    private static final long USUAL_PAUSE_MILLIS = 300;

    private static final Duration SETUP = Duration.ofMillis(350);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final SimulatedWorld world;
    private final Destinations destinations;
    private final Halves halves;

    Migrations(SimulatedWorld world) {
        this.world = world;
        this.destinations = new Destinations(world);
        this.halves = new Halves(world);
    }

    void begin(SimHost from, UUID id, HostUri uri, MigrationOptions options, Reply<Void> reply) {
        var vm = from.require(id);
        vm.requireIdle();
        vm.requireOn();
        if (!vm.runs()) {
            throw vm.conflict("is paused, and a paused VM is not moved");
        }
        var to = destinations.find(from, uri);
        destinations.requireFits(vm, to, options);
        var now = world.now();
        var bytes = (long) (vm.spec.memoryBytes() * vm.instance.resident());
        var rate = options.bandwidthMiBps() > 0
                ? Math.min(LINK_BYTES_PER_SECOND, options.bandwidthMiBps() * Bytes.MIB)
                : LINK_BYTES_PER_SECOND;
        var terms = new Migration.Terms(
                now.plus(options.deadline()),
                rate,
                options.pauseMillis() > 0 ? options.pauseMillis() : USUAL_PAUSE_MILLIS,
                options.autoConverge(),
                options.postCopy(),
                world.chance.nextInt(20, 180),
                bytes,
                diskBytes(vm, options),
                options.disks());
        var copy = vm.copyFor(to, options.disks());
        var migration = new Migration(vm, copy, now, terms, Migration.first(now, SETUP, terms));
        migration.reply = reply;
        world.note(vm.name() + " begins to move from " + from.name + " to " + to.name);
        install(migration);
        world.save(vm);
        world.tell(from, vm);
        world.tell(to, migration.destination);
    }

    /** What its disks take at their new place: a linked clone brings along what it is a clone of. */
    private static long diskBytes(SimVm vm, MigrationOptions options) {
        return options.disks().stream()
                .mapToLong(copy -> vm.allocatedBytes(copy.device()))
                .sum();
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
        await(migration);
    }

    /** Puts one whose guest had gone over already into the world. */
    void installOver(Migration migration) {
        migration.source.leaving = migration;
        migration.source.job = "migration";
        migration.destination.job = "migration";
        await(migration);
    }

    private void await(Migration migration) {
        var round = migration.round;
        world.later(world.until(migration.next()), () -> {
            if (migration.source.leaving == migration && migration.round == round) {
                look(migration);
            }
        });
    }

    private void look(Migration migration) {
        var vm = migration.source;
        var to = migration.destination.host;
        var late = !migration.wentOver() && !world.now().isBefore(migration.terms.deadline());
        if (!to.isUp() || !to.network || !vm.host.network) {
            abort(migration, "The hosts " + vm.host.name + " and " + to.name + " lost each other.");
        } else if (late) {
            abort(migration, "The migration of VM " + vm.name() + " wasn't done in time.");
        } else if (!vm.host.works() || !to.works()) {
            world.later(LOOK_AGAIN, () -> {
                if (vm.leaving == migration) {
                    look(migration);
                }
            });
        } else {
            roundEnds(migration);
        }
    }

    private void roundEnds(Migration migration) {
        if (migration.wentOver()) {
            leave(migration);
            return;
        }
        if (migration.copiesDisks()) {
            migration.beginsMemory(world.now());
            world.save(migration.source);
            await(migration);
            return;
        }
        var left = migration.written(world.now());
        if (migration.fits(left)) {
            migration.switches(left);
            switchOver(migration);
        } else {
            migration.nextRound(world.now(), left);
            world.save(migration.source);
            await(migration);
        }
    }

    private void switchOver(Migration migration) {
        var vm = migration.source;
        var copy = migration.destination;
        try {
            world.volumes.fill(migration);
            world.machines.written(copy, false);
        } catch (Refused e) {
            abort(migration, e.getMessage());
            return;
        }
        world.machines.release(vm);
        vm.instance.pause(Reason.MIGRATING, world.now());
        world.laws.moved(vm, migration.terms.disks(), copy.host);
        world.machines.arrived(copy, migration.figures(world.now()));
        leave(migration);
    }

    /** All of it is there: the source forgets it. */
    private void leave(Migration migration) {
        var vm = migration.source;
        vm.leaving = null;
        vm.job = null;
        if (vm.isOn()) {
            vm.host.cpuGone += vm.switchOff(Reason.MIGRATED, world.now()).cpuNanos();
            world.save(vm.host);
        }
        world.machines.forget(vm);
        var copy = migration.destination;
        copy.job = null;
        if (copy.isOn()) {
            copy.arrival = migration.figures(world.now());
        }
        world.save(copy);
        if (migration.reply != null) {
            migration.reply.done(null);
        }
    }

    /** Its guest runs on at the destination from now on, before all of its memory is there. */
    void switchToPostCopy(SimHost host, UUID id) {
        var vm = host.require(id);
        var migration = vm.leaving;
        if (migration == null || !migration.terms.postCopy()) {
            throw vm.conflict("is not on its way, or may not go over before its memory");
        }
        if (migration.wentOver()) {
            return;
        }
        if (!migration.terms.disks().isEmpty()) {
            throw vm.conflict("has disks that are copied along, and may not go over before its memory");
        }
        world.machines.written(migration.destination, false);
        migration.goesOver(world.now());
        world.machines.release(vm);
        vm.instance.pause(Reason.MIGRATING, world.now());
        world.machines.arrived(migration.destination, migration.figures(world.now()));
        world.note(vm.name() + " goes over to " + migration.destination.host.name + " ahead of its memory");
        world.save(vm);
        await(migration);
    }

    void resumePostCopy(SimHost host, UUID id, HostUri uri, Reply<Void> reply) {
        var vm = host.require(id);
        vm.requireIdle();
        halves.join(vm, uri, destinations, reply);
    }

    /** Ends a migration; the VM stays where it is. */
    void abort(Migration migration, String why) {
        if (migration.wentOver()) {
            halves.tear(migration, why);
            return;
        }
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
        if (vm.leaving.wentOver()) {
            throw vm.conflict("runs at its destination already");
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

    OptionalLong dirtyRate(SimHost host, UUID id) {
        var vm = host.require(id);
        vm.requireOn();
        return OptionalLong.of(vm.runs() ? vm.dirtyRate() : 0);
    }

    /** Ends all migrations to and from a host. One whose guest went over needs no daemons, only the hosts. */
    void abortAll(SimHost host, String why, boolean daemonOnly) {
        for (var each : world.hosts.values()) {
            for (var vm : List.copyOf(each.vms.values())) {
                var migration = vm.leaving;
                if (migration != null
                        && (each == host || migration.destination.host == host)
                        && !(daemonOnly && migration.wentOver())) {
                    abort(migration, why);
                }
            }
        }
    }
}
