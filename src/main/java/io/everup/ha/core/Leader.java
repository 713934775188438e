package io.everup.ha.core;

import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.placement.FailoverPlanner;
import io.everup.placement.LeftOut;
import io.everup.placement.Move;
import io.everup.placement.ProtectedVm;
import io.everup.vm.Protection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The replica that leads looks at everything, again and again, and each time does the one thing that is owed now to each
 * silent host and to each VM that lost its host. It remembers nothing: a leader that dies in the middle leaves nothing
 * undone that the next one wouldn't find.
 */
public final class Leader {

    /** How often the fence devices of a host under suspicion are asked. */
    private static final Duration ASK_EAGERLY = Duration.ofMillis(500);

    /** How often those of a host that was lost are. */
    private static final Duration ASK_CALMLY = Duration.ofSeconds(3);

    private final Records records;
    private final Senses senses;
    private final HaRules rules;
    private final VmRules vmRules;

    public Leader(Records records, Senses senses, HaRules rules, VmRules vmRules) {
        this.records = records;
        this.senses = senses;
        this.rules = rules;
        this.vmRules = vmRules;
    }

    /**
     * Looks once at everything.
     *
     * @return whether something was changed that may call for more at once
     * @throws Records.NotLeader when the epoch is past
     */
    public boolean look(long epoch, Instant now) {
        var changed = false;
        for (var pool : records.pools(now)) {
            for (var host : pool.hosts()) {
                changed |= see(pool, host, epoch, now);
            }
        }
        changed |= settle(epoch, now);
        changed |= place(epoch, now);
        for (var vm : records.fallen()) {
            changed |= vmRules.fallen(vm, now) && records.restart(epoch, vm, now);
        }
        for (var row : records.crashed(now)) {
            var care = vmRules.crashed(row, now);
            changed |= care != VmRules.Care.NONE && records.care(epoch, row, care, now);
        }
        records.finish(epoch, now);
        return changed;
    }

    private boolean see(PoolRow pool, HostRow host, long epoch, Instant now) {
        if (!host.silent()) {
            return rules.doubtful(host, senses.missing(host.id())) && suspect(host, epoch, now);
        }
        if (host.open() == null) {
            return suspect(host, epoch, now);
        }
        var heard = senses.answering(host.id()) || host.heardElsewhere();
        if (!heard) {
            inquire(host, now);
        }
        return act(pool, host, heard, epoch, now);
    }

    private boolean suspect(HostRow host, long epoch, Instant now) {
        var done = records.suspect(epoch, host, senses.lastAnswer(host.id()), senses.problem(host.id()), now);
        if (done) {
            senses.askPower(host.id());
        }
        return done;
    }

    /** Keeps what is known of a silent host fresh. */
    private void inquire(HostRow host, Instant now) {
        var findings = senses.findings(host.id());
        var every = host.state() == HostState.LOST ? ASK_CALMLY : ASK_EAGERLY;
        var since = host.open().suspectedAt();
        if (host.state() != HostState.FENCING
                && !findings.asking()
                && older(findings.askedAt(), since, now.minus(every))) {
            senses.askPower(host.id());
        }
        var late = !now.isBefore(since.plus(HaRules.KNOCK_FROM));
        if (late && !findings.knocking() && older(findings.knockedAt(), since, now.minus(ASK_CALMLY))) {
            senses.knock(host.id());
        }
    }

    private static boolean older(Instant at, Instant since, Instant than) {
        return at == null || at.isBefore(since) || at.isBefore(than);
    }

    private boolean act(PoolRow pool, HostRow host, boolean heard, long epoch, Instant now) {
        var findings = senses.findings(host.id());
        var facts = facts(pool, host, heard, findings);
        if (facts.answers() != null) {
            facts.answers()
                    .forEach(said -> records.note(host, "power asked", said.agent() + ": " + said.finding(), now));
        }
        if (findings.off() != null
                && findings.off().endedAt() != null
                && !findings.off().seenOff()) {
            records.note(host, "fencing failed", findings.off().text(), now);
        }
        var decision = rules.decide(facts, now);
        var changed = carryOut(host, decision, epoch, now);
        if (changed || decision.kind() == HaRules.Kind.FENCE) {
            records.evidence(host, stage(decision.kind()), facts, now);
        }
        return changed;
    }

    private boolean carryOut(HostRow host, HaRules.Decision decision, long epoch, Instant now) {
        return switch (decision.kind()) {
            case WAIT -> false;
            case TRUST -> trust(host, decision.why(), epoch, now);
            case PROVEN -> records.prove(epoch, host, HostSignal.POWER_SEEN_OFF, decision.why(), now);
            case FENCED -> records.prove(epoch, host, HostSignal.FENCING_VERIFIED, decision.why(), now);
            case FENCE -> fence(host, decision.why(), epoch, now);
            case LOSE -> records.lose(epoch, host, decision.why(), decision.advice(), now);
        };
    }

