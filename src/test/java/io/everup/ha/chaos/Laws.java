package io.everup.ha.chaos;

import io.everup.host.HostState;
import io.everup.vm.VmState;
import java.util.Locale;

/** What must never be, checked at every step at which it could come to be, against the truth and not by the rules' own words. */
final class Laws {

    private final World world;
    private String broken;
    /** What alone was done to the world so far: then nothing may be fenced or restarted. */
    boolean onlyStorage = true;

    boolean onlyPortal = true;

    /** When portals were changed last. */
    long portalsAt;

    Laws(World world) {
        this.world = world;
    }

    /** The first law that was broken, with the facts; null while all hold. */
    String broken() {
        return broken;
    }

    void accuse(String law, String facts) {
        if (broken == null) {
            broken = String.format(Locale.ROOT, "%s: %s at t=%.1f", law, facts, world.now / 1000.0);
            world.note("BROKEN " + broken);
        }
    }

    /** S1. */
    void living(Base.Vm vm) {
        var places = world.runningOn(vm.number);
        if (places.size() > 1) {
            accuse(
                    "S1 a VM never runs twice",
                    vm.name + " on "
                            + places.stream().map(machine -> machine.name).toList());
        }
    }

    /** S2. @param order whether an operator gave their word */
    void proven(Base.Failover failover, boolean word) {
        var machine = failover.host.machine;
        if (!word && machine.powered && machine.lastOnAt < failover.silentAt) {
            accuse("S2 nothing is recovered without a proof", machine.name + " has had power all the time");
        }
        untouched("S7 storage trouble restarts nobody", onlyStorage, machine.name + " was given up");
        untouched("S6 a restart of the portal fences nobody", onlyPortal, machine.name + " was given up");
        if (!word && !failover.ordered && world.base.disarmed != null && world.now < world.base.disarmedUntil) {
            accuse("a disarmed pool is left alone", machine.name + " was given up");
        }
    }

    /** S3. */
    void written(Replica replica, long epoch) {
        if (world.base.epoch != epoch || !replica.name.equals(world.base.leader)) {
            accuse(
                    "S3 no decision of a past leader is carried out",
                    replica.name + " wrote under epoch " + epoch + " while " + world.base.leader + " led in "
                            + world.base.epoch);
        }
    }

    /** S4, and whoever must not be fenced at all. */
    void fenced(Base.Failover failover) {
        var machine = failover.host.machine;
        if (failover.ordered) {
            return;
        }
        var silent = world.base.hosts.stream()
                .filter(host -> host.silentSince >= 0
                        && Math.abs(host.silentSince - failover.suspectedAt) <= 60_000
                        && (host.state != HostState.UP && host.state != HostState.CONNECTING)
                        && !diedBefore(host, failover))
                .count();
        if (silent >= 2 && silent * 3 > world.machines.size()) {
            accuse("S4 in a storm nobody is fenced", machine.name + ", with " + silent + " hosts silent at once");
        }
        alone(failover);
        untouched("S7 storage trouble fences nobody", onlyStorage, machine.name);
        untouched("S6 a restart of the portal fences nobody", onlyPortal, machine.name);
        if (world.base.disarmed != null && world.now < world.base.disarmedUntil) {
            accuse("in a disarmed pool nobody is fenced", machine.name);
        }
    }

    /** Whether it was off, by its own doing, well before that other one fell silent. */
    private boolean diedBefore(Base.Host host, Base.Failover failover) {
        var at = world.base.diedAt(host);
        return at >= 0 && at + 5_000 < failover.suspectedAt;
    }

    /** A host that answers by another path all the time is fenced by its pool's rule alone. */
    private void alone(Base.Failover failover) {
        var machine = failover.host.machine;
        var since = Math.max(failover.suspectedAt, world.base.armedAt);
        var undisturbed = machine.pings(world.now)
                && machine.lastMute < failover.suspectedAt
                && portalsAt < failover.suspectedAt
                && world.replicas.stream().allMatch(replica -> replica.network || !replica.alive)
                && world.now - world.base.fenceAfterSaidAt > 15_000;
        var allowed = world.base.fenceAfter >= 0 && world.now - since >= world.base.fenceAfter;
        if (undisturbed && !allowed) {
            accuse("a host whose daemon alone is silent is fenced by its pool's rule alone", machine.name);
        }
    }

    /** What is silent while a pool is disarmed is judged from when it is armed again, unless it was proven off before. */
    private long judgedFrom(Base.Host host) {
        var armed = world.base.armedAt;
        var settled = world.base.failovers.stream()
                .filter(failover -> failover.host == host)
                .reduce((one, next) -> next)
                .filter(last -> last.provenAt >= 0 && last.provenAt < armed)
                .isPresent();
        return settled ? host.silentSince : Math.max(host.silentSince, armed);
    }

