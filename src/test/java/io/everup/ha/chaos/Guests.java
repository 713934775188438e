package io.everup.ha.chaos;

import io.everup.ha.core.CrashPolicy;
import io.everup.ha.core.CrashRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What goes on inside VMs, in truth: crashes and shutdowns, and the laws about what may follow them. */
final class Guests {

    private final World world;
    private final Set<Integer> unstable = new HashSet<>();
    /** Crashes that nothing has answered yet, by VM. */
    private final Set<Integer> unanswered = new HashSet<>();

    private final Set<Integer> shutDown = new HashSet<>();
    private final Map<Integer, List<Long>> restarts = new HashMap<>();
    private final Map<Integer, Long> crashedAt = new HashMap<>();

    Guests(World world) {
        this.world = world;
    }

    /** {@code crash}, {@code panic}, {@code shutdown}; {@code unstable} crashes soon after each start. */
    void say(Base.Vm vm, String how) {
        switch (how) {
            case "unstable" -> unstable.add(vm.number);
            case "stable" -> unstable.remove(vm.number);
            default -> world.runningOn(vm.number).forEach(machine -> end(machine, vm.number, how));
        }
    }

    private void end(Machine machine, int vm, String how) {
        var instance = machine.running.get(vm);
        if (instance.preserved) {
            return;
        }
        if (how.equals("panic")) {
            instance.preserved = true;
        } else {
            machine.running.remove(vm);
            machine.wentOff.put(vm, how.equals("crash") ? "CRASHED" : "SHUTDOWN");
        }
        if (how.equals("shutdown")) {
            shutDown.add(vm);
        } else {
            unanswered.add(vm);
            crashedAt.put(vm, world.now);
        }
    }

    /** A VM came to life. */
    void came(Machine machine, int vm) {
        shutDown.remove(vm);
        unanswered.remove(vm);
        var instance = machine.running.get(vm);
        if (unstable.contains(vm)) {
            world.later(1_000, 20_000, () -> {
                if (unstable.contains(vm) && machine.running.get(vm) == instance) {
                    end(machine, vm, "crash");
                }
            });
        }
    }

    void startedByOwner(Base.Vm vm) {
        restarts.remove(vm.number);
    }

    /**
     * High availability begins to start a VM again because it crashed.
     *
     * @param again for the same crash as before: nobody learned that the restart before this one succeeded, and what
     *     nobody has learned doesn't count
     */
    void restarted(Base.Vm vm, boolean again) {
        if (shutDown.contains(vm.number) && world.runningOn(vm.number).isEmpty()) {
            world.laws.accuse("S6 what its owner shut down is no crash", vm.name);
        }
        if (world.base.disarmed != null && world.now < world.base.disarmedUntil) {
            world.laws.accuse("in a disarmed pool no crashed guest is restarted", vm.name);
        }
        if (!unanswered.remove(vm.number) || again) {
            return;
        }
        var times = restarts.computeIfAbsent(vm.number, key -> new ArrayList<>());
        times.add(world.now);
        if (since(vm, world.now, vm.crashPolicy) > vm.crashPolicy.restarts()) {
            world.laws.accuse(
                    "a guest that crashes is restarted no more often than its policy says",
                    vm.name + ", " + vm.crashPolicy.words());
        }
    }

    /** How many restarts there have been in so long before that moment as a policy counts. */
    private long since(Base.Vm vm, long until, CrashPolicy policy) {
        var from = until - policy.within().toMillis();
        return restarts.getOrDefault(vm.number, List.of()).stream()
                .filter(at -> at > from)
                .count();
    }

    /** Whether a crashed VM may be down for good: its policy allows no more. */
    boolean maybeLeft(Base.Vm vm) {
        var at = crashedAt.get(vm.number);
        return at != null
                && vm.answer == CrashRow.Answer.LEAVE
                && since(vm, at, vm.leftUnder) >= vm.leftUnder.restarts();
    }

    void heal() {
        unstable.clear();
    }
}
