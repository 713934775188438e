package io.everup.maintenance;

import io.everup.migration.MigrationForecast;
import io.everup.placement.Demand;
import io.everup.placement.FailoverPlanner;
import io.everup.placement.HostOffer;
import io.everup.placement.LeftOut;
import io.everup.placement.Move;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.ProtectedVm;
import io.everup.shared.Bytes;
import io.everup.vm.VmState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What becomes of each VM of a host that is to be emptied. All of them are placed together by the failover planner's
 * packer, so that the whole set fits, not each for itself. Pure.
 *
 * @param steps in the order in which they are begun
 * @param millis predicted for the whole, with so many moves at once as were asked for
 * @param exact whether nothing better exists where a VM was left without a place
 */
public record EvacuationPlan(UUID host, String hostName, List<Step> steps, long millis, boolean exact) {

    /** What shutting a guest down is taken to last: a third of the 90 s it is given. */
    static final long SHUT_DOWN_MILLIS = 30_000;

    /**
     * A VM that is on the host.
     *
     * @param forecast of its move; null when none could be made
     * @param obstacle why it can't move as it is, in words, such as a disk that only this host sees; null for none
     * @param disks what it would be to move it with its disks; null where it needn't, or can't
     * @param chosen what was chosen for it; null for what is best
     */
    record Leaving(
            VmState state,
            Demand demand,
            int priority,
            MigrationForecast forecast,
            String obstacle,
            WithDisks disks,
            boolean busy,
            Choice chosen) {

        private boolean withDisks() {
            return disks != null && chosen == Choice.MOVE_WITH_DISKS;
        }

        private Demand needs() {
            return withDisks() ? disks.demand() : demand;
        }

        private MigrationForecast expects() {
            return withDisks() ? disks.forecast() : forecast;
        }
    }

    /**
     * A move with its disks.
     *
     * @param demand what the VM then needs of a host
     * @param bytes to be copied
     */
    record WithDisks(Demand demand, long bytes, MigrationForecast forecast) {}

    /** What kind of thing holds a VM back. */
    public enum Kind {
        NO_HOST,
        OBSTACLE,
        PAUSED,
        NOT_CONVERGENT
    }

    /** @param choices what can be chosen instead, best first */
    public record Blocker(Kind kind, String text, List<Choice> choices) {}

    /**
     * What becomes of one VM.
     *
     * @param choice what is done with it, unless it is blocked
     * @param target null unless it moves
     * @param blocker null when nothing holds it back
     * @param holdUp why it can't begin at once, such as a task that is at work on it; null when it can
     * @param millis predicted
     * @param diskBytes of disks that are copied along; 0 for none
     */
    public record Step(
            UUID vm,
            String name,
            VmState state,
            long memoryBytes,
            Choice choice,
            UUID target,
            String targetName,
            String why,
            MigrationForecast forecast,
            long millis,
            Blocker blocker,
            String holdUp,
            List<Choice> choices,
            long diskBytes) {}

    public List<Step> blocked() {
        return steps.stream().filter(step -> step.blocker() != null).toList();
    }

    public List<Step> moving() {
        return steps.stream()
                .filter(step -> step.blocker() == null && step.choice().moves())
                .toList();
    }

    public List<Step> stopping() {
        return steps.stream()
                .filter(step -> step.blocker() == null && !step.choice().moves())
                .toList();
    }

    /** @param offers of the whole pool. @param parallel how many are under way at once, at least 1 */
    static EvacuationPlan of(
            UUID host,
            String hostName,
            Collection<Leaving> vms,
            Collection<HostOffer> offers,
            PlacementPolicy policy,
            int parallel) {
        var others = offers.stream()
                .map(offer -> offer.id().equals(host) ? offer.refusing("gives up its VMs") : offer)
                .toList();
        var movers = vms.stream().filter(EvacuationPlan::wouldMove).toList();
        var recovery = FailoverPlanner.recover(
                others,
                movers.stream()
                        .map(vm -> new ProtectedVm(vm.needs().at(host), vm.priority(), false))
                        .toList(),
                Set.of(host),
                policy);
        var moves = recovery.moves().stream().collect(Collectors.toMap(Move::vm, move -> move));
        var out = recovery.leftOut().stream().collect(Collectors.toMap(LeftOut::vm, left -> left));
        var steps = new ArrayList<Step>();
        for (var vm : vms) {
            steps.add(step(vm, moves, out));
        }
        steps.sort(Comparator.comparing((Step step) -> step.blocker() != null)
                .thenComparing(step -> -step.millis())
                .thenComparing(Step::name));
        return new EvacuationPlan(host, hostName, List.copyOf(steps), lasts(steps, parallel), recovery.exact());
    }

