package io.everup.ha;

import io.everup.host.HostState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What to do about a host that has stopped answering. Pure: the facts come in, one decision comes out. The rules are
 * those of docs/design/ha.md: nothing is recovered without a proof, and silence is never one.
 */
final class HaRules {

    /** A host that has power and is silent by every path for so long is fenced. */
    static final Duration CONFIRM = Duration.ofSeconds(6);

    /** Hosts that fell silent within so long of each other did so at once. */
    static final Duration AT_ONCE = Duration.ofSeconds(60);

    private HaRules() {}

    /** What one fence device says: power on, off, or (null) nothing, and then why. */
    record Power(String agent, Boolean on, String finding) {}

    /**
     * What is known of a silent host now.
     *
     * @param heard whether it answers this replica or another one after all
     * @param alive whether its machine answers by another path, although its hypervisor doesn't
     * @param silentHosts hosts of its pool that fell silent {@link #atOnce} with it and still are, itself included
     * @param poolHosts hosts of its pool
     * @param hostsUp hosts of its pool that could take VMs
     * @param guarded VMs on it that are to be restarted elsewhere
     */
    record Facts(
            String host,
            HostState state,
            Instant suspectedAt,
            boolean heard,
            boolean alive,
            List<Power> power,
            int silentHosts,
            int poolHosts,
            int hostsUp,
            int guarded) {}

    enum Kind {
        /** It answers again. */
        TRUST,
        /** Ask again in a moment. */
        WAIT,
        /** Its power is seen off: that is a proof. */
        PROVEN,
        /** Switch it off, so that it becomes one. */
        FENCE,
        /** No proof can be had: say so loudly. */
        LOSE
    }

    /** @param why and advice in words, for people; advice is what they can do */
    record Decision(Kind kind, String why, String advice) {}

    static Decision decide(Facts facts, Instant now) {
        if (facts.heard() && facts.state() != HostState.FENCING) {
            return new Decision(Kind.TRUST, facts.host() + " answers again.", null);
        }
        var off = facts.power().stream()
                .filter(power -> Boolean.FALSE.equals(power.on()))
                .findFirst();
        if (off.isPresent()) {
            return new Decision(
                    Kind.PROVEN, "Its fence device " + off.get().agent() + " reports its power as off.", null);
        }
        if (facts.state() == HostState.FENCING) {
            return new Decision(Kind.FENCE, "Its fencing has begun and goes on.", null);
        }
        if (now.isBefore(facts.suspectedAt().plus(CONFIRM))) {
            return new Decision(Kind.WAIT, "Its power is on; it may answer again.", null);
        }
        return confirmed(facts);
    }

    private static Decision confirmed(Facts facts) {
        var name = facts.host();
        if (storm(facts.silentHosts(), facts.poolHosts())) {
            return lose(
                    facts.silentHosts() + " of " + facts.poolHosts()
                            + " hosts of the pool fell silent at once. It is more"
                            + " likely that Everup's own network is down than all of them, so nobody is fenced.",
                    "Look at the management network. A host that is really dead can be confirmed dead by hand.");
        }
        if (facts.alive()) {
            return lose(
                    "Its hypervisor doesn't answer, but the machine does: its VMs most likely run on. Nothing is fenced.",
                    "See to libvirtd on " + name + ". If its VMs are down, fence it from this page.");
        }
        if (facts.power().isEmpty()) {
            return lose(
                    name + " has no fence device, so nothing can prove that it is off.",
                    "Go and make sure that " + name + " is off, then confirm that it is dead.");
        }
        if (facts.power().stream().allMatch(power -> power.on() == null)) {
            return lose(
                    "None of its fence devices can be used: "
                            + facts.power().get(0).finding(),
                    "Mend the fence device (Everup tries again by itself), or make sure that " + name
                            + " is off and confirm that it is dead.");
        }
        if (facts.guarded() == 0) {
            return lose(
                    "Its power is on and it is silent. It runs no protected VM, so it is not fenced.",
                    "See to " + name + "; its VMs may still run.");
        }
        if (facts.hostsUp() == 0) {
            return lose(
                    "No other host of the pool is up, so fencing " + name + " would help nobody.",
                    "Bring another host of the pool back.");
        }
        return new Decision(
                Kind.FENCE,
                "Its power is on and it has been silent by every path for " + CONFIRM.toSeconds()
                        + " s: it is switched off before its VMs start elsewhere.",
                null);
    }

    /** A host that was lost long ago says nothing about Everup's own network now. */
    static boolean atOnce(Instant suspectedAt, Instant otherSuspectedAt) {
        return Duration.between(suspectedAt, otherSuspectedAt).abs().compareTo(AT_ONCE) <= 0;
    }

    /** Many hosts at once: two or more, and over a third of the pool. */
    static boolean storm(int silentHosts, int poolHosts) {
        return silentHosts >= 2 && silentHosts * 3 > poolHosts;
    }

    private static Decision lose(String why, String advice) {
        return new Decision(Kind.LOSE, why, advice);
    }
}
