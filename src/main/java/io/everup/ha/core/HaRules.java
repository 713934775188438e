package io.everup.ha.core;

import io.everup.host.FenceLevels;
import io.everup.host.HostState;
import io.everup.hypervisor.PowerControl.PowerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What to do about a host that has stopped answering. Pure: the facts come in, one decision comes out. Nothing is recovered
 * without a proof, and silence is never one.
 */
public class HaRules {

    /** A host that has power and is silent by every path for so long is fenced. */
    public static final Duration CONFIRM = Duration.ofSeconds(6);

    /** Hosts that fell silent within so long of each other did so at once. */
    public static final Duration AT_ONCE = Duration.ofSeconds(60);

    /** So long after they fell silent, at most, hosts are doubted. */
    static final Duration NOTICED = Duration.ofSeconds(5);

    /** Other paths are tried shortly before their answer is needed. */
    static final Duration KNOCK_FROM = CONFIRM.minusSeconds(1);

    /** An answer by another path says nothing about how things are so much later. */
    static final Duration KNOCK_HOLDS = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /**
     * What is known of a silent host now.
     *
     * @param heard whether it answers this replica or another one after all
     * @param disarmed why nothing may be done, as a sentence; null when high availability is armed
     * @param fenceAfter after how long its pool has a host fenced whose hypervisor alone is silent; null for never
     * @param othersBackAt when the last host of its pool that had fallen silent with it was heard again; null for none
     * @param listeningSince when this replica began to listen to hosts: what it hasn't heard since says nothing yet
     * @param silentHosts hosts of its pool that fell silent {@link #atOnce} with it and are still, or were proven off since,
     *     itself included
     * @param poolHosts hosts of its pool
     * @param hostsUp hosts of its pool that could take VMs
     */
    public record Facts(
            HostRow host,
            boolean heard,
            Findings findings,
            String disarmed,
            Duration fenceAfter,
            Instant othersBackAt,
            Instant listeningSince,
            int silentHosts,
            int poolHosts,
            int hostsUp) {

        /** The last whole round of answers; null when none has ended since the suspicion. */
        List<Power> answers() {
            return findings.answersSince(host.open().suspectedAt());
        }
    }

    public enum Kind {
        /** It answers again. */
        TRUST,
        /** Ask again in a moment. */
        WAIT,
        /** Its power is seen off: that is a proof. */
        PROVEN,
        /** It was switched off and is seen off: that is a proof. */
        FENCED,
        /** Switch it off, so that it becomes one. */
        FENCE,
        /** No proof can be had: say so loudly. */
        LOSE
    }

    /** @param why and advice in words, for people; advice is what they can do */
    public record Decision(Kind kind, String why, String advice) {}

    public Decision decide(Facts facts, Instant now) {
        var host = facts.host();
        if (facts.heard() && host.state() != HostState.FENCING) {
            return new Decision(Kind.TRUST, host.name() + " answers again.", null);
        }
        if (facts.disarmed() != null && !host.open().ordered()) {
            return lose(
                    facts.disarmed() + " Nothing is fenced or restarted until then.",
                    "Arm high availability again, or fence " + host.name() + " from this page.");
        }
        var off = provenOff(facts);
        if (off != null) {
            return off;
        }
        if (host.state() == HostState.FENCING) {
            return fencing(facts, now);
        }
        if (now.isBefore(quietSince(facts).plus(CONFIRM)) && !stillAlive(facts, now)) {
            return new Decision(Kind.WAIT, "Its power is on, or not known yet; it may answer again.", null);
        }
        return confirmed(facts, now);
    }

    private static boolean stillAlive(Facts facts, Instant now) {
        var knocked = facts.findings().knockedAt();
        return Boolean.TRUE.equals(facts.findings().alive())
                && !now.isBefore(facts.host().open().suspectedAt().plus(CONFIRM))
                && !knocked.isBefore(now.minus(KNOCK_HOLDS));
    }

