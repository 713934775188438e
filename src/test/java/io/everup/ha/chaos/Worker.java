package io.everup.ha.chaos;

import io.everup.host.HostState;
import io.everup.vm.VmState;
import java.util.ArrayList;
import java.util.UUID;
import java.util.function.Consumer;

/** Carries out durable tasks, as a replica does: one at a time per VM, under a lease, from the step that was recorded. */
final class Worker {

    private static final int LEASE = 10_000;

    /** Of the restarts of high availability. */
    private static final int URGENT_LEASE = 4_000;

    enum Answer {
        DONE,
        REFUSED,
        UNREACHABLE,
        UNKNOWN
    }

    private final World world;
    private final Replica replica;
    private final Base base;

    Worker(World world, Replica replica) {
        this.world = world;
        this.replica = replica;
        this.base = world.base;
    }

    void tick() {
        if (replica.reachesDatabase()) {
            for (var vm : base.vms) {
                var task = vm.task;
                if (task == null) {
                    continue;
                }
                if (mine(task) && task.leaseUntil >= world.now) {
                    task.leaseUntil = world.now + lease(task);
                } else if (task.owner == null
                        || task.leaseUntil < world.now && !world.rules.wrong(Rules.Fault.TASKS_NEVER_TAKEN_OVER)) {
                    task.owner = owner();
                    task.leaseUntil = world.now + lease(task);
                    task.stepSince = world.now;
                    task.ordered = false;
                    go(task, 1);
                }
            }
        }
        replica.mine(100, 700, this::tick);
    }

    private static int lease(Base.Task task) {
        return task.kind == Base.Kind.RECOVER || task.crashed ? URGENT_LEASE : LEASE;
    }

    private String owner() {
        return replica.name + "#" + replica.life;
    }

    private boolean mine(Base.Task task) {
        return owner().equals(task.owner);
    }

    private void go(Base.Task task, int delay) {
        replica.mine(delay, delay + 60, () -> {
            if (!replica.reachesDatabase()) {
                go(task, 500);
            } else if (task.vm.task == task && mine(task) && task.leaseUntil > world.now) {
                step(task);
            }
        });
    }

    private void next(Base.Task task) {
        task.step++;
        task.stepSince = world.now;
        task.ordered = false;
        go(task, 5);
    }

    private void again(Base.Task task, int patience, Runnable give) {
        if (world.now - task.stepSince > patience) {
            give.run();
        } else {
            go(task, 700);
        }
    }

    private void step(Base.Task task) {
        switch (task.kind) {
            case RECOVER -> recover(task);
            case START -> start(task);
            case STOP -> stop(task);
            case MIGRATE -> migrate(task);
        }
    }

    private void close(Base.Task task) {
        if (task.vm.task == task) {
            task.vm.task = null;
        }
        base.tasks.remove(task);
        replica.wake();
    }

    // --- restart elsewhere

    private void recover(Base.Task task) {
        Runnable fail = () -> failRecover(task);
        switch (task.step) {
            case 0 -> search(task, fail);
            case 1 -> define(task, fail);
            default -> on(task, 5_000, fail);
        }
    }

    private void failRecover(Base.Task task) {
        task.vm.failures.add(world.now);
        world.note(task.vm.name + " did not start on h" + task.target);
        close(task);
    }

    private void search(Base.Task task, Runnable fail) {
        var vm = task.vm;
        var running = new ArrayList<UUID>();
        for (var host : base.hosts) {
            var asked = host.state == HostState.UP
                    || host.state == HostState.CONNECTING
                    || host.state == HostState.MAINTENANCE;
            if (asked
                    && replica.answering(host.machine.id)
                    && replica.reaches(host.machine)
                    && host.machine.running.containsKey(vm.number)) {
                running.add(host.machine.id);
            }
        }
        var home = vm.home == 0 ? null : base.host(vm.home);
        var check = world.rules
                .vms()
                .check(
                        home == null ? null : home.machine.id,
                        home == null ? null : home.state,
                        home != null && replica.answering(home.machine.id) && replica.reaches(home.machine),
                        running);
        switch (check.go()) {
            case START -> next(task);
            case STAY -> {
                task.target = (int) check.runsAt().getLeastSignificantBits();
                next(task);
            }
            case ASK_AGAIN -> again(task, 5_000, fail);
            case NO_PROOF -> fail.run();
        }
    }

    private void define(Base.Task task, Runnable fail) {
        var machine = world.machines.get(task.target - 1);
        order(
                machine,
                30,
                300,
                () -> {
                    machine.defined.add(task.vm.number);
                    return true;
                },
                answer -> {
                    if (answer == Answer.DONE) {
                        task.vm.home = task.target;
                        next(task);
                    } else {
                        again(task, 5_000, fail);
                    }
                });
    }

