package io.everup.ha.chaos;

import io.everup.ha.core.Findings;
import io.everup.ha.core.Leader;
import io.everup.ha.core.Power;
import io.everup.ha.core.Records;
import io.everup.ha.core.Senses;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** One start after another of a portal: its links to hosts, its questions, its look at everything each second. */
final class Replica implements Senses {

    /** It was killed in the middle of something. */
    static final class Killed extends RuntimeException {
        Killed() {
            super("killed", null, false, false);
        }
    }

    /** The database doesn't answer it. */
    static final class NoDatabase extends RuntimeException {
        NoDatabase() {
            super("no database", null, false, false);
        }
    }

    final World world;
    final String name;
    boolean alive;
    /** Whose events those of an earlier life are not. */
    int life;

    boolean database = true;
    boolean network = true;
    private final boolean[] answering;
    private final boolean[] missing;
    /** Whether a knock would have been answered when that was looked at last. */
    private final boolean[] reached;

    private final long[] lastAnswer;
    private final Findings[] findings;
    private long heldEpoch = -1;
    private long heldUntil = -1;
    private boolean looking;
    private boolean woken;
    private long startedAt;
    /** It stands still: its heart, too. */
    private boolean stalled;

    private Leader leader;
    Worker worker;
    private Observer observer;

    Replica(World world, String name) {
        this.world = world;
        this.name = name;
        var hosts = world.machines.size();
        answering = new boolean[hosts];
        missing = new boolean[hosts];
        lastAnswer = new long[hosts];
        reached = new boolean[hosts];
        findings = new Findings[hosts];
    }

    // --- life

    void start() {
        if (alive) {
            return;
        }
        alive = true;
        life++;
        startedAt = world.now;
        looking = false;
        woken = false;
        heldUntil = -1;
        Arrays.fill(answering, false);
        Arrays.fill(missing, false);
        Arrays.fill(lastAnswer, -1);
        Arrays.fill(findings, Findings.NONE);
        leader = new Leader(new Rows(world, this), this, world.rules.hosts(), world.rules.vms());
        worker = new Worker(world, this);
        observer = new Observer(world, this);
        mine(50, 900, this::beat);
        mine(100, 950, this::tick);
        mine(100, 600, worker::tick);
        mine(2_000, 5_000, observer::poll);
        listen();
    }

    void kill() {
        alive = false;
        life++;
    }

    /** Does something later, unless this life is over by then. */
    void mine(int least, int most, Runnable what) {
        var then = life;
        world.later(least, most, () -> {
            if (life == then) {
                what.run();
            }
        });
    }

    boolean reachesDatabase() {
        return alive && database && world.base.up;
    }

    void requireDatabase() {
        if (!reachesDatabase()) {
            throw new NoDatabase();
        }
    }

    /** Now and then a replica stands still before it writes. */
    void maybeStall() {
        if (world.mayStall() && world.luck(0.02)) {
            var then = life;
            stalled = true;
            world.run(world.now + world.chance.nextInt(10, 9_000));
            stalled = false;
            if (life != then) {
                throw new Killed();
            }
        }
    }

    private void beat() {
        if (reachesDatabase() && !stalled) {
            world.base.signed.put(name, world.now);
            world.base.sights.put(name, answering.clone());
            renew();
        }
        mine(950, 1_050, this::beat);
    }

    private void renew() {
        var base = world.base;
        var mine = name.equals(base.leader + "") && sameLife();
        var free =
                base.leaseUntil < world.now && !world.rules.wrong(Rules.Fault.LEASE_NEVER_ENDS) || base.leader == null;
        if (mine || free) {
            if (!mine || base.leaseUntil < world.now) {
                world.ledSince = world.now;
            }
            if (!mine) {
                base.epoch++;
                base.leader = name;
                leaderLife = life;
                world.note(name + " leads");
            }
            base.leaseUntil = world.now + 3_000;
            heldEpoch = base.epoch;
            heldUntil = world.now + 3_000;
        } else {
            heldUntil = -1;
        }
    }

    private int leaderLife = -1;

    /** A replica that was started anew is another owner. */
    private boolean sameLife() {
        return leaderLife == life;
    }

    private void tick() {
        look();
        mine(950, 1_050, this::tick);
    }

