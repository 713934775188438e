package io.everup.ha.chaos;

import io.everup.ha.core.CrashRow;
import io.everup.ha.core.HaRules;
import io.everup.ha.core.HostRow;
import io.everup.ha.core.PoolRow;
import io.everup.ha.core.Records;
import io.everup.ha.core.RestartOrder;
import io.everup.ha.core.StartAfter;
import io.everup.ha.core.StartGate;
import io.everup.ha.core.VmRow;
import io.everup.ha.core.VmRules;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.placement.Demand;
import io.everup.placement.HostOffer;
import io.everup.placement.Move;
import io.everup.placement.PlacementPolicy;
import io.everup.shared.Bytes;
import io.everup.vm.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** One replica's access to the database's rows; what {@code SqlRecords} promises, in memory. */
final class Rows implements Records {

    private static final UUID POOL = new UUID(9, 1);
    private static final UUID DISKS = new UUID(9, 2);

    private final World world;
    private final Base base;
    private final Replica replica;

    Rows(World world, Replica replica) {
        this.world = world;
        this.base = world.base;
        this.replica = replica;
    }

    @Override
    public List<PoolRow> pools(Instant now) {
        replica.requireDatabase();
        return List.of(new PoolRow(
                POOL,
                disarmed(),
                base.fenceAfter < 0 ? null : Duration.ofMillis(base.fenceAfter),
                base.hosts.stream().map(this::row).toList()));
    }

    private String disarmed() {
        var disarmed = base.disarmed != null
                && world.now < base.disarmedUntil
                && !world.rules.wrong(Rules.Fault.DISARM_IGNORED);
        return disarmed ? base.disarmed : null;
    }

    private HostRow row(Base.Host host) {
        var open = host.open;
        var silent = host.state == HostState.SUSPECT
                || host.state == HostState.LOST
                || host.state == HostState.FENCING
                || host.state == HostState.FENCED;
        var settled = host.state == HostState.FENCED && host.stateSince < base.armedAt;
        return new HostRow(
                host.machine.id,
                host.machine.name,
                host.state,
                host.problem,
                heardElsewhere(host.machine),
                (int) base.vms.stream()
                        .filter(vm -> vm.home == host.machine.number && guarded(vm) && vm.state != VmState.STOPPED)
                        .count(),
                host.silentSince < 0
                        ? null
                        : new HostRow.Silence(
                                World.instant(settled ? host.silentSince : armed(host.silentSince)),
                                silent ? null : World.instant(host.stateSince),
                                base.diedAt(host) < 0
                                        ? null
                                        : World.instant(settled ? base.diedAt(host) : armed(base.diedAt(host))),
                                settled),
                open == null
                        ? null
                        : new HostRow.Case(
                                open.id,
                                World.instant(open.suspectedAt),
                                World.instant(armed(open.suspectedAt)),
                                World.instant(open.fencingAt),
                                open.ordered,
                                open.proof != null,
                                open.advice));
    }

    private long armed(long at) {
        return Math.max(at, base.armedAt);
    }

    private boolean guarded(Base.Vm vm) {
        return vm.guarded() || world.rules.wrong(Rules.Fault.WISH_IGNORED);
    }

    private boolean heardElsewhere(Machine machine) {
        return base.signed.entrySet().stream()
                .filter(other -> !other.getKey().equals(replica.name) && world.now - other.getValue() < 4_000)
                .anyMatch(other -> base.sights.get(other.getKey())[machine.number - 1]);
    }

    @Override
    public List<VmRow> victims() {
        replica.requireDatabase();
        return base.vms.stream()
                .filter(vm -> vm.state == VmState.RECOVERING || stateOf(vm.home) == HostState.FENCED)
                .filter(vm -> vm.failures.isEmpty() || !world.rules.wrong(Rules.Fault.NO_RETRY))
                .map(this::row)
                .toList();
    }

    @Override
    public List<VmRow> fallen() {
        replica.requireDatabase();
        return base.vms.stream()
                .filter(vm -> vm.state == VmState.STOPPED && guarded(vm) && vm.answer == null)
                .map(this::row)
                .toList();
    }

    @Override
    public List<CrashRow> crashed(Instant now) {
        replica.requireDatabase();
        base.vms.stream().filter(this::shutDownSince).forEach(vm -> {
            vm.wantedOn = false;
            vm.answer = null;
            world.note(vm.name + " ran again and was shut down");
        });
        return base.vms.stream()
                .filter(this::guarded)
                .filter(vm -> vm.state == VmState.STOPPED && (!vm.lostPower || vm.answer != null)
                        || vm.state == VmState.PAUSED && vm.preserved)
                .map(this::crash)
                .toList();
    }

