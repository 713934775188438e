package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.hypervisor.VmSpec;
import io.everup.shared.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/** What a host can do to its VMs, and what guests do by themselves. */
final class Machines {

    private static final long LEAST_MEMORY = 16 * Bytes.MIB;
    private static final Duration AT_ONCE = Duration.ofMillis(30);

    private final SimulatedWorld world;

    Machines(SimulatedWorld world) {
        this.world = world;
    }

    void define(SimHost host, VmSpec spec) {
        if (spec.memoryBytes() < LEAST_MEMORY || spec.cpus() < 1 || spec.name().isBlank()) {
            throw new Refused("A VM needs a name, a processor and 16 MiB of memory.", null);
        }
        for (var other : host.vms.values()) {
            if (other.name().equals(spec.name()) && !other.uuid().equals(spec.uuid())) {
                throw new Conflict("Host " + host.name + " has another VM named " + spec.name() + ".", null);
            }
        }
        var known = host.vms.get(spec.uuid());
        if (known == null) {
            known = new SimVm(host, spec);
            host.vms.put(spec.uuid(), known);
        } else if (known.isOn()) {
            known.next = spec;
        } else {
            known.spec = spec;
        }
        changed(known, "is defined");
    }

    void undefine(SimHost host, UUID id) {
        var vm = host.require(id);
        vm.requireIdle();
        vm.requireOff();
        forget(vm);
    }

    /** The host knows it no more. */
    void forget(SimVm vm) {
        vm.host.vms.remove(vm.uuid());
        world.saveGone(vm);
        world.note(vm.name() + " is forgotten by " + vm.host.name);
        world.tell(vm.host, vm);
    }

    void start(SimHost host, UUID id, Reply<Void> reply) {
        start(host.require(id), () -> reply.done(null), reply::fail);
    }

    /** The host starts it by itself, as it does at boot. */
    void autostart(SimVm vm) {
        try {
            start(vm, () -> {}, why -> {});
        } catch (Refused e) {
            world.note(vm.name() + " doesn't start by itself: " + e.getMessage());
        }
    }

    private void start(SimVm vm, Runnable done, Consumer<HypervisorFailure> failed) {
        vm.requireIdle();
        vm.requireOff();
        requireRoom(vm.host, vm.spec);
        written(vm, true);
        vm.job = "start";
        vm.host.later(world.between(400, 700), () -> {
            vm.job = null;
            try {
                var volumes = written(vm, true);
                vm.instance = Instance.running(vm.workload(), world.now());
                live(vm, volumes, "starts");
                done.run();
            } catch (Refused e) {
                vm.offBy = Reason.START_FAILED;
                changed(vm, "fails to start");
                failed.accept(e);
            }
        });
    }

    /** Whether the host has memory for one more. */
    void requireRoom(SimHost host, VmSpec spec) {
        if (host.memoryFree() < spec.memoryBytes()) {
            throw new Refused(
                    "Host " + host.name + " has " + Bytes.text(host.memoryFree()) + " of memory left, and VM "
                            + spec.name() + " needs " + Bytes.text(spec.memoryBytes()) + ".",
                    null);
        }
    }

    /**
     * The volumes that a VM would write to on its host.
     *
     * @throws Refused when one isn't there, or is locked by another
     */
    List<SimVolume> written(SimVm vm, boolean obeyLocks) {
        for (var nic : vm.spec.nics()) {
            if (!nic.network().startsWith("bridge:")
                    && SimulatedWorld.NETWORKS.stream()
                            .noneMatch(each -> each.name().equals(nic.network()))) {
                throw new Refused("Host " + vm.host.name + " has no network " + nic.network() + ".", null);
            }
        }
        var paths = vm.spec.disks().stream().filter(disk -> disk.path() != null).toList();
        for (var disk : paths) {
            if (vm.host.volumeAt(disk.path()) == null) {
                throw new Refused("Host " + vm.host.name + " can't open " + disk.path() + ": no such file.", null);
            }
        }
        var volumes = paths.stream()
                .filter(disk -> !disk.readOnly() && !disk.cdrom())
                .map(disk -> vm.host.volumeAt(disk.path()))
                .toList();
        for (var volume : volumes) {
            if (obeyLocks && world.diskLocks && !volume.writers().isEmpty()) {
                throw new Refused(volume.report.path() + " is locked by another host: in use there.", null);
            }
        }
        return volumes;
    }

    /** Its processors run from now on. */
    void live(SimVm vm, List<SimVolume> volumes, String how) {
        volumes.forEach(volume -> volume.opened(vm));
        changed(vm, how);
        world.laws.watch(vm, volumes, world.now());
    }

