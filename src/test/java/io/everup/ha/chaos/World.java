package io.everup.ha.chaos;

import io.everup.vm.Protection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;

/** A pool of hosts, its database and its portal replicas; time jumps from one happening to the next. */
final class World {

    /** How large a world is. @param supplies power strip outlets per host; 0 for a board alone */
    record Size(int hosts, int vms, int replicas, int supplies, int memoryGib) {}

    final Size size;
    final Rules rules;
    final SplittableRandom chance;
    final Base base = new Base();
    final List<Machine> machines = new ArrayList<>();
    final List<Replica> replicas = new ArrayList<>();
    final Laws laws;
    final Guests guests = new Guests(this);
    final List<String> log = new ArrayList<>();
    final boolean keepsLog;
    boolean storage = true;
    long now;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long order;
    private int failovers;
    private int tasks;
    private int depth;
    long ledSince;

    private record Event(long when, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return when != other.when ? Long.compare(when, other.when) : Long.compare(order, other.order);
        }
    }

    World(Size size, long seed, Rules rules, boolean keepsLog) {
        this.size = size;
        this.rules = rules;
        this.chance = new SplittableRandom(seed);
        this.keepsLog = keepsLog;
        this.laws = new Laws(this);
        for (var i = 1; i <= size.hosts(); i++) {
            var machine = new Machine(i, size.supplies());
            machines.add(machine);
            base.hosts.add(new Base.Host(machine));
        }
        for (var i = 1; i <= size.vms(); i++) {
            var vm = new Base.Vm(i);
            vm.home = 1 + (i - 1) % size.hosts();
            vm.priority = 50 + i % 3 * 10;
            base.vms.add(vm);
            var machine = machines.get(vm.home - 1);
            machine.defined.add(i);
            machine.running.put(i, new Machine.Instance(0));
        }
        for (var i = 1; i <= size.replicas(); i++) {
            var replica = new Replica(this, "p" + i);
            replicas.add(replica);
            replica.start();
        }
    }

    // --- time

    Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    static Instant instant(long millis) {
        return millis < 0 ? null : Instant.ofEpochMilli(millis);
    }

    void at(long when, Runnable what) {
        queue.add(new Event(Math.max(when, now), order++, what));
    }

    void later(int least, int most, Runnable what) {
        at(now + chance.nextInt(least, most + 1), what);
    }

    boolean luck(double share) {
        return chance.nextDouble() < share;
    }

    void run(long until) {
        depth++;
        while (!queue.isEmpty() && queue.peek().when() <= until && laws.broken() == null) {
            var next = queue.poll();
            now = Math.max(now, next.when());
            next.what().run();
        }
        now = Math.max(now, until);
        depth--;
    }

    /** A replica that stands still in the middle of something, while the world goes on. */
    boolean mayStall() {
        return depth < 3;
    }

    /** Says a line of the script as soon as something is noted, once. */
    void when(String noted, String line) {
        triggers.add(new Trigger(noted, line));
    }

    private record Trigger(String noted, String line) {}

    private final List<Trigger> triggers = new ArrayList<>();

    private final List<String> saying = new ArrayList<>();

    /** Says what is due, after one write and before the next. */
    void sayDue() {
        while (!saying.isEmpty()) {
            Script.say(this, saying.remove(0));
        }
    }

    void note(String what) {
        if (!triggers.isEmpty() && !what.startsWith("---")) {
            var due = triggers.stream()
                    .filter(trigger -> what.contains(trigger.noted()))
                    .toList();
            triggers.removeAll(due);
            due.forEach(trigger -> saying.add(trigger.line()));
            at(now, this::sayDue);
        }
        if (keepsLog) {
            log.add(String.format(Locale.ROOT, "t=%.1f %s", now / 1000.0, what));
        }
    }

    UUID nextFailover() {
        return new UUID(3, ++failovers);
    }

    Base.Task task(Base.Kind kind, Base.Vm vm, int target) {
        var task = new Base.Task(++tasks, kind, vm, target, now);
        vm.task = task;
        base.tasks.add(task);
        return task;
    }

    // --- power and wires

    void powerOff(Machine machine) {
        if (!machine.powered) {
            return;
        }
        machine.powered = false;
        machine.running.keySet().forEach(vm -> machine.wentOff.put(vm, "LOST"));
        machine.running.clear();
        machine.daemon = Machine.Daemon.OK;
        machine.frozen = false;
        machine.waiting.clear();
        changed();
    }

    void powerOn(Machine machine) {
        if (machine.powered || !machine.feeds()) {
            return;
        }
        machine.powered = true;
        machine.lastOnAt = now;
        machine.bootedAt = now + chance.nextInt(3_000, 9_000);
        at(machine.bootedAt, () -> {
            if (machine.booted(now)) {
                machine.defined.stream()
                        .filter(machine.autostarts::contains)
                        .toList()
                        .forEach(vm -> live(machine, vm));
            }
            changed();
        });
    }

    /** What hosts and replicas hear of each other may be different from now on. */
    void changed() {
        machines.forEach(machine -> machine.note(now));
        replicas.forEach(Replica::listen);
    }

    /** Whether a host sees the disks of its VMs. */
    boolean disks(Machine machine) {
        return storage && machine.storage;
    }

    void storageChanged() {
        for (var machine : machines) {
            machine.running.values().forEach(instance -> instance.paused = instance.paused || !disks(machine));
        }
    }

    /** A VM comes to life on a host. */
    void live(Machine machine, int vm) {
        machine.running.put(vm, new Machine.Instance(now));
        machine.wentOff.remove(vm);
        laws.living(base.vms.get(vm - 1));
        guests.came(machine, vm);
    }

    /** The hosts on which it is in memory. */
    List<Machine> runningOn(int vm) {
        return machines.stream()
                .filter(machine -> machine.running.containsKey(vm))
                .toList();
    }

    int freeGib(int host) {
        var used = base.vms.stream()
                .filter(vm -> promisedTo(vm) == host && takesRoom(vm))
                .mapToInt(vm -> vm.gib)
                .sum();
        return size.memoryGib() - used;
    }

    /** A VM that is being restarted takes room where it is going to be. */
    private static int promisedTo(Base.Vm vm) {
        return vm.state == io.everup.vm.VmState.RECOVERING && vm.task != null ? vm.task.target : vm.home;
    }

    /** How long the present leader has led without a break. */
    long ledFor() {
        return base.up && now < base.leaseUntil ? now - ledSince : 0;
    }

    boolean heard(Base.Host host) {
        return replicas.stream().anyMatch(replica -> replica.alive && replica.answering(host.machine.id));
    }

    static boolean takesRoom(Base.Vm vm) {
        return switch (vm.state) {
            case STARTING, RUNNING, PAUSED, STOPPING, MIGRATING -> true;
            case RECOVERING -> vm.task != null;
            default -> false;
        };
    }

    static boolean guarded(Base.Vm vm) {
        return vm.protection != Protection.OFF && vm.wantedOn;
    }
}