    private void on(Base.Task task, int patience, Runnable fail) {
        var machine = world.machines.get(task.target - 1);
        if (base.host(task.target).state == HostState.FENCED && !world.rules.wrong(Rules.Fault.LOST_TARGET_IGNORED)) {
            fail.run();
            return;
        }
        var there = machine.running.get(task.vm.number);
        if (replica.reaches(machine) && there != null && !there.preserved) {
            started(task, machine);
            return;
        }
        order(
                machine,
                200,
                1_500,
                () -> {
                    if (!world.disks(machine)) {
                        return false;
                    }
                    if (task.vm.lockedUntil > world.now) {
                        world.note("the disk of " + task.vm.name + " is locked");
                        return false;
                    }
                    var left = machine.running.get(task.vm.number);
                    if (left == null || left.preserved) {
                        machine.defined.add(task.vm.number);
                        world.live(machine, task.vm.number);
                    }
                    return true;
                },
                answer -> {
                    if (answer == Answer.DONE
                            || world.rules.wrong(Rules.Fault.COMMAND_IS_SUCCESS) && answer != Answer.UNREACHABLE) {
                        started(task, machine);
                    } else if (answer == Answer.REFUSED) {
                        fail.run();
                    } else {
                        again(task, patience, fail);
                    }
                });
    }

    private void started(Base.Task task, Machine machine) {
        var vm = task.vm;
        if (vm.state == VmState.RECOVERING || vm.state == VmState.STARTING) {
            if (vm.state == VmState.RECOVERING) {
                world.laws.held(vm, machine);
            }
            base.state(vm, VmState.RUNNING, world.now);
            vm.problem = null;
            vm.answer = null;
            vm.preserved = false;
            vm.lostPower = true;
            world.note(vm.name + " runs on " + machine.name);
        }
        close(task);
    }

    // --- ordinary start

    private void start(Base.Task task) {
        Runnable fail = () -> gaveUp(task);
        if (task.cancelled && task.step > 0) {
            fail.run();
            return;
        }
        switch (task.step) {
            case 0 -> choose(task, fail);
            case 1 -> define(task, fail);
            default -> on(task, 30_000, fail);
        }
    }

    /** A crashed guest that was kept in memory must go first. */
    private void clear(Base.Task task, Machine home, Runnable fail) {
        order(
                home,
                50,
                500,
                () -> {
                    var left = home.running.get(task.vm.number);
                    if (left != null && left.preserved) {
                        home.running.remove(task.vm.number);
                        home.wentOff.put(task.vm.number, "CRASHED");
                    }
                    return true;
                },
                answer -> {
                    if (answer == Answer.DONE) {
                        task.vm.preserved = false;
                        go(task, 5);
                    } else {
                        again(task, 30_000, fail);
                    }
                });
    }

    private void choose(Base.Task task, Runnable fail) {
        var vm = task.vm;
        var home = vm.home == 0 ? null : base.host(vm.home);
        if (task.crashed && vm.preserved && home != null && home.state == HostState.UP) {
            clear(task, home.machine, fail);
            return;
        }
        if (home != null && silent(home.state)) {
            fail.run();
            return;
        }
        var other = base.hosts.stream()
                .filter(host -> host.machine.number != vm.home || task.avoid == 0)
                .filter(host -> host.state == HostState.UP && world.freeGib(host.machine.number) >= vm.gib)
                .findFirst();
        var leaves = task.avoid != 0 && other.isPresent();
        if (home != null && home.state == HostState.UP && world.freeGib(vm.home) >= 0 && !leaves) {
            task.target = vm.home;
            next(task);
            return;
        }
        if (other.isEmpty()) {
            fail.run();
            return;
        }
        if (home != null && (home.state == HostState.UP || home.state == HostState.CONNECTING)) {
            if (!replica.reaches(home.machine)) {
                again(task, 30_000, fail);
                return;
            }
            if (home.machine.running.containsKey(vm.number)) {
                fail.run();
                return;
            }
        }
        task.target = other.get().machine.number;
        next(task);
    }

    private void gaveUp(Base.Task task) {
        var vm = task.vm;
        vm.startFailures.add(world.now);
        if (vm.state == VmState.STARTING) {
            var dead = task.target != 0 && base.host(task.target).state == HostState.FENCED;
            base.state(vm, dead && vm.guarded() ? VmState.RECOVERING : VmState.STOPPED, world.now);
        }
        close(task);
    }

    // --- stop

    private void stop(Base.Task task) {
        var vm = task.vm;
        var machine = world.machines.get(vm.home - 1);
        Runnable fail = () -> {
            if (vm.state == VmState.STOPPING) {
                base.state(vm, VmState.RUNNING, world.now);
            }
            close(task);
        };
        if (task.cancelled) {
            fail.run();
            return;
        }
        order(
                machine,
                50,
                500,
                () -> {
                    if (machine.running.remove(vm.number) != null) {
                        machine.wentOff.put(vm.number, "SHUTDOWN");
                    }
                    return true;
                },
                answer -> {
                    if (answer == Answer.DONE) {
                        base.state(vm, VmState.STOPPED, world.now);
                        close(task);
                    } else {
                        again(task, 20_000, fail);
                    }
                });
    }

