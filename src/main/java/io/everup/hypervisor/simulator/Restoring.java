package io.everup.hypervisor.simulator;

import java.util.Collection;
import java.util.List;

/** Turns a world's things into what is kept of them, and back. */
final class Restoring {

    private Restoring() {}

    static Saved.Vm saved(SimVm vm) {
        var away = vm.leaving;
        return new Saved.Vm(
                vm.host.name,
                vm.uuid(),
                vm.spec,
                vm.next,
                vm.autostart,
                vm.deaf,
                vm.dirtyMiB,
                vm.offBy,
                vm.stopsAt,
                vm.arrival,
                vm.isLive() ? vm.instance.saved() : null,
                away == null ? null : new Saved.Move(away.destination.host.name, away.started, away.terms, away.round));
    }

    static Saved.Vm gone(SimVm vm) {
        return new Saved.Vm(vm.host.name, vm.uuid(), null, null, false, false, null, null, null, null, null, null);
    }

    /** Puts what was saved into a world as its name gave it, and sets going what was under way. */
    static void restore(SimulatedWorld world, Collection<Saved.Line> lines) {
        for (var line : lines) {
            if (line.host() != null) {
                world.host(line.host().name()).restore(line.host());
            } else if (line.store() != null) {
                var store = store(world, line.store().host());
                store.active = line.store().active();
                store.cutOff.addAll(line.store().cutOff());
            } else if (line.volume() != null) {
                restore(store(world, line.volume().host()), line.volume());
            } else {
                restore(world.host(line.vm().host()), line.vm());
            }
        }
        for (var host : world.hosts.values()) {
            settle(world, host);
        }
        lines.stream()
                .filter(line -> line.vm() != null && line.vm().leaving() != null)
                .forEach(line -> move(world, line.vm()));
    }

    private static SimDatastore store(SimulatedWorld world, String host) {
        return host == null ? world.shared : world.host(host).local;
    }

    private static void restore(SimDatastore store, Saved.Volume saved) {
        if (saved.report() == null) {
            store.remove(saved.name());
        } else {
            store.put(saved.report());
        }
    }

    private static void restore(SimHost host, Saved.Vm saved) {
        if (saved.spec() == null) {
            host.vms.remove(saved.uuid());
            return;
        }
        var vm = new SimVm(host, saved.spec());
        vm.next = saved.next();
        vm.autostart = saved.autostart();
        vm.deaf = saved.deaf();
        vm.dirtyMiB = saved.dirtyMiB();
        vm.offBy = saved.offBy();
        vm.stopsAt = saved.stopsAt();
        vm.arrival = saved.arrival();
        if (saved.instance() != null) {
            vm.instance = Instance.restored(vm.workload(), saved.instance());
        }
        host.vms.put(vm.uuid(), vm);
    }

    private static void settle(SimulatedWorld world, SimHost host) {
        if (host.bootsAt != null) {
            world.hardware.boots(host);
        }
        for (var vm : List.copyOf(host.vms.values())) {
            if (vm.isOn()) {
                world.machines.open(vm);
            }
            if (vm.stopsAt != null) {
                world.machines.goesDown(vm, world.until(vm.stopsAt));
            }
        }
    }

    private static void move(SimulatedWorld world, Saved.Vm saved) {
        var vm = world.host(saved.host()).vms.get(saved.uuid());
        var move = saved.leaving();
        var to = world.host(move.to());
        var over = move.round().wentOver();
        var copy = over ? to.vms.get(saved.uuid()) : vm.copyFor(to, move.terms().disks());
        var migration = new Migration(vm, copy, move.started(), move.terms(), move.round());
        if (over) {
            world.migrations.installOver(migration);
        } else {
            world.migrations.install(migration);
        }
    }
}