    private boolean shutDownSince(Base.Vm vm) {
        return !world.rules.wrong(Rules.Fault.UNSEEN_REPEATED)
                && vm.answer == CrashRow.Answer.RESTART
                && vm.state == VmState.STOPPED
                && vm.lookedAt > vm.stateSince
                && "SHUTDOWN".equals(vm.offBecause);
    }

    private CrashRow crash(Base.Vm vm) {
        var since = vm.stateSince - vm.crashPolicy.within().toMillis();
        return new CrashRow(
                row(vm),
                World.instant(vm.stateSince),
                vm.state == VmState.PAUSED,
                vm.crashPolicy,
                (int) vm.restarts.stream().filter(at -> at > since).count(),
                vm.answer,
                vm.lookedAt > vm.stateSince || world.rules.wrong(Rules.Fault.UNSEEN_REPEATED),
                disarmed());
    }

    @Override
    public boolean care(long epoch, CrashRow row, VmRules.Care care, Instant now) {
        return inOneGo(epoch, () -> {
            var vm = base.vm(row.vm().id());
            if (vm.state != row.vm().state()
                    || vm.task != null
                    || !guarded(vm)
                    || vm.home == 0
                    || !base.host(vm.home).machine.id.equals(row.vm().home())) {
                return false;
            }
            if (care == VmRules.Care.LEAVE) {
                vm.answer = CrashRow.Answer.LEAVE;
                vm.leftUnder = vm.crashPolicy;
                world.note(vm.name + " is left down after it crashed");
                return true;
            }
            restartCrashed(vm, row);
            return true;
        });
    }

    private void restartCrashed(Base.Vm vm, CrashRow row) {
        if (row.answer() == null) {
            vm.answer = CrashRow.Answer.RESTART;
            vm.restarts.add(world.now);
        }
        base.state(vm, VmState.STARTING, world.now);
        var task = world.task(Base.Kind.START, vm, 0);
        task.crashed = true;
        task.avoid = row.answer() != null && row.vm().failures() > 0 ? vm.home : 0;
        world.note(vm.name + " restarts after it crashed");
        world.laws.restarted(vm);
        world.guests.restarted(vm, row.answer() != null);
    }

    private HostState stateOf(int host) {
        return host == 0 ? null : base.host(host).state;
    }

    private VmRow row(Base.Vm vm) {
        var recent = (vm.state == VmState.STOPPED ? vm.startFailures : vm.failures)
                .stream().filter(at -> world.now - at < 600_000).toList();
        return new VmRow(
                vm.id,
                vm.name,
                POOL,
                vm.state,
                vm.home == 0 ? null : base.host(vm.home).machine.id,
                stateOf(vm.home),
                vm.protection,
                vm.priority,
                vm.wantedOn || world.rules.wrong(Rules.Fault.WISH_IGNORED),
                vm.lostPower,
                World.instant(vm.stateSince),
                vm.task == null || world.rules.wrong(Rules.Fault.RESTART_FORGETS)
                        ? null
                        : new VmRow.Holder(vm.task.target == 0 ? null : base.host(vm.task.target).machine.id),
                recent.size(),
                recent.isEmpty() ? null : World.instant(recent.get(recent.size() - 1)),
                vm.problem);
    }

    @Override
    public List<HostOffer> offers(UUID pool) {
        replica.requireDatabase();
        return base.hosts.stream()
                .map(host -> new HostOffer(
                        host.machine.id,
                        host.machine.name,
                        host.state == HostState.UP ? null : "is " + host.state,
                        64,
                        0,
                        world.size.memoryGib() * Bytes.GIB,
                        (world.size.memoryGib() - world.freeGib(host.machine.number)) * Bytes.GIB,
                        -1,
                        Double.NaN,
                        null,
                        null,
                        world.disks(host.machine) ? Set.of(DISKS) : Set.of(),
                        Set.of(),
                        0,
                        null,
                        Map.of()))
                .toList();
    }

    @Override
    public PlacementPolicy policy(UUID pool) {
        return PlacementPolicy.DEFAULT;
    }

    @Override
    public Map<UUID, Demand> demands(Collection<UUID> vms) {
        replica.requireDatabase();
        var demands = new HashMap<UUID, Demand>();
        vms.forEach(id -> {
            var vm = base.vm(id);
            demands.put(
                    id,
                    new Demand(
                            id,
                            vm.name,
                            1,
                            vm.gib * Bytes.GIB,
                            null,
                            null,
                            Map.of(DISKS, "disks"),
                            Map.of(),
                            null,
                            List.of()));
        });
        return demands;
    }

    // --- changes