    // --- live migration

    private void migrate(Base.Task task) {
        var vm = task.vm;
        var source = world.machines.get(task.source - 1);
        var target = world.machines.get(task.target - 1);
        if (task.step == 0) {
            if (task.cancelled) {
                settle(task, source, target);
                return;
            }
            next(task);
            begin(vm, source, target);
        } else {
            settle(task, source, target);
        }
    }

    /** The hosts see to it by themselves, whatever becomes of who asked. */
    private void begin(Base.Vm vm, Machine source, Machine target) {
        if (!replica.reaches(source)) {
            return;
        }
        world.later(1_500, 8_000, () -> {
            var instance = source.running.get(vm.number);
            if (instance != null
                    && !instance.preserved
                    && source.booted(world.now)
                    && target.booted(world.now)
                    && source.network
                    && target.network
                    && !source.frozen
                    && !target.frozen
                    && target.daemon == Machine.Daemon.OK
                    && source.daemon == Machine.Daemon.OK
                    && world.disks(target)
                    && !target.running.containsKey(vm.number)) {
                source.running.remove(vm.number);
                source.defined.remove(vm.number);
                target.defined.add(vm.number);
                world.live(target, vm.number);
            }
        });
    }

    /** Where is it? Only an answer, or a proof that a host is off, tells. */
    private void settle(Base.Task task, Machine source, Machine target) {
        var vm = task.vm;
        var soon = world.now - task.stepSince < 9_000 && !task.cancelled;
        var atTarget = runs(target, vm);
        if (Boolean.TRUE.equals(atTarget)) {
            vm.home = target.number;
            base.state(vm, VmState.RUNNING, world.now);
            close(task);
            return;
        }
        var atSource = runs(source, vm);
        if (soon || atTarget == null || atSource == null || world.now - task.begunAt < 9_000) {
            go(task, 900);
            return;
        }
        if (atSource) {
            base.state(vm, VmState.RUNNING, world.now);
        } else if (base.host(source.number).state == HostState.FENCED && vm.guarded()) {
            base.state(vm, VmState.RECOVERING, world.now);
        } else if (base.host(target.number).state == HostState.FENCED
                && vm.guarded()
                && !source.defined.contains(vm.number)) {
            vm.home = target.number;
            base.state(vm, VmState.RECOVERING, world.now);
        } else {
            base.state(vm, VmState.STOPPED, world.now);
            vm.lostPower = true;
        }
        close(task);
    }

    /** Null when nobody can tell. */
    private Boolean runs(Machine machine, Base.Vm vm) {
        if (base.host(machine.number).state == HostState.FENCED) {
            return false;
        }
        return replica.reaches(machine) ? machine.running.containsKey(vm.number) : null;
    }

    // --- orders to hypervisors

    private void order(
            Machine machine, int least, int most, java.util.function.BooleanSupplier what, Consumer<Answer> then) {
        if (!replica.reaches(machine)) {
            replica.mine(50, 1_200, () -> then.accept(Answer.UNREACHABLE));
            return;
        }
        var lived = replica.life;
        var lost = world.luck(0.02);
        // What is carried out after its deadline is heard of no more.
        var answered = new boolean[1];
        Consumer<Answer> once = answer -> {
            if (!answered[0]) {
                answered[0] = true;
                then.accept(answer);
            }
        };
        world.later(least, most, () -> {
            Runnable carryOut = () -> {
                var done = what.getAsBoolean();
                if (replica.life == lived && !lost && replica.reaches(machine)) {
                    replica.mine(5, 100, () -> once.accept(done ? Answer.DONE : Answer.REFUSED));
                } else if (replica.life == lived) {
                    replica.mine(4_000, 6_000, () -> once.accept(Answer.UNKNOWN));
                }
            };
            if (!machine.booted(world.now) || machine.daemon == Machine.Daemon.DEAD) {
                if (replica.life == lived) {
                    replica.mine(1_000, 5_000, () -> once.accept(Answer.UNKNOWN));
                }
            } else if (machine.frozen || machine.daemon == Machine.Daemon.HUNG) {
                machine.waiting.add(carryOut);
                if (replica.life == lived) {
                    replica.mine(5_000, 6_000, () -> once.accept(Answer.UNKNOWN));
                }
            } else {
                carryOut.run();
            }
        });
    }

    static boolean silent(HostState state) {
        return state == HostState.SUSPECT || state == HostState.LOST || state == HostState.FENCING;
    }
}