    /**
     * Since when nothing speaks for it. An answer by another path does; and when others come back one by one, as after a
     * fault of our own network, it is given the time to do so, too. A replica that has just begun can't tell a dead host
     * from its own dead network before it has listened for as long.
     */
    private static Instant quietSince(Facts facts) {
        var since = facts.host().open().suspectedAt();
        var alive = facts.findings().aliveAt();
        since = alive != null && alive.isAfter(since) ? alive : since;
        since = facts.listeningSince().isAfter(since) ? facts.listeningSince() : since;
        var back = facts.othersBackAt();
        return back != null && back.isAfter(since) ? back : since;
    }

    /** The decision that a proof allows; null when there is none. */
    protected Decision provenOff(Facts facts) {
        var attempt = facts.findings().off();
        if (facts.host().state() == HostState.FENCING
                && present(attempt, facts.host().open())
                && attempt.seenOff()) {
            return new Decision(Kind.FENCED, attempt.text(), null);
        }
        var verdict =
                judge(facts.findings().firstLevelsSince(facts.host().open().suspectedAt()));
        if (!verdict.off()) {
            verdict = judge(facts.answers() == null ? List.of() : facts.answers());
        }
        return verdict.off()
                ? new Decision(
                        facts.host().state() == HostState.FENCING ? Kind.FENCED : Kind.PROVEN, verdict.why(), null)
                : null;
    }

    private static FenceLevels.Verdict judge(List<Power> answers) {
        return FenceLevels.judge(answers.stream()
                .map(power -> new FenceLevels.Said(power.level(), power.agent(), state(power.on())))
                .toList());
    }

    private static PowerState state(Boolean on) {
        return on == null ? null : on ? PowerState.ON : PowerState.OFF;
    }

    private Decision fencing(Facts facts, Instant now) {
        var attempt = facts.findings().off();
        if (!present(attempt, facts.host().open())) {
            return new Decision(Kind.FENCE, "Its fencing has begun and goes on.", null);
        }
        return attempt.endedAt() == null
                ? new Decision(Kind.WAIT, "It is being switched off.", null)
                : unfenceable(facts, attempt);
    }

    /** Whether an attempt is that of the present order to switch the host off. */
    private static boolean present(Findings.SwitchOff attempt, HostRow.Case open) {
        return attempt != null
                && attempt.failover().equals(open.id())
                && (open.fencingAt() == null || !attempt.begunAt().isBefore(open.fencingAt()));
    }

    private static Decision unfenceable(Facts facts, Findings.SwitchOff attempt) {
        return lose(
                "No fence device could switch it off: " + attempt.text(),
                "Mend the fence device (Everup tries again by itself), or make sure that "
                        + facts.host().name() + " is off and confirm that it is dead.");
    }

    private Decision confirmed(Facts facts, Instant now) {
        var name = facts.host().name();
        if (storm(facts.silentHosts(), facts.poolHosts())) {
            return lose(
                    facts.silentHosts() + " of " + facts.poolHosts()
                            + " hosts of the pool fell silent at once. It is more"
                            + " likely that Everup's own network is down than all of them, so nobody is fenced.",
                    "Look at the management network. A host that is really dead can be confirmed dead by hand.");
        }
        var findings = facts.findings();
        if (findings.knockedAt() == null || findings.knockedAt().isBefore(now.minus(KNOCK_HOLDS))) {
            return new Decision(Kind.WAIT, "Other paths to it are being tried.", null);
        }
        return Boolean.TRUE.equals(findings.alive())
                ? hypervisorAlone(facts, now)
                : powered(
                        facts,
                        "Its power is on and it has been silent by every path for " + CONFIRM.toSeconds()
                                + " s: it is switched off before its VMs start elsewhere.",
                        now);
    }

    /** The machine is there, and its hypervisor doesn't speak: no failure of VMs, but nobody can care for them either. */
    private Decision hypervisorAlone(Facts facts, Instant now) {
        var name = facts.host().name();
        var after = facts.fenceAfter();
        if (after == null) {
            return lose(
                    "Its hypervisor doesn't answer, but the machine does: its VMs most likely run on. Nothing is fenced.",
                    "See to libvirtd on " + name + ". If its VMs are down, fence it from this page.");
        }
        // When others come back that had fallen silent with it, it is given all its time anew.
        var back = facts.othersBackAt();
        var suspected = facts.host().open().suspectedAt();
        var since = back != null && back.isAfter(suspected) ? back : suspected;
        if (now.isBefore(since.plus(after))) {
            return lose(
                    "Its hypervisor doesn't answer, but the machine does: its VMs most likely run on.",
                    "See to libvirtd on " + name + ". If it stays silent for " + words(after)
                            + ", it is switched off and its protected VMs start elsewhere: that is its pool's rule.");
        }
        return powered(
                facts,
                "Its hypervisor has been silent for " + words(after)
                        + " while the machine answers: by its pool's rule it is switched off before its VMs start elsewhere.",
                now);
    }