    private static String stage(HaRules.Kind kind) {
        return switch (kind) {
            case TRUST -> "dismissed";
            case PROVEN, FENCED -> "proven";
            case FENCE -> "fencing";
            case WAIT, LOSE -> "waiting";
        };
    }

    private boolean trust(HostRow host, String why, long epoch, Instant now) {
        var done = records.trust(epoch, host, why, now);
        if (done) {
            senses.compareAgain(host.id());
        }
        return done;
    }

    private boolean fence(HostRow host, String why, long epoch, Instant now) {
        var done = records.fencing(epoch, host, why, now);
        if (done) {
            senses.switchOff(host.id(), host.open().id());
        }
        return false;
    }

    private HaRules.Facts facts(PoolRow pool, HostRow host, boolean heard, Findings findings) {
        var together = pool.hosts().stream()
                .filter(other -> !other.id().equals(host.id()) && other.silence() != null)
                .map(HostRow::silence)
                .filter(other -> rules.atOnce(host.open(), other))
                .toList();
        // Those that this very look is going to doubt count, too.
        var doubted = pool.hosts().stream()
                .filter(other -> !other.id().equals(host.id()))
                .filter(other -> rules.doubtful(other, senses.missing(other.id())))
                .count();
        var silent = 1
                + doubted
                + together.stream()
                        .filter(other -> rules.together(host.open(), other))
                        .count();
        var back = together.stream()
                .map(HostRow.Silence::to)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        var up = pool.hosts().stream()
                .filter(other -> other.state() == HostState.UP)
                .count();
        return new HaRules.Facts(
                host,
                heard,
                findings,
                pool.disarmed(),
                pool.fenceAfter(),
                back,
                senses.since(),
                (int) silent,
                pool.hosts().size(),
                (int) up);
    }

    private boolean settle(long epoch, Instant now) {
        var changed = false;
        for (var vm : records.victims()) {
            var fate = vmRules.fate(vm);
            changed |= fate != VmRules.Fate.NONE && records.settle(epoch, vm, fate, now);
        }
        return changed;
    }

    /** Finds hosts for all VMs that wait for one, those of one pool together, the most important first. */
    private boolean place(long epoch, Instant now) {
        var waiting = records.victims().stream()
                .filter(vm -> vmRules.waits(vm))
                .collect(Collectors.groupingBy(VmRow::pool, LinkedHashMap::new, Collectors.toList()));
        var changed = false;
        for (var pool : waiting.entrySet()) {
            changed |= place(pool.getKey(), pool.getValue(), epoch, now);
        }
        return changed;
    }

    private boolean place(UUID pool, List<VmRow> waiting, long epoch, Instant now) {
        var rows = waiting.stream().collect(Collectors.toMap(VmRow::id, Function.identity()));
        var demands = records.demands(rows.keySet());
        var nowhere = new UUID(0, 0);
        var demanding = new ArrayList<ProtectedVm>();
        waiting.stream()
                .filter(vm -> demands.containsKey(vm.id()))
                .forEach(vm -> demanding.add(new ProtectedVm(
                        demands.get(vm.id()).at(nowhere), vm.priority(), vm.protection() == Protection.BEST_EFFORT)));
        var plan = FailoverPlanner.recover(records.offers(pool), demanding, Set.of(nowhere), records.policy(pool));
        var moves = plan.moves().stream().collect(Collectors.toMap(Move::vm, Function.identity()));
        var lacking = plan.leftOut().stream().collect(Collectors.toMap(LeftOut::vm, Function.identity()));
        var turns = records.turns(
                waiting.stream()
                        .map(vm -> waiting(vm, moves.get(vm.id()), lacking.get(vm.id())))
                        .toList(),
                now);
        var changed = false;
        for (var turn : turns) {
            var vm = rows.get(turn.vm());
            if (turn.start()) {
                changed |= records.begin(epoch, vm, moves.get(turn.vm()), now);
            } else {
                records.leaveOut(epoch, vm, turn, now);
            }
        }
        records.placed(epoch, waiting, plan.moves().size(), now);
        return changed;
    }

    private static RestartOrder.Waiting waiting(VmRow vm, Move move, LeftOut out) {
        return new RestartOrder.Waiting(
                vm.id(),
                vm.name(),
                vm.priority(),
                vm.protection() == Protection.BEST_EFFORT,
                move == null ? null : move.target(),
                out == null ? null : "No host can take it yet: " + String.join("; ", out.reasons()) + ".",
                vm.stateSince(),
                vm.failures(),
                vm.lastFailure());
    }
}
