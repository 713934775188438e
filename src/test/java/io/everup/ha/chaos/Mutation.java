package io.everup.ha.chaos;

import io.everup.ha.chaos.Rules.Fault;
import io.everup.ha.core.CrashRow;
import io.everup.ha.core.Findings;
import io.everup.ha.core.HaRules;
import io.everup.ha.core.HostRow;
import io.everup.ha.core.VmRow;
import io.everup.ha.core.VmRules;
import io.everup.host.HostState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;

/**
 * Rules made wrong, one at a time: a law that doesn't notice is no law.
 *
 * @param from the first seed that is tried; what takes a rare coincidence has the seed in which it was found
 */
record Mutation(String name, Rules rules, long from) {

    static final List<Mutation> ALL = List.of(
            of("S1 no last look before a start", vms(new VmRules() {
                @Override
                public Check check(UUID home, HostState state, boolean answers, List<UUID> runningAt) {
                    return new Check(Go.START, null);
                }
            })),
            of("S1 a VM in the hands of a task is restarted beside it", fault(Fault.RESTART_FORGETS)),
            of("S2 long silence is a proof", hosts(new HaRules() {
                @Override
                public Decision decide(Facts facts, Instant now) {
                    var decision = super.decide(facts, now);
                    var late = now.isAfter(facts.host().open().suspectedAt().plusSeconds(20));
                    return late && decision.kind() == Kind.LOSE
                            ? new Decision(Kind.PROVEN, "It is silent.", null)
                            : decision;
                }
            })),
            of("S2 an order to switch off is a proof", fault(Fault.OFF_UNVERIFIED)),
            of("S2 one outlet of two is a proof", hosts(new HaRules() {
                @Override
                protected Decision provenOff(Facts facts) {
                    return facts.findings().round() != null
                                    && facts.findings().round().answers().stream()
                                            .anyMatch(power -> Boolean.FALSE.equals(power.on()))
                            ? new Decision(
                                    facts.host().state() == HostState.FENCING ? Kind.FENCED : Kind.PROVEN, "One.", null)
                            : super.provenOff(facts);
                }
            })),
            of("S2 an answer from before the suspicion is a proof", hosts(new HaRules() {
                @Override
                protected Decision provenOff(Facts facts) {
                    var before = facts.findings().before();
                    return before != null
                                    && before.answers().stream()
                                            .anyMatch(power -> power.level() == 1 && Boolean.FALSE.equals(power.on()))
                            ? new Decision(Kind.PROVEN, "It was off.", null)
                            : super.provenOff(facts);
                }
            })),
            of("S3 a past leader's decisions are written", fault(Fault.EPOCH_UNCHECKED)),
            of("S4 no storm breaker", hosts(new HaRules() {
                @Override
                public boolean storm(int silentHosts, int poolHosts) {
                    return false;
                }
            })),
            of("S4 who was switched off for its silence makes no storm", hosts(new HaRules() {
                @Override
                public boolean together(HostRow.Case open, HostRow.Silence other) {
                    return false;
                }
            })),
            of("a host whose daemon alone is silent is fenced whatever its pool says", hosts(new HaRules() {
                @Override
                public Decision decide(Facts facts, Instant now) {
                    return super.decide(ruled(facts, Duration.ZERO), now);
                }
            })),
            of("a pool's rule for a silent daemon is never kept", hosts(new HaRules() {
                @Override
                public Decision decide(Facts facts, Instant now) {
                    return super.decide(ruled(facts, null), now);
                }
            })),
            of("S5 stale copies stay", fault(Fault.STALE_COPIES_STAY)),
            of("S6 what its owner wants doesn't count", fault(Fault.WISH_IGNORED)),
            of("S7 a host that lost its storage is a silent host", fault(Fault.STORAGE_LOSS_IS_SILENCE)),
            of("L1 a restart that failed is not tried again", fault(Fault.NO_RETRY)),
            of("L1 a VM that fell with its host's power stays off", vms(new VmRules() {
                @Override
                public boolean fallen(VmRow vm, Instant now) {
                    return false;
                }
            })),
            of("a guest that crashes is restarted without end", vms(new VmRules() {
                @Override
                public Care crashed(CrashRow row, Instant now) {
                    var care = super.crashed(row, now);
                    return care == Care.LEAVE ? Care.RESTART : care;
                }
            })),
            of("a guest that crashed stays down", vms(new VmRules() {
                @Override
                public Care crashed(CrashRow row, Instant now) {
                    return Care.NONE;
                }
            })),
            of("a guest that crashed is left although its policy allows one more restart", vms(new VmRules() {
                @Override
                public Care crashed(CrashRow row, Instant now) {
                    var care = super.crashed(row, now);
                    var last = row.before() + 1 >= row.policy().restarts();
                    return care == Care.RESTART && row.answer() == null && last ? Care.LEAVE : care;
                }
            })),
            of("the restart of a crashed guest that failed is not tried again", vms(new VmRules() {
                @Override
                public Care crashed(CrashRow row, Instant now) {
                    return row.answer() == null ? super.crashed(row, now) : Care.NONE;
                }
            })),
            of("a crashed guest that was kept in memory is left there", vms(new VmRules() {
                @Override
                public Care crashed(CrashRow row, Instant now) {
                    return row.preserved() ? Care.NONE : super.crashed(row, now);
                }
            })),
            of("a crashed guest is restarted in a disarmed pool", vms(new VmRules() {
                @Override
                public Care crashed(CrashRow row, Instant now) {
                    return super.crashed(
                            new CrashRow(
                                    row.vm(),
                                    row.at(),
                                    row.preserved(),
                                    row.policy(),
                                    row.before(),
                                    row.answer(),
                                    row.seen(),
                                    null),
                            now);
                }
            })),
            of("S6 a guest's shutdown is a crash", fault(Fault.SHUTDOWN_IS_CRASH)),
            of("L2 a device that can't be used is waited for in silence", hosts(new HaRules() {
                @Override
                public Decision decide(Facts facts, Instant now) {
                    var decision = super.decide(facts, now);
                    return decision.kind() == Kind.LOSE ? new Decision(Kind.WAIT, "Wait.", null) : decision;
                }
            })),
            of("L3 a command that returned is a success", fault(Fault.COMMAND_IS_SUCCESS)),
            of("L4 the leader's lease never ends", fault(Fault.LEASE_NEVER_ENDS)),
            of("L4 the task of a dead replica is never taken over", fault(Fault.TASKS_NEVER_TAKEN_OVER)),
            of("a disarmed pool is not left alone", fault(Fault.DISARM_IGNORED)),
            of("a host under fencing is trusted when it answers", hosts(new HaRules() {
                @Override
                public Decision decide(Facts facts, Instant now) {
                    return facts.host().state() == HostState.FENCING && facts.findings() != Findings.NONE
                            ? new Decision(Kind.PROVEN, "Its fencing has begun.", null)
                            : super.decide(facts, now);
                }
            })),
            of("every silent host is doubted for ever, whoever hears it", hosts(new HaRules() {
                @Override
                public boolean doubtful(HostRow host, boolean missing) {
                    return missing && (host.state() == HostState.UP || host.state() == HostState.CONNECTING);
                }

                @Override
                public Decision decide(Facts facts, Instant now) {
                    return super.decide(
                            new Facts(
                                    facts.host(),
                                    false,
                                    facts.findings(),
                                    facts.disarmed(),
                                    facts.fenceAfter(),
                                    facts.othersBackAt(),
                                    facts.listeningSince(),
                                    facts.silentHosts(),
                                    facts.poolHosts(),
                                    facts.hostsUp()),
                            now);
                }
            })),
            rare(
                    "S1 a restart goes on at a target that was lost meanwhile",
                    2_032_528,
                    fault(Fault.LOST_TARGET_IGNORED)),
            rare(
                    "S6 an unseen restart is repeated, whoever shut it down since",
                    20_270_269,
                    fault(Fault.UNSEEN_REPEATED)),
            rare("S6 a portal that has just begun fences by an old doubt", 2_091_872, hosts(new HaRules() {
                @Override
                public Decision decide(Facts facts, Instant now) {
                    return super.decide(
                            new Facts(
                                    facts.host(),
                                    facts.heard(),
                                    facts.findings(),
                                    facts.disarmed(),
                                    facts.fenceAfter(),
                                    facts.othersBackAt(),
                                    Instant.EPOCH,
                                    facts.silentHosts(),
                                    facts.poolHosts(),
                                    facts.hostsUp()),
                            now);
                }
            })));

    private static HaRules.Facts ruled(HaRules.Facts facts, Duration fenceAfter) {
        return new HaRules.Facts(
                facts.host(),
                facts.heard(),
                facts.findings(),
                facts.disarmed(),
                fenceAfter,
                facts.othersBackAt(),
                facts.listeningSince(),
                facts.silentHosts(),
                facts.poolHosts(),
                facts.hostsUp());
    }

    private static Mutation of(String name, Rules rules) {
        return new Mutation(name, rules, 1);
    }

    private static Mutation rare(String name, long from, Rules rules) {
        return new Mutation(name, rules, from);
    }

    private static Rules hosts(HaRules rules) {
        return new Rules(rules, new VmRules(), EnumSet.noneOf(Fault.class));
    }

    private static Rules vms(VmRules rules) {
        return new Rules(new HaRules(), rules, EnumSet.noneOf(Fault.class));
    }

    private static Rules fault(Fault fault) {
        return new Rules(new HaRules(), new VmRules(), EnumSet.of(fault));
    }
}