    /** A pool's rule for a host whose daemon alone is silent is kept, where nothing else is in the way. */
    void ruleKept() {
        var base = world.base;
        for (var failover : base.failovers) {
            var host = failover.host;
            var machine = host.machine;
            var since = Math.max(
                    Math.max(failover.suspectedAt, base.armedAt),
                    Math.max(Math.max(base.fenceAfterSaidAt, portalsAt), machine.devicesAt));
            var alone = machine.daemon != Machine.Daemon.OK
                    && machine.pings(world.now)
                    && machine.lastMute < failover.suspectedAt
                    && machine.board == Machine.Device.OK
                    && !world.heard(host);
            var others = base.hosts.stream()
                    .filter(other -> other != host)
                    .allMatch(other -> other.state == HostState.UP
                            && other.machine.answers(world.now)
                            && Math.abs(other.silentSince - failover.suspectedAt) > 60_000
                            && Math.abs(judgedFrom(other) - failover.suspectedAt) > 60_000);
            var guarded = base.vms.stream()
                    .anyMatch(vm -> vm.home == machine.number && vm.guarded() && vm.state == VmState.RUNNING);
            if (failover.endedAt < 0
                    && failover.proof == null
                    && failover.fencingAt < 0
                    && base.fenceAfter >= 0
                    && base.disarmed == null
                    && world.now - since > base.fenceAfter + 45_000
                    && world.ledFor() > 45_000
                    && alone
                    && others
                    && guarded) {
                accuse("a pool's rule for a silent daemon is kept", machine.name);
            }
        }
    }

    private void untouched(String law, boolean only, String facts) {
        if (only && world.now > 0) {
            accuse(law, facts);
        }
    }

    /** S5. A host may take work from now on. */
    void taken(Machine machine) {
        for (var number : machine.defined) {
            var vm = world.base.vms.get(number - 1);
            if (vm.home != machine.number && vm.state == VmState.RUNNING && !machine.running.containsKey(number)) {
                accuse("S5 a host that returns is cleaned first", machine.name + " still knows " + vm.name);
            }
        }
    }

    /** S6. High availability starts a VM. */
    void restarted(Base.Vm vm) {
        if (!vm.wantedOn) {
            accuse("S6 what its owner shut down stays down", vm.name);
        }
        untouched("S7 storage trouble restarts nobody", onlyStorage, vm.name);
        untouched("S6 a restart of the portal restarts nobody", onlyPortal, vm.name);
    }

    /** A restart is placed. */
    void placed(Machine target) {
        if (world.freeGib(target.number) < 0) {
            accuse("no host is given more than it can hold", target.name);
        }
    }

    /** L3. A restart is held for done. */
    void held(Base.Vm vm, Machine machine) {
        var runs = machine.running.containsKey(vm.number);
        var diedJustNow = machine.wentOff.containsKey(vm.number) || !machine.powered;
        if (!runs && !diedJustNow) {
            accuse("L3 a VM counts as recovered when it is seen running", vm.name + " on " + machine.name);
        }
    }

    /** L2. Whoever waits for a proof says so loudly. */
    void loud() {
        for (var failover : world.base.failovers) {
            var waits = failover.endedAt < 0 && failover.proof == null;
            if (waits
                    && failover.advice == null
                    && world.now - Math.max(failover.suspectedAt, world.base.armedAt) > 60_000
                    && world.ledFor() > 45_000
                    && !world.heard(failover.host)
                    && (failover.fencingAt < 0 || world.now - failover.fencingAt > 45_000)) {
                accuse(
                        "L2 a host without a proof is never waited for in silence",
                        failover.host.machine.name + " since t=" + failover.suspectedAt / 1000);
            }
        }
    }

    /** Whether nothing is left to be done. */
    boolean wellAgain() {
        var mark = broken;
        var logged = world.log.size();
        recovered();
        var well = broken == null;
        broken = mark;
        world.log.subList(logged, world.log.size()).clear();
        return well;
    }

    /** L1 and L4, when everything was mended a while ago. */
    void recovered() {
        for (var host : world.base.hosts) {
            if (host.state != HostState.UP) {
                accuse("L1 a mended host works again", host.machine.name + " is " + host.state);
            }
        }
        for (var vm : world.base.vms) {
            var places = world.runningOn(vm.number);
            if (vm.guarded()
                    && (places.size() != 1
                            || places.get(0).number != vm.home
                            || vm.state != VmState.RUNNING && vm.state != VmState.PAUSED
                            || places.get(0).running.get(vm.number).preserved)
                    && !world.guests.maybeLeft(vm)) {
                accuse(
                        "L1 every protected VM runs again when all is mended",
                        vm.name + " is " + vm.state + " at h" + vm.home + ", in truth on "
                                + places.stream().map(machine -> machine.name).toList() + ", task "
                                + (vm.task == null ? "none" : vm.task.kind + " step " + vm.task.step));
            }
            if (vm.stopped && !places.isEmpty()) {
                accuse("S6 what its owner shut down stays down", vm.name);
            }
        }
    }
}