    private boolean inOneGo(long epoch, BooleanSupplier what) {
        replica.maybeStall();
        replica.requireDatabase();
        var present = base.epoch == epoch && replica.name.equals(base.leader);
        if (!present && !world.rules.wrong(Rules.Fault.EPOCH_UNCHECKED)) {
            throw new NotLeader();
        }
        var done = what.getAsBoolean();
        if (done) {
            world.laws.written(replica, epoch);
            world.sayDue();
        }
        return done;
    }

    private boolean holds(HostRow row) {
        var host = base.host(row.id());
        return host.state == row.state()
                && (row.open() == null
                        || host.open != null && host.open.id.equals(row.open().id()));
    }

    @Override
    public boolean suspect(long epoch, HostRow row, Instant silentAt, String cause, Instant now) {
        return inOneGo(epoch, () -> {
            if (!holds(row)) {
                return false;
            }
            var host = base.host(row.id());
            if (!row.silent()) {
                base.signal(host, HostState.SUSPECT, cause, world.now);
            }
            if (host.open != null && host.open.proof != null) {
                end(host.open);
            }
            if (host.open == null) {
                host.silentSince = world.now;
                host.open = new Base.Failover(
                        world.nextFailover(), host, epoch, silentAt == null ? 0 : silentAt.toEpochMilli(), world.now);
                base.failovers.add(host.open);
            }
            world.note(host.machine.name + " suspect");
            return true;
        });
    }

    @Override
    public void note(HostRow host, String stage, String text, Instant now) {
        replica.requireDatabase();
    }

    @Override
    public void evidence(HostRow host, String stage, HaRules.Facts facts, Instant now) {
        replica.requireDatabase();
    }

    @Override
    public boolean trust(long epoch, HostRow row, String why, Instant now) {
        return inOneGo(epoch, () -> {
            if (!holds(row)) {
                return false;
            }
            var host = base.host(row.id());
            base.signal(host, row.state() == HostState.SUSPECT ? HostState.UP : HostState.CONNECTING, null, world.now);
            end(host.open);
            world.note(host.machine.name + " trusted");
            return true;
        });
    }

    private void end(Base.Failover failover) {
        failover.endedAt = world.now;
        if (failover.host.open == failover) {
            failover.host.open = null;
        }
    }

    @Override
    public boolean fencing(long epoch, HostRow row, String why, Instant now) {
        return inOneGo(epoch, () -> {
            if (!holds(row)) {
                return false;
            }
            var host = base.host(row.id());
            if (row.state() != HostState.FENCING) {
                base.signal(host, HostState.FENCING, why, world.now);
                host.open.fencingAt = now.toEpochMilli();
                world.note(host.machine.name + " fencing");
                world.laws.fenced(host.open);
            }
            return true;
        });
    }

    @Override
    public boolean lose(long epoch, HostRow row, String why, String advice, Instant now) {
        var problem = why + " " + advice;
        if (row.state() == HostState.LOST
                && problem.equals(row.problem())
                && advice.equals(row.open().advice())) {
            return false;
        }
        return inOneGo(epoch, () -> {
            if (!holds(row)) {
                return false;
            }
            var host = base.host(row.id());
            base.signal(host, HostState.LOST, problem, world.now);
            host.open.advice = advice;
            world.note(host.machine.name + " lost: " + why);
            return true;
        });
    }

    @Override
    public boolean prove(long epoch, HostRow row, HostSignal signal, String text, Instant now) {
        return inOneGo(epoch, () -> {
            var host = base.host(row.id());
            if (!holds(row) || host.open.proof != null) {
                return false;
            }
            base.signal(host, HostState.FENCED, text, world.now);
            host.open.proof = signal.name();
            host.open.provenAt = world.now;
            world.note(host.machine.name + " proven off (" + signal + ")");
            world.laws.proven(host.open, false);
            return true;
        });
    }