    void wake() {
        if (alive && !woken) {
            woken = true;
            mine(1, 15, () -> {
                woken = false;
                look();
            });
        }
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        var then = life;
        try {
            for (var times = 0; times < 20 && world.now < heldUntil; times++) {
                if (!leader.look(heldEpoch, world.instant())) {
                    break;
                }
            }
        } catch (Killed | NoDatabase | Records.NotLeader e) {
            // as in life: it is looked again, by whoever leads then
        } finally {
            if (life == then) {
                looking = false;
            }
        }
    }

    // --- links

    boolean reaches(Machine machine) {
        return alive
                && network
                && machine.answers(world.now)
                && (!world.rules.wrong(Rules.Fault.STORAGE_LOSS_IS_SILENCE) || world.disks(machine));
    }

    /** Notices, a little later, what has changed. */
    void listen() {
        if (!alive) {
            return;
        }
        for (var machine : world.machines) {
            var now = reaches(machine);
            if (now && !answering[machine.number - 1]) {
                mine(200, 1_400, () -> knockAt(machine));
            } else if (!now && !missing[machine.number - 1]) {
                if (reached[machine.number - 1]) {
                    lastAnswer[machine.number - 1] = world.now;
                }
                mine(100, 2_600, () -> knockAt(machine));
            }
            reached[machine.number - 1] = now;
        }
    }

    private void knockAt(Machine machine) {
        var host = machine.number - 1;
        if (reaches(machine)) {
            if (!answering[host]) {
                answering[host] = true;
                missing[host] = false;
                lastAnswer[host] = world.now;
                sight();
                observer.takeStock(machine);
            }
        } else if (!missing[host]) {
            answering[host] = false;
            missing[host] = true;
            sight();
            wake();
        }
    }

    private void sight() {
        if (reachesDatabase()) {
            world.base.sights.put(name, answering.clone());
        }
    }

    private static int index(UUID host) {
        return (int) host.getLeastSignificantBits() - 1;
    }

    @Override
    public boolean answering(UUID host) {
        return answering[index(host)];
    }

    @Override
    public Instant since() {
        return World.instant(startedAt);
    }

    @Override
    public boolean missing(UUID host) {
        return missing[index(host)];
    }

    @Override
    public Instant lastAnswer(UUID host) {
        return World.instant(lastAnswer[index(host)]);
    }

    @Override
    public String problem(UUID host) {
        return "It gave no answer.";
    }

    @Override
    public Findings findings(UUID host) {
        return findings[index(host)];
    }

    @Override
    public void compareAgain(UUID host) {
        mine(5, 100, () -> observer.takeStock(world.machines.get(index(host))));
    }

    // --- questions

    @Override
    public void askPower(UUID host) {
        var i = index(host);
        if (findings[i].asking()) {
            return;
        }
        var machine = world.machines.get(i);
        findings[i] = findings[i].begin(world.instant());
        var boards = machine.board == Machine.Device.NONE ? 0 : 1;
        findings[i] = findings[i].withDevices(devices(boards, machine.outlets.length));
        var left = new int[] {boards + machine.outlets.length};
        if (left[0] == 0) {
            findings[i] = findings[i].end();
        }
        if (boards == 1) {
            answer(machine, left, machine.boardNow(), () -> new Power("board", 1, machine.powered, "said"), 1);
        }
        for (var outlet = 0; outlet < machine.outlets.length; outlet++) {
            var number = outlet;
            answer(
                    machine,
                    left,
                    machine.outletDevices[outlet],
                    () -> new Power("outlet-" + number, 2, machine.outlets[number] && !machine.dark, "said"),
                    2);
        }
    }

    /** How many there are on each level. */
    private static Map<Integer, Integer> devices(int boards, int outlets) {
        var devices = new java.util.TreeMap<Integer, Integer>();
        if (boards > 0) {
            devices.put(1, boards);
        }
        if (outlets > 0) {
            devices.put(2, outlets);
        }
        return devices;
    }