    /** The instance is gone from the host's memory. */
    void end(SimVm vm, Reason why, String how) {
        if (vm.leaving != null) {
            world.migrations.abort(vm.leaving, "VM " + vm.name() + " " + how + ".");
        }
        release(vm);
        vm.host.cpuGone += vm.switchOff(why, world.now()).cpuNanos();
        world.save(vm.host);
        changed(vm, how);
    }

    /** Holds its volumes open, reached or not. */
    void open(SimVm vm) {
        held(vm).forEach(volume -> volume.opened(vm));
    }

    /** Lets go of its volumes. */
    void release(SimVm vm) {
        held(vm).forEach(volume -> volume.closed(vm));
    }

    private static List<SimVolume> held(SimVm vm) {
        return vm.spec.disks().stream()
                .filter(disk -> disk.path() != null && !disk.readOnly() && !disk.cdrom())
                .map(disk -> vm.host.knownAt(disk.path()))
                .filter(Objects::nonNull)
                .toList();
    }

    void shutdown(SimHost host, UUID id) {
        var vm = host.require(id);
        vm.requireOn();
        if (vm.deaf || !vm.runs() || vm.stopsAt != null) {
            return;
        }
        var delay = world.between(2_000, 6_000);
        vm.stopsAt = world.now().plus(delay);
        world.save(vm);
        world.note(vm.name() + " is asked to shut down");
        goesDown(vm, delay);
    }

    /** Its guest will be down after that time, if nothing comes between. */
    void goesDown(SimVm vm, Duration delay) {
        var instance = vm.instance;
        world.later(delay, () -> {
            if (vm.instance != instance || vm.stopsAt == null) {
                return;
            }
            if (vm.runs()) {
                end(vm, Reason.SHUTDOWN, "shuts down");
            } else {
                goesDown(vm, Duration.ofSeconds(1));
            }
        });
    }

    void reboot(SimHost host, UUID id) {
        var vm = host.require(id);
        vm.requireOn();
        if (!vm.deaf) {
            changed(vm, "reboots");
        }
    }

    void powerOff(SimHost host, UUID id, Reply<Void> reply) {
        var vm = host.require(id);
        if (!vm.isOn()) {
            vm.requireIdle();
        }
        if (!vm.isOn() || vm.instance.isIncoming()) {
            throw vm.conflict("is not running");
        }
        host.later(AT_ONCE, () -> {
            if (vm.isLive()) {
                end(vm, Reason.POWERED_OFF, "is powered off");
            }
            reply.done(null);
        });
    }

    void reset(SimHost host, UUID id) {
        var vm = host.require(id);
        vm.requireOn();
        vm.stopsAt = null;
        changed(vm, "is reset");
    }

    void autostart(SimHost host, UUID id, boolean on) {
        host.require(id).autostart = on;
    }

    void suspend(SimHost host, UUID id) {
        var vm = host.require(id);
        vm.requireIdle();
        vm.requireOn();
        if (vm.runs()) {
            pause(vm, Reason.SUSPENDED);
        }
    }

    void pause(SimVm vm, Reason why) {
        vm.instance.pause(why, world.now());
        changed(
                vm,
                switch (why) {
                    case IO_ERROR -> "is paused by an I/O error";
                    case CRASHED -> "crashes and is kept in memory";
                    default -> "is suspended";
                });
    }

    void resume(SimHost host, UUID id) {
        var vm = host.require(id);
        vm.requireIdle();
        vm.requireOn();
        if (vm.runs()) {
            throw vm.conflict("runs already");
        }
        if (vm.instance.pausedBy() == Reason.TORN) {
            throw vm.conflict("has lost a part of its memory and can't run on");
        }
        if (vm.instance.pausedBy() == Reason.CRASHED) {
            throw vm.conflict("has crashed and can't run on");
        }
        try {
            var volumes = written(vm, false);
            vm.instance.run(world.now());
            changed(vm, "runs on");
            world.laws.watch(vm, volumes, world.now());
        } catch (Refused e) {
            vm.instance.pause(Reason.IO_ERROR, world.now());
            changed(vm, "runs into an I/O error");
        }
    }

    /** Its processors go on with what is in its memory. */
    void runsOn(SimVm vm) {
        vm.instance.run(world.now());
        changed(vm, "runs on");
    }

    void arrived(SimVm vm, MigrationFigures figures) {
        vm.arrival = figures;
        vm.instance.run(world.now());
        live(vm, written(vm, false), "arrives");
    }

    private void changed(SimVm vm, String how) {
        world.save(vm);
        world.note(vm.name() + " " + how + " on " + vm.host.name);
        world.tell(vm.host, vm);
    }
}
