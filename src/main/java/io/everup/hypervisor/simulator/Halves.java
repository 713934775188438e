package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.VmReport.Reason;

/** Guests that went over ahead of their memory and lost the link to the rest of it. */
final class Halves {

    private final SimulatedWorld world;

    Halves(SimulatedWorld world) {
        this.world = world;
    }

    /** The rest of a guest's memory doesn't come: it stands still at both ends, for good unless both are brought together. */
    void tear(Migration migration, String why) {
        var vm = migration.source;
        var copy = migration.destination;
        migration.breaks(world.now());
        vm.leaving = null;
        vm.job = null;
        vm.torn = vm.isOn() && copy.isOn() ? migration : null;
        copy.job = null;
        if (vm.isOn()) {
            vm.instance.pause(Reason.TORN, world.now());
            world.save(vm);
        }
        if (copy.isOn()) {
            world.machines.pause(copy, Reason.TORN);
        }
        world.note(vm.name() + " is torn between two hosts: " + why);
        if (migration.reply != null) {
            migration.reply.fail(
                    new OutcomeUnknown("The rest of the memory of VM " + vm.name() + " did not arrive: " + why, null));
        }
    }

    /** Sends the rest after all. @throws Refused when one of the halves is gone, or the hosts don't reach each other */
    void join(SimVm vm, HostUri uri, Destinations destinations, Reply<Void> reply) {
        var migration = vm.torn;
        var to = destinations.find(vm.host, uri);
        var whole = migration != null
                && vm.isOn()
                && vm.instance.pausedBy() == Reason.TORN
                && migration.destination.host == to
                && to.vms.get(vm.uuid()) == migration.destination
                && migration.destination.isOn()
                && migration.destination.instance.pausedBy() == Reason.TORN;
        if (!whole) {
            throw new Refused("There is no other half of VM " + vm.name() + " on " + to.name + ".", null);
        }
        vm.torn = null;
        migration.reply = reply;
        migration.goesOn(world.now());
        vm.instance.pause(Reason.MIGRATING, world.now());
        world.machines.runsOn(migration.destination);
        world.note("the rest of the memory of " + vm.name() + " follows it to " + to.name);
        world.migrations.installOver(migration);
        world.save(vm);
    }
}