    private void answer(
            Machine machine, int[] left, Machine.Device device, java.util.function.Supplier<Power> says, int level) {
        Consumer<Power> then = power -> {
            var i = machine.number - 1;
            findings[i] = findings[i].with(power);
            if (--left[0] == 0) {
                findings[i] = findings[i].end();
            }
            wake();
        };
        switch (device) {
            case OK, STUCK, LOSES -> mine(80, 400, () -> then.accept(says.get()));
            case SLOW -> mine(3_000, 5_500, () -> then.accept(says.get()));
            case MUTE -> mine(5_900, 6_100, () -> then.accept(new Power("device", level, null, "no answer")));
            case NONE -> throw new IllegalStateException("Nobody asks a device that isn't there.");
            case REFUSES -> mine(100, 400, () -> then.accept(new Power("device", level, null, "login refused")));
        }
    }

    @Override
    public void knock(UUID host) {
        var i = index(host);
        findings[i] = findings[i].knock();
        mine(50, 1_400, () -> {
            findings[i] = findings[i].withAlive(
                    network
                            && world.machines.get(i).pings(world.now)
                            && (!world.rules.wrong(Rules.Fault.STORAGE_LOSS_IS_SILENCE)
                                    || world.disks(world.machines.get(i))),
                    world.instant());
            wake();
        });
    }

    @Override
    public void switchOff(UUID host, UUID failover) {
        var i = index(host);
        var before = findings[i].off();
        if (before != null && before.endedAt() == null && before.failover().equals(failover)) {
            return;
        }
        var failures = before != null && before.failover().equals(failover) ? before.failures() : 0;
        var begun = world.instant();
        findings[i] = findings[i].withOff(new Findings.SwitchOff(failover, begun, null, false, "", failures));
        world.note(name + " fences " + world.machines.get(i).name);
        world.machines.get(i).fenced = true;
        var machine = world.machines.get(i);
        Consumer<Boolean> end = seen -> {
            findings[i] = findings[i].withOff(new Findings.SwitchOff(
                    failover,
                    begun,
                    world.instant(),
                    seen,
                    seen ? "Switched off and seen off." : "No device could.",
                    seen ? 0 : failures + 1));
            wake();
        };
        board(machine, seen -> {
            if (seen || machine.outlets.length == 0) {
                end.accept(seen);
            } else {
                strip(machine, end);
            }
        });
    }

    /** Orders reach the device whatever becomes of who gave them; answers don't. */
    private void board(Machine machine, Consumer<Boolean> end) {
        var device = machine.boardNow();
        Runnable off = () -> world.powerOff(machine);
        switch (device) {
            case OK -> obey(off, 200, 1_500, () -> end.accept(!machine.powered));
            case SLOW -> obey(off, 3_500, 8_000, () -> end.accept(!machine.powered));
            case LOSES -> obey(off, 200, 1_500, () -> mine(10_000, 11_000, () -> end.accept(false)));
            case STUCK -> {
                var lies = world.rules.wrong(Rules.Fault.OFF_UNVERIFIED);
                mine(lies ? 300 : 11_800, lies ? 1_000 : 12_200, () -> end.accept(lies));
            }
            case MUTE -> mine(2_900, 3_200, () -> end.accept(false));
            case NONE, REFUSES -> mine(100, 400, () -> end.accept(false));
        }
    }

    private void strip(Machine machine, Consumer<Boolean> end) {
        var obeys = Arrays.stream(machine.outletDevices)
                .allMatch(device -> device == Machine.Device.OK || device == Machine.Device.SLOW);
        Runnable off = () -> {
            for (var outlet = 0; outlet < machine.outlets.length; outlet++) {
                var device = machine.outletDevices[outlet];
                machine.outlets[outlet] = machine.outlets[outlet]
                        && (device == Machine.Device.MUTE
                                || device == Machine.Device.REFUSES
                                || device == Machine.Device.STUCK);
            }
            if (!machine.feeds()) {
                world.powerOff(machine);
            }
        };
        obey(
                off,
                500,
                3_000,
                () -> mine(obeys ? 200 : 8_000, obeys ? 500 : 12_000, () -> end.accept(obeys && !machine.powered)));
    }

    private void obey(Runnable order, int least, int most, Runnable then) {
        var lived = life;
        world.later(least, most, () -> {
            order.run();
            if (life == lived) {
                mine(80, 300, then);
            }
        });
    }
}