    @Override
    public boolean settle(long epoch, VmRow row, VmRules.Fate fate, Instant now) {
        var done = inOneGo(epoch, () -> {
            var vm = base.vm(row.id());
            if (vm.home == 0
                    || !base.host(vm.home).machine.id.equals(row.home())
                    || base.host(vm.home).state != HostState.FENCED) {
                return false;
            }
            switch (fate) {
                case END_TASK -> {
                    if (vm.task == null) {
                        return false;
                    }
                    vm.task.cancelled = true;
                }
                case RECOVER -> {
                    if (vm.state == VmState.STOPPED || vm.state == VmState.RECOVERING) {
                        return false;
                    }
                    base.state(vm, VmState.RECOVERING, world.now);
                    vm.failover = base.host(vm.home).open;
                    world.note(vm.name + " recovering");
                }
                case OFF -> {
                    if (vm.state == VmState.STOPPED || vm.state == VmState.RECOVERING || vm.task != null) {
                        return false;
                    }
                    base.state(vm, VmState.STOPPED, world.now);
                    vm.lostPower = true;
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
        return done && fate != VmRules.Fate.END_TASK;
    }

    private boolean waits(VmRow row) {
        var vm = base.vm(row.id());
        return vm.state == VmState.RECOVERING
                && (vm.home == 0
                        ? row.home() == null
                        : base.host(vm.home).machine.id.equals(row.home()))
                && vm.task == null;
    }

    @Override
    public boolean begin(long epoch, VmRow row, Move move, Instant now) {
        return inOneGo(epoch, () -> {
            if (!waits(row)
                    && !(world.rules.wrong(Rules.Fault.RESTART_FORGETS)
                            && base.vm(row.id()).state == VmState.RECOVERING)) {
                return false;
            }
            var vm = base.vm(row.id());
            var target = (int) move.target().getLeastSignificantBits();
            world.task(Base.Kind.RECOVER, vm, target);
            world.note(vm.name + " restarts on h" + target);
            world.laws.restarted(vm);
            world.laws.placed(world.machines.get(target - 1));
            return true;
        });
    }

    @Override
    public boolean leaveOut(long epoch, VmRow row, RestartOrder.Turn turn, Instant now) {
        if (turn.why().equals(row.problem())) {
            return false;
        }
        return inOneGo(epoch, () -> {
            if (!waits(row)) {
                return false;
            }
            base.vm(row.id()).problem = turn.why();
            return true;
        });
    }

    @Override
    public List<RestartOrder.Turn> turns(List<RestartOrder.Waiting> waiting, Instant now) {
        var afters = new ArrayList<StartAfter>();
        var firsts = new ArrayList<RestartOrder.First>();
        for (var one : waiting) {
            var vm = base.vm(one.vm());
            if (vm.after > 0 && !world.rules.wrong(Rules.Fault.ORDER_IGNORED)) {
                var first = base.vms.get(vm.after - 1);
                afters.add(new StartAfter(vm.id, first.id, StartGate.RUNNING, Duration.ofSeconds(60)));
                firsts.add(new RestartOrder.First(
                        first.id,
                        first.name,
                        standing(first),
                        first.state == VmState.RUNNING ? World.instant(first.stateSince) : null,
                        null));
            }
        }
        var starts = base.vms.stream()
                .filter(vm -> vm.task != null && vm.task.kind == Base.Kind.RECOVER)
                .map(vm -> new RestartOrder.Start(vm.id, base.host(vm.task.target).machine.id))
                .toList();
        return RestartOrder.decide(
                new RestartOrder.Facts(waiting, afters, firsts, starts), RestartOrder.Limits.DEFAULT, now);
    }

    private RestartOrder.Standing standing(Base.Vm vm) {
        var silent = vm.home != 0
                && (Worker.silent(base.host(vm.home).state) || base.host(vm.home).state == HostState.FENCED);
        return switch (vm.state) {
            case RUNNING, PAUSED, MIGRATING -> silent ? RestartOrder.Standing.WAITING : RestartOrder.Standing.RUNNING;
            case STARTING -> RestartOrder.Standing.STARTING;
            case RECOVERING -> RestartOrder.Standing.WAITING;
            default -> RestartOrder.Standing.OFF;
        };
    }

    @Override
    public void placed(long epoch, List<VmRow> waiting, int found, Instant now) {
        replica.requireDatabase();
    }

    @Override
    public boolean restart(long epoch, VmRow row, Instant now) {
        return inOneGo(epoch, () -> {
            var vm = base.vm(row.id());
            if (vm.state != VmState.STOPPED
                    || vm.task != null
                    || !guarded(vm)
                    || vm.home == 0
                    || !base.host(vm.home).machine.id.equals(row.home())) {
                return false;
            }
            base.state(vm, VmState.STARTING, world.now);
            world.task(Base.Kind.START, vm, 0);
            world.note(vm.name + " restarts after it lost its power");
            world.laws.restarted(vm);
            return true;
        });
    }

    @Override
    public void finish(long epoch, Instant now) {
        replica.requireDatabase();
        for (var failover : List.copyOf(base.failovers)) {
            if (failover.endedAt >= 0) {
                continue;
            }
            var state = failover.host.state;
            var owed = base.vms.stream()
                    .anyMatch(vm -> vm.state == VmState.RECOVERING && vm.failover == failover
                            || vm.home == failover.host.machine.number
                                    && (vm.state == VmState.RECOVERING
                                            || state == HostState.FENCED && vm.state != VmState.STOPPED));
            if (failover.proof != null && !owed) {
                end(failover);
                world.note(failover.host.machine.name + " done");
            } else if (failover.proof == null && (state == HostState.UP || state == HostState.CONNECTING)) {
                end(failover);
            }
        }
    }
}
