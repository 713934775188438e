package io.everup.service;

import io.everup.service.ServiceSpec.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Whether a service is up, by its members and its probes at one moment. Pure.
 *
 * <p>It is down when a group has fewer VMs up than it needs, or more than half of its probes are down. It can't be told
 * when what isn't known could make the difference; but then probes that answer decide that it is up.
 */
final class StateRules {

    /** A member at one moment. */
    enum Member {
        UP,
        DOWN,
        UNSEEN,
        /** It isn't there: not yet, or not any more. Nothing is expected of it. */
        ABSENT
    }

    /** What came of it. @param failing groups that have too few VMs; @param probes whether the probes say that it is down */
    record Judged(ServiceState state, List<Group> failing, boolean probes) {}

    private StateRules() {}

    /** @param verdict of a probe; null for one that was never told of */
    static Judged judge(ServiceSpec spec, Function<UUID, Member> member, Function<UUID, Verdict> verdict) {
        var failing = new ArrayList<Group>();
        var unsure = false;
        var less = false;
        for (var group : spec.groups()) {
            var there = group.vms().stream()
                    .map(member)
                    .filter(one -> one != Member.ABSENT)
                    .toList();
            var need = Math.min(group.need(), there.size());
            var up = there.stream().filter(one -> one == Member.UP).count();
            var down = there.stream().filter(one -> one == Member.DOWN).count();
            less |= up < there.size();
            unsure |= there.isEmpty() && !group.vms().isEmpty();
            if (there.size() - down < need) {
                failing.add(group);
            } else if (up < need) {
                unsure = true;
            }
        }
        var probes = probes(spec, verdict);
        var down = !failing.isEmpty() || probes == Verdict.DOWN;
        var state = down ? ServiceState.DOWN : state(spec, unsure, less, probes, verdict);
        return new Judged(state, failing, probes == Verdict.DOWN);
    }

    private static ServiceState state(
            ServiceSpec spec, boolean unsure, boolean less, Verdict probes, Function<UUID, Verdict> verdict) {
        var nothing = spec.vms().isEmpty() && probes == null;
        if (nothing || probes == Verdict.UNKNOWN || unsure && probes != Verdict.UP) {
            return ServiceState.UNOBSERVED;
        }
        var bad = spec.probes().stream().anyMatch(probe -> verdict.apply(probe.id()) == Verdict.DOWN);
        return less || bad ? ServiceState.DEGRADED : ServiceState.UP;
    }

    /** What its probes say together; null for nothing. Probes that were never told of don't count. */
    private static Verdict probes(ServiceSpec spec, Function<UUID, Verdict> verdict) {
        var told = spec.probes().stream()
                .map(ProbeSpec::id)
                .map(verdict)
                .filter(one -> one != null)
                .toList();
        if (told.isEmpty()) {
            return null;
        }
        var down = told.stream().filter(one -> one == Verdict.DOWN).count();
        var unknown = told.stream().filter(one -> one == Verdict.UNKNOWN).count();
        if (down * 2 > told.size()) {
            return Verdict.DOWN;
        }
        return (down + unknown) * 2 > told.size() ? Verdict.UNKNOWN : Verdict.UP;
    }
}
