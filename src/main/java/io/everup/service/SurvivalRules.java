package io.everup.service;

import io.everup.placement.Recovery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whether a service would survive the loss of a host. Pure. */
final class SurvivalRules {

    private SurvivalRules() {}

    /** A member and where it runs. @param host null for nowhere */
    record Placed(UUID vm, String name, UUID host, String hostName) {}

    /**
     * @param up members that are up now; the others can't be lost any more
     * @param recoveries of the failover plan, by host
     */
    static Survival judge(ServiceSpec spec, List<Placed> up, Map<UUID, Recovery> recoveries) {
        if (spec.vms().isEmpty()) {
            return new Survival(
                    Survival.Level.UNKNOWN, "It has no VMs here: the failover plan says nothing of it.", List.of());
        }
        var byHost = up.stream()
                .filter(one -> one.host() != null)
                .collect(Collectors.groupingBy(Placed::host, LinkedHashMap::new, Collectors.toList()));
        var lines = new ArrayList<Survival.Line>();
        byHost.forEach((host, lost) -> lines.add(line(spec, up, lost, recoveries.get(host))));
        lines.sort(Comparator.comparing(Survival.Line::level).reversed().thenComparing(Survival.Line::host));
        if (lines.isEmpty()) {
            return new Survival(Survival.Level.UNKNOWN, "None of its VMs runs now.", List.of());
        }
        var worst = lines.get(0);
        var text = switch (worst.level()) {
            case SAFE -> "Yes. Whichever host fails, it goes on without a pause.";
            case INTERRUPTED -> "Yes, after a restart. If " + worst.host() + " fails, " + worst.text();
            default -> "No. If " + worst.host() + " fails, " + worst.text();
        };
        return new Survival(worst.level(), text, lines);
    }

    private static Survival.Line line(ServiceSpec spec, List<Placed> up, List<Placed> lost, Recovery recovery) {
        var host = lost.get(0).hostName();
        var gone = lost.stream().map(Placed::vm).collect(Collectors.toSet());
        var left = up.stream().map(Placed::vm).filter(vm -> !gone.contains(vm)).collect(Collectors.toSet());
        var judged = StateRules.judge(
                spec, vm -> left.contains(vm) ? StateRules.Member.UP : StateRules.Member.DOWN, probe -> null);
        if (judged.failing().isEmpty()) {
            return new Survival.Line(host, Survival.Level.SAFE, "it goes on: " + names(lost) + " can be missed.");
        }
        var needed = lost.stream()
                .filter(one ->
                        judged.failing().stream().anyMatch(group -> group.vms().contains(one.vm())))
                .toList();
        var stuck = needed.stream()
                .filter(one -> recovery == null || recovery.move(one.vm()).isEmpty())
                .toList();
        if (stuck.isEmpty()) {
            var where = needed.stream()
                    .map(one -> one.name() + " on "
                            + recovery.move(one.vm()).orElseThrow().targetName())
                    .collect(Collectors.joining(", "));
            return new Survival.Line(
                    host, Survival.Level.INTERRUPTED, "it is down until it has started elsewhere: " + where + ".");
        }
        return new Survival.Line(host, Survival.Level.LOST, "it stays down: " + why(stuck.get(0), recovery));
    }

    private static String why(Placed vm, Recovery recovery) {
        var left = recovery == null ? null : recovery.leftOut(vm.vm()).orElse(null);
        return left == null
                ? vm.name() + " is not protected, so it isn't started elsewhere."
                : "no host can take " + vm.name() + " (" + left.reasons().get(0) + ").";
    }

    private static String names(List<Placed> vms) {
        return vms.stream().map(Placed::name).collect(Collectors.joining(", "));
    }
}
