package io.everup.uptime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Why a VM was down, by what was recorded. Each rule has a name, and the first that fits counts. Pure. */
final class OutageRules {

    private OutageRules() {}

    /**
     * What came of it.
     *
     * @param rule the name of the rule that fitted
     * @param why in a sentence for people
     * @param who the person who asked for it; null for nobody
     * @param counted whether it lowers availability
     */
    record Verdict(
            Cause cause,
            String rule,
            String why,
            String who,
            boolean planned,
            boolean counted,
            List<Evidence> evidence) {}

    /** A host's recovery. @param proof such as {@code FENCED}; null without one */
    record Failover(UUID id, UUID host, String hostName, String proof, String proofText, Instant begin, Instant end) {}

    /** What is known beside the VM's own facts. @param hostNames as they are called now */
    record Context(List<Failover> failovers, Map<UUID, String> hostNames) {}

    static Verdict judge(VmHistory.Run run, Context context) {
        var fact = run.first();
        var host = context.hostNames().getOrDefault(fact.host(), "its host");
        if (run.hostOff()) {
            host = context.hostNames().getOrDefault(run.host().host(), host);
        }
        if (run.hostOff() || fact.reason() == Reason.HOST_LOST) {
            return hostLost(run, host, context);
        }
        return switch (fact.reason()) {
            case HOST_RESTARTED ->
                counted(Cause.HARDWARE, "host-restarted", "It lost its power with " + host + ".", run, host);
            case DISK ->
                counted(Cause.STORAGE, "disk-errors", "Its disk gave errors, or its datastore was full.", run, host);
            case CRASHED -> counted(Cause.GUEST, "guest-crashed", "Its guest or its emulator crashed.", run, host);
            case ASKED -> asked(run, host);
            case GUEST_SHUTDOWN ->
                verdict(
                        Cause.GUEST,
                        "guest-shut-down",
                        "Its guest shut itself down; that was not asked for in Everup.",
                        run,
                        host,
                        fact.wanted());
            case OUTSIDE ->
                verdict(
                        Cause.OPERATOR,
                        "switched-outside",
                        "Somebody switched it off or paused it on " + host + ", past Everup.",
                        run,
                        host,
                        fact.wanted());
            case DEFINITION_GONE ->
                counted(Cause.OPERATOR, "definition-removed", "Its definition was removed on " + host + ".", run, host);
            case TASK_FAILED -> counted(Cause.CONTROL_PLANE, "task-failed", "A task of Everup left it off.", run, host);
            default -> counted(Cause.UNKNOWN, "no-rule", "Nothing that was recorded explains it.", run, host);
        };
    }

    private static Verdict asked(VmHistory.Run run, String host) {
        var fact = run.first();
        var who = fact.actor() == null ? "Somebody" : fact.actor();
        var maintenance = run.host() != null && run.host().maintenance();
        var evidence = evidence(run, host);
        return maintenance
                ? new Verdict(
                        Cause.MAINTENANCE,
                        "host-in-maintenance",
                        who + " switched it off while " + host + " was in maintenance.",
                        fact.actor(),
                        true,
                        false,
                        evidence)
                : new Verdict(
                        Cause.OPERATOR,
                        fact.wanted() ? "asked-to-pause" : "asked-off",
                        who + (fact.wanted() ? " paused it." : " switched it off: it was not wanted on."),
                        fact.actor(),
                        !fact.wanted(),
                        fact.wanted(),
                        evidence);
    }

    private static Verdict hostLost(VmHistory.Run run, String host, Context context) {
        var failover = failover(run, context);
        var evidence = evidence(run, host);
        failover.ifPresent(one -> evidence.add(0, new Evidence("failover", one.id(), one.proofText())));
        if (run.host() != null && run.host().maintenance()) {
            var why = host + " was in maintenance and was switched off.";
            return new Verdict(Cause.MAINTENANCE, "host-in-maintenance", why, null, true, false, evidence);
        }
        var name = failover.map(Failover::hostName).orElse(host);
        var counted = run.first().wanted();
        return switch (failover.map(Failover::proof).orElse("")) {
            case "FENCED" ->
                new Verdict(
                        Cause.NETWORK,
                        "host-cut-off",
                        name + " had power but could not be reached, so it was switched off.",
                        null,
                        false,
                        counted,
                        evidence);
            case "OPERATOR" ->
                new Verdict(
                        Cause.HARDWARE,
                        "host-confirmed-dead",
                        name + " died; an operator confirmed that it was off.",
                        null,
                        false,
                        counted,
                        evidence);
            default ->
                new Verdict(
                        Cause.HARDWARE, "host-lost-power", name + " lost its power.", null, false, counted, evidence);
        };
    }

    /** The recovery of the host that died: it was under way when the VM was down. */
    private static Optional<Failover> failover(VmHistory.Run run, Context context) {
        return context.failovers().stream()
                .filter(one -> one.host() != null && one.proof() != null)
                .filter(one -> !run.hostOff() || one.host().equals(run.host().host()))
                .filter(one ->
                        new Interval(one.begin(), one.end() == null ? Instant.MAX : one.end()).overlaps(run.when()))
                .findFirst();
    }

    private static Verdict counted(Cause cause, String rule, String why, VmHistory.Run run, String host) {
        return verdict(cause, rule, why, run, host, run.first().wanted());
    }

    private static Verdict verdict(
            Cause cause, String rule, String why, VmHistory.Run run, String host, boolean counted) {
        return new Verdict(cause, rule, why, run.first().actor(), false, counted, evidence(run, host));
    }

    private static List<Evidence> evidence(VmHistory.Run run, String host) {
        var evidence = new ArrayList<Evidence>();
        if (run.first().task() != null) {
            var who = run.first().actor();
            evidence.add(
                    new Evidence("task", run.first().task(), who == null ? "Everup's task" : "Asked for by " + who));
        }
        if (run.hostOff()) {
            evidence.add(new Evidence("host", run.host().host(), host + " was off from its last answer on"));
        } else if (run.first().host() != null) {
            evidence.add(new Evidence("host", run.first().host(), "It lived on " + host));
        }
        evidence.add(new Evidence(
                "fact",
                null,
                "Recorded fact " + run.first().id() + ": " + run.first().reason()));
        return evidence;
    }
}
