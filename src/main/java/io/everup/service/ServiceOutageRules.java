package io.everup.service;

import io.everup.service.ServiceSpec.Group;
import io.everup.uptime.Cause;
import io.everup.uptime.Evidence;
import io.everup.uptime.Interval;
import io.everup.uptime.Intervals;
import io.everup.uptime.OutageView;
import io.everup.uptime.ServiceLedger.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Why a service was down, by its members' outages and by what its probes met. Each rule has a name, and the first that
 * fits counts. Pure.
 */
final class ServiceOutageRules {

    /** A member that went down so long before or after the probes did explains them. */
    static final Duration NEAR = Duration.ofMinutes(5);

    private ServiceOutageRules() {}

    /** Planned maintenance that was announced. */
    record Announced(Interval when, String words, String by) {}

    /** What a probe met from a moment on. */
    record Met(Verdict verdict, Trouble trouble, String detail) {}

    /**
     * What is known beside the service's own time.
     *
     * @param outages of its members as they stand
     * @param unobserved when each member was not observed
     * @param probes what they met, at a moment
     */
    record Context(
            Map<UUID, List<OutageView>> outages,
            Map<UUID, Intervals> unobserved,
            java.util.function.BiFunction<UUID, Instant, Met> probes,
            List<Announced> announced) {}

    /** One row for each part of a time in which it was down: within announced maintenance, and outside it. */
    static List<Row> rows(ServiceHistory.Run run, Context context) {
        var rows = new ArrayList<Row>();
        var rest = Intervals.of(List.of(run.when()));
        for (var announced : context.announced()) {
            for (var part : rest.clip(announced.when()).parts()) {
                rows.add(new Row(
                        part,
                        Cause.MAINTENANCE,
                        "announced-maintenance",
                        "Planned maintenance: " + announced.words(),
                        announced.by(),
                        true,
                        false,
                        evidence(part.from(), run.spec(), context)));
            }
            rest = rest.subtract(Intervals.of(List.of(announced.when())));
        }
        rest.parts().forEach(part -> rows.add(judge(part, run, context)));
        rows.sort(Comparator.comparing(row -> row.when().from()));
        return rows;
    }

    private static Row judge(Interval part, ServiceHistory.Run run, Context context) {
        var evidence = evidence(part.from(), run.spec(), context);
        if (!run.first().failing().isEmpty()) {
            var failing = run.first().failing();
            var trigger =
                    last(failing.stream().flatMap(group -> group.vms().stream()).toList(), part.from(), context);
            if (trigger != null) {
                return byMember(part, "members-down", need(failing), trigger, evidence);
            }
        }
        var near = near(run.spec(), part, context);
        if (near != null) {
            return byMember(part, "member-behind-probes", "Its probes fail.", near, evidence);
        }
        return byProbes(part, run.spec(), context, evidence);
    }

    /** The member's outage that broke it, whatever the others were down for. */
    private static OutageView last(List<UUID> vms, Instant at, Context context) {
        return vms.stream()
                .flatMap(vm -> context.outages().getOrDefault(vm, List.of()).stream())
                .filter(outage -> outage.when().contains(at))
                .max(Comparator.comparing(OutageView::startedAt))
                .orElse(null);
    }

    private static OutageView near(ServiceSpec spec, Interval part, Context context) {
        return spec.vms().stream()
                .flatMap(vm -> context.outages().getOrDefault(vm, List.of()).stream())
                .filter(outage -> outage.when().overlaps(part))
                .filter(outage ->
                        Duration.between(outage.startedAt(), part.from()).abs().compareTo(NEAR) <= 0)
                .max(Comparator.comparing(OutageView::startedAt))
                .orElse(null);
    }

    /**
     * Counted unless its member was in planned maintenance, or a person excluded the member's outage. A VM that was
     * switched off on purpose doesn't count for itself, but it does for the service that needed it.
     */
    private static Row byMember(Interval part, String rule, String what, OutageView member, List<Evidence> evidence) {
        var planned = member.cause() == Cause.MAINTENANCE && member.planned();
        var counted = member.corrected() ? member.counted() : !planned;
        return new Row(
                part,
                member.cause(),
                rule,
                what + " " + member.name() + ": " + member.why(),
                member.who(),
                planned,
                counted,
                evidence);
    }

    private static String need(List<Group> failing) {
        return failing.stream()
                .map(group -> group.vms().size() == 1
                        ? group.name() + " was down."
                        : "Fewer than " + group.need() + " of " + group.vms().size() + " " + group.name() + " were up.")
                .collect(Collectors.joining(" "));
    }

    private static Row byProbes(Interval part, ServiceSpec spec, Context context, List<Evidence> evidence) {
        var met = spec.probes().stream()
                .map(probe -> context.probes().apply(probe.id(), part.from()))
                .filter(one -> one != null && one.verdict() == Verdict.DOWN)
                .toList();
        var said = met.isEmpty() ? "" : " " + met.get(0).detail();
        if (spec.vms().stream()
                .anyMatch(vm ->
                        context.unobserved().getOrDefault(vm, Intervals.NONE).contains(part.from()))) {
            return probed(
                    part,
                    Cause.NETWORK,
                    "host-silent",
                    "Its probes fail, and a member's host is silent." + said,
                    evidence);
        }
        if (!met.isEmpty() && met.stream().allMatch(one -> one.trouble() == Trouble.NO_ANSWER)) {
            return probed(
                    part, Cause.NETWORK, "no-answer", "Its VMs run, and nothing answers the probes." + said, evidence);
        }
        if (met.stream()
                .anyMatch(one -> one.trouble() == Trouble.REFUSED
                        || one.trouble() == Trouble.WRONG_ANSWER
                        || one.trouble() == Trouble.CERTIFICATE
                        || one.trouble() == Trouble.POWER)) {
            return probed(
                    part,
                    Cause.GUEST,
                    "wrong-answer",
                    "Its VMs run, but its program doesn't do its job." + said,
                    evidence);
        }
        return probed(part, Cause.UNKNOWN, "no-rule", "Nothing that was recorded explains it." + said, evidence);
    }

    private static Row probed(Interval part, Cause cause, String rule, String why, List<Evidence> evidence) {
        return new Row(part, cause, rule, why.strip(), null, false, true, evidence);
    }

    /** Members that were down at its beginning, and probes that were bad. */
    private static List<Evidence> evidence(Instant at, ServiceSpec spec, Context context) {
        var evidence = new ArrayList<Evidence>();
        spec.vms()
                .forEach(vm -> context.outages().getOrDefault(vm, List.of()).stream()
                        .filter(outage -> outage.when().contains(at))
                        .forEach(outage -> evidence.add(
                                new Evidence("outage", outage.id(), outage.name() + ": " + outage.why()))));
        for (var probe : spec.probes()) {
            var met = context.probes().apply(probe.id(), at);
            if (met != null && met.verdict() == Verdict.DOWN) {
                evidence.add(new Evidence("probe", null, probe.name() + ": " + met.detail()));
            }
        }
        return evidence;
    }
}
