package io.everup.ha.chaos;

import io.everup.host.HostState;
import io.everup.vm.VmState;
import java.util.HashMap;
import java.util.Map;

/** What a portal learns of VMs from hosts that answer; the manners of {@code VmObserver}, in memory. */
final class Observer {

    private final World world;
    private final Replica replica;
    private final Base base;

    Observer(World world, Replica replica) {
        this.world = world;
        this.replica = replica;
        this.base = world.base;
    }

    void poll() {
        for (var machine : world.machines) {
            if (replica.answering(machine.id) && replica.reachesDatabase()) {
                var host = base.host(machine.number);
                var back = host.state == HostState.FENCED || host.state == HostState.LOST;
                if (host.state == HostState.CONNECTING
                        || back && world.now > host.stateSince && replica.reaches(machine)) {
                    takeStock(machine);
                } else {
                    report(machine, false);
                }
            }
        }
        replica.mine(4_500, 5_500, this::poll);
    }

    /** A host that is new or back: nothing is believed until every VM on it has been looked at. */
    void takeStock(Machine machine) {
        if (!replica.reachesDatabase()) {
            return;
        }
        var host = base.host(machine.number);
        if (host.state == HostState.FENCED || host.state == HostState.LOST) {
            base.signal(host, HostState.CONNECTING, null, world.now);
            world.note(machine.name + " is back");
        }
        report(machine, true);
    }

    private void report(Machine machine, boolean ready) {
        replica.mine(20, 300, () -> {
            if (!replica.reaches(machine) || !replica.reachesDatabase()) {
                return;
            }
            var asked = world.now;
            var seen = new HashMap<Integer, String>();
            for (var vm : machine.defined) {
                var instance = machine.running.get(vm);
                seen.put(vm, instance == null ? "OFF" : instance.paused || instance.preserved ? "PAUSED" : "RUNNING");
            }
            replica.mine(5, 150, () -> compare(machine, asked, seen, ready));
        });
    }

    private void compare(Machine machine, long asked, Map<Integer, String> seen, boolean ready) {
        if (!replica.reachesDatabase()) {
            return;
        }
        for (var one : seen.entrySet()) {
            var vm = base.vms.get(one.getKey() - 1);
            if (vm.home == machine.number) {
                atHome(machine, vm, one.getValue(), asked);
            } else {
                elsewhere(machine, vm, one.getValue());
            }
        }
        var host = base.host(machine.number);
        if (ready && host.state == HostState.CONNECTING && replica.reaches(machine)) {
            base.signal(host, HostState.UP, null, world.now);
            world.note(machine.name + " up");
            world.laws.taken(machine);
        }
    }

    private void atHome(Machine machine, Base.Vm vm, String power, long asked) {
        if (vm.guarded()) {
            machine.autostarts.remove(vm.number);
        }
        if (!replica.reaches(machine)) {
            return;
        }
        var fresh = machine.running.get(vm.number);
        if (asked >= vm.lookedAt && power.equals("OFF") == (fresh == null)) {
            vm.lookedAt = asked;
            vm.offBecause = fresh == null ? machine.wentOff.getOrDefault(vm.number, "LOST") : null;
        }
        if (changing(vm.state) || asked <= vm.stateSince) {
            return;
        }
        if (power.equals("OFF") != (fresh == null)) {
            return;
        }
        if (fresh != null) {
            running(vm, fresh);
        } else if (vm.state != VmState.STOPPED) {
            var reason = machine.wentOff.getOrDefault(vm.number, "LOST");
            base.state(vm, VmState.STOPPED, world.now);
            vm.preserved = false;
            if (reason.equals("SHUTDOWN") && world.rules.wrong(Rules.Fault.SHUTDOWN_IS_CRASH)) {
                reason = "CRASHED";
            }
            vm.lostPower = !reason.equals("CRASHED");
            if (reason.equals("SHUTDOWN")) {
                vm.wantedOn = false;
            }
            world.note(vm.name + " seen off (" + reason + ")");
        }
    }

    private void running(Base.Vm vm, Machine.Instance fresh) {
        var next = fresh.paused || fresh.preserved ? VmState.PAUSED : VmState.RUNNING;
        vm.preserved = fresh.preserved;
        if (vm.state != next) {
            base.state(vm, next, world.now);
            if (next == VmState.RUNNING) {
                vm.wantedOn = true;
                vm.answer = null;
                vm.lostPower = true;
            } else if (fresh.preserved) {
                world.note(vm.name + " seen crashed and kept in memory");
            }
        }
    }

    private void elsewhere(Machine machine, Base.Vm vm, String power) {
        if (changing(vm.state)) {
            return;
        }
        var home = vm.home == 0 ? null : world.machines.get(vm.home - 1);
        var homeSeen = home != null && replica.reaches(home)
                ? home.running.containsKey(vm.number) ? "RUNNING" : home.defined.contains(vm.number) ? "OFF" : "UNKNOWN"
                : null;
        var runs = machine.running.containsKey(vm.number);
        if (home == null || "UNKNOWN".equals(homeSeen) || runs && "OFF".equals(homeSeen)) {
            vm.home = machine.number;
            base.state(vm, runs ? VmState.RUNNING : VmState.STOPPED, world.now);
            world.note(vm.name + " followed to " + machine.name);
        } else if (!runs
                && (homeSeen != null || base.host(machine.number).state == HostState.CONNECTING)
                && replica.reaches(machine)
                && !world.rules.wrong(Rules.Fault.STALE_COPIES_STAY)) {
            machine.defined.remove(vm.number);
            machine.autostarts.remove(vm.number);
            world.note("stale " + vm.name + " removed from " + machine.name);
        }
    }

    static boolean changing(VmState state) {
        return switch (state) {
            case STARTING, STOPPING, MIGRATING, RECOVERING -> true;
            default -> false;
        };
    }
}