    private static boolean wouldMove(Leaving vm) {
        var choice = vm.chosen() == null ? Choice.MOVE : vm.chosen();
        return choice.moves() && (vm.obstacle() == null || vm.withDisks());
    }

    private static Step step(Leaving vm, Map<UUID, Move> moves, Map<UUID, LeftOut> out) {
        var demand = vm.demand();
        var move = moves.get(demand.vm());
        var choice = vm.chosen() == null ? Choice.MOVE : vm.chosen();
        var blocker = choice.moves() ? blocker(vm, out.get(demand.vm())) : null;
        var holdUp = vm.busy() ? "A task is at work on it; it begins when that ends." : null;
        return new Step(
                demand.vm(),
                demand.name(),
                vm.state(),
                demand.memoryBytes(),
                choice,
                move == null ? null : move.target(),
                move == null ? null : move.targetName(),
                move == null ? null : move.reason().replace("after the whole recovery", "afterwards"),
                vm.expects(),
                choice.moves() ? millis(vm.expects()) : SHUT_DOWN_MILLIS,
                blocker,
                holdUp,
                choices(vm),
                vm.withDisks() ? vm.disks().bytes() : 0);
    }

    private static long millis(MigrationForecast forecast) {
        return forecast == null ? 0 : forecast.total().value();
    }

    private static List<Choice> choices(Leaving vm) {
        if (vm.state() == VmState.PAUSED) {
            return List.of(Choice.RESUME_AND_MOVE, Choice.LEAVE_OFF);
        }
        return vm.disks() != null
                ? List.of(Choice.MOVE_WITH_DISKS, Choice.SHUT_DOWN, Choice.LEAVE_OFF)
                : List.of(Choice.MOVE, Choice.SHUT_DOWN, Choice.LEAVE_OFF);
    }

    private static Blocker blocker(Leaving vm, LeftOut out) {
        var off = List.of(Choice.SHUT_DOWN, Choice.LEAVE_OFF);
        if (vm.obstacle() != null && !vm.withDisks()) {
            return vm.disks() == null
                    ? new Blocker(Kind.OBSTACLE, vm.obstacle(), off)
                    : new Blocker(Kind.OBSTACLE, vm.obstacle() + " " + sentence(vm.disks()), choices(vm));
        }
        if (out != null) {
            return new Blocker(
                    Kind.NO_HOST, "No other host can take it: " + String.join("; ", out.reasons()) + ".", off);
        }
        if (vm.state() == VmState.PAUSED && vm.chosen() != Choice.RESUME_AND_MOVE) {
            return new Blocker(
                    Kind.PAUSED,
                    "It is paused: what stands still isn't moved without your word.",
                    List.of(Choice.RESUME_AND_MOVE, Choice.LEAVE_OFF));
        }
        if (vm.chosen() == null && vm.forecast() != null && !vm.forecast().converges()) {
            return new Blocker(
                    Kind.NOT_CONVERGENT,
                    "By the forecast its move would not come to an end: its guest writes memory faster than it can be sent.",
                    List.of(Choice.SHUT_DOWN, Choice.MOVE, Choice.LEAVE_OFF));
        }
        return null;
    }

    private static String sentence(WithDisks disks) {
        return "With its disks it could move: " + Bytes.text(disks.bytes()) + " are to be copied"
                + (disks.forecast() == null
                        ? "."
                        : ", in about " + Math.max(1, disks.forecast().total().value() / 1000) + " s.");
    }

    /** Each next VM begins where one before it has ended. */
    private static long lasts(List<Step> steps, int parallel) {
        var lanes = new PriorityQueue<Long>();
        for (var lane = 0; lane < parallel; lane++) {
            lanes.add(0L);
        }
        for (var step : steps) {
            if (step.blocker() == null) {
                lanes.add(lanes.remove() + step.millis());
            }
        }
        return lanes.stream().max(Long::compare).orElse(0L);
    }
}