    private static String words(Duration time) {
        return time.toSeconds() % 60 > 0
                ? time.toSeconds() + " s"
                : time.toMinutes() == 1 ? "1 minute" : time.toMinutes() + " minutes";
    }

    private Decision powered(Facts facts, String why, Instant now) {
        var name = facts.host().name();
        var answers = facts.answers();
        if (facts.findings().devices() != null && facts.findings().devices().isEmpty()) {
            return lose(
                    name + " has no fence device, so nothing can prove that it is off.",
                    "Go and make sure that " + name + " is off, then confirm that it is dead.");
        }
        if (answers == null || answers.isEmpty()) {
            return new Decision(Kind.WAIT, "Its fence devices are being asked.", null);
        }
        if (answers.stream().allMatch(power -> power.on() == null)) {
            return lose(
                    "None of its fence devices can be used: " + answers.get(0).finding(),
                    "Mend the fence device (Everup tries again by itself), or make sure that " + name
                            + " is off and confirm that it is dead.");
        }
        if (facts.host().guarded() == 0) {
            return lose(
                    "Its power is on and it is silent. It runs no protected VM, so it is not fenced.",
                    "See to " + name + "; its VMs may still run.");
        }
        if (facts.hostsUp() == 0) {
            return lose(
                    "No other host of the pool is up, so fencing " + name + " would help nobody.",
                    "Bring another host of the pool back.");
        }
        var attempt = facts.findings().off();
        if (attempt != null
                && attempt.failover().equals(facts.host().open().id())
                && attempt.endedAt() != null
                && now.isBefore(nextTry(attempt))) {
            return unfenceable(facts, attempt);
        }
        return new Decision(Kind.FENCE, why, null);
    }

    /** How long after so many failed attempts in a row the next one waits: 5 s, doubled each time, at most a minute. */
    static Duration pause(int failures) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(10, Math.max(0, failures - 1)));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** When the next attempt follows one that failed. */
    public static Instant nextTry(Findings.SwitchOff failed) {
        return failed.endedAt().plus(pause(failed.failures()));
    }

    /** A host that was lost long ago says nothing about Everup's own network now. */
    public boolean atOnce(Instant suspectedAt, Instant otherSuspectedAt) {
        return Duration.between(suspectedAt, otherSuspectedAt).abs().compareTo(AT_ONCE) <= 0;
    }

    /** Whether they fell silent within so long of each other. */
    public boolean atOnce(HostRow.Case open, HostRow.Silence other) {
        return atOnce(beside(open, other), other.from());
    }

    /** When the host of a case was doubted, by the measure that the other's silence goes by. */
    private static Instant beside(HostRow.Case open, HostRow.Silence other) {
        return other.settled() ? open.first() : open.suspectedAt();
    }

    /** Many hosts at once: two or more, and over a third of the pool. */
    public boolean storm(int silentHosts, int poolHosts) {
        return silentHosts >= 2 && silentHosts * 3 > poolHosts;
    }

    /**
     * Whether another host's silence makes that of a host suspicious: both fell silent at once, and the other still is,
     * or was switched off for it. One that had died by itself before this one fell silent says nothing of our network.
     */
    public boolean together(HostRow.Case open, HostRow.Silence other) {
        var dead = other.died() != null && other.died().plus(NOTICED).isBefore(beside(open, other));
        return other.to() == null && !dead && atOnce(open, other);
    }

    /** Whether a host is to be doubted: it gives this replica no answer, and no other replica hears it. */
    public boolean doubtful(HostRow host, boolean missing) {
        return missing
                && !host.heardElsewhere()
                && (host.state() == HostState.UP || host.state() == HostState.CONNECTING);
    }

    private static Decision lose(String why, String advice) {
        return new Decision(Kind.LOSE, why, advice);
    }
}
