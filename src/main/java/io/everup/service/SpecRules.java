package io.everup.service;

import io.everup.service.ServiceSpec.Group;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a service's definition must be like. Pure. */
final class SpecRules {

    static final int MOST_GROUPS = 20;
    static final int MOST_VMS = 200;
    static final int MOST_PROBES = 30;
    private static final int LONGEST_NOTE = 1_000;
    private static final int LONGEST_TEAM = 200;

    private SpecRules() {}

    /** @return the definition without blanks around its texts; @throws Refusal with every field that can't be accepted */
    static ServiceSpec checked(ServiceSpec spec) {
        var problems = new ArrayList<Refusal.Field>();
        var name = Name.check("name", "service", spec.name());
        if (spec.zone() == null) {
            problems.add(new Refusal.Field("zone", "Choose the time zone of the business, such as Europe/Berlin."));
        }
        // The comparison is written so that a number that is none is refused as well.
        if (spec.target() != null && !(spec.target() >= 50 && spec.target() <= 99.999)) {
            problems.add(new Refusal.Field("target", "An objective lies between 50 and 99.999 percent."));
        }
        var description = text("description", spec.description(), LONGEST_NOTE, problems);
        var team = text("team", spec.team(), LONGEST_TEAM, problems);
        var groups = groups(spec, problems);
        var probes = spec.probes().stream().map(ProbeSpecRules::trimmed).toList();
        probes(new ServiceSpec(name, description, team, spec.zone(), spec.target(), groups, probes), problems);
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
        return new ServiceSpec(name, description, team, spec.zone(), spec.target(), groups, probes);
    }

    private static String text(String field, String value, int most, List<Refusal.Field> problems) {
        var text = value == null ? "" : value.strip();
        if (text.length() > most) {
            problems.add(new Refusal.Field(field, "It has at most " + most + " characters."));
        }
        return text;
    }

    private static List<Group> groups(ServiceSpec spec, List<Refusal.Field> problems) {
        if (spec.groups().size() > MOST_GROUPS || spec.vms().size() > MOST_VMS) {
            problems.add(new Refusal.Field(
                    "groups", "A service has at most " + MOST_GROUPS + " groups and " + MOST_VMS + " VMs."));
        }
        var groups = new ArrayList<Group>();
        var names = new HashSet<String>();
        var seen = new HashSet<UUID>();
        for (var group : spec.groups()) {
            var name = Name.check("groups", "group", group.name());
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                problems.add(new Refusal.Field("groups", "Two groups are called " + name + "."));
            }
            if (group.need() < 1 || group.need() > Math.max(1, group.vms().size())) {
                problems.add(new Refusal.Field(
                        "need",
                        name + " has " + group.vms().size() + " VMs: between 1 and all of them must be needed."));
            }
            if (group.vms().stream().anyMatch(vm -> !seen.add(vm))) {
                problems.add(new Refusal.Field("groups", "A VM belongs to one group, and once: see " + name + "."));
            }
            groups.add(new Group(name, group.need(), group.vms(), distinct(group.after()), distinct(group.gates())));
        }
        links(spec, names, problems);
        return groups;
    }

    private static List<String> distinct(List<String> words) {
        return words.stream().map(String::strip).distinct().toList();
    }

    private static void links(ServiceSpec spec, Set<String> names, List<Refusal.Field> problems) {
        var probes = lower(spec.probes().stream().map(ProbeSpec::name).toList());
        for (var group : spec.groups()) {
            if (!names.containsAll(lower(group.after()))) {
                problems.add(new Refusal.Field("after", group.name() + " starts after a group that there isn't."));
            }
            if (!probes.containsAll(lower(group.gates()))) {
                problems.add(new Refusal.Field("gates", group.name() + " waits for a probe that there isn't."));
            }
        }
        if (problems.isEmpty()
                && StartOrderRules.stages(spec).isEmpty()
                && !spec.groups().isEmpty()) {
            problems.add(new Refusal.Field("after", "Groups wait for each other in a circle: none could ever start."));
        }
    }

    private static Set<String> lower(List<String> words) {
        return words.stream()
                .map(word -> word == null ? "" : word.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static void probes(ServiceSpec spec, List<Refusal.Field> problems) {
        if (spec.probes().size() > MOST_PROBES) {
            problems.add(new Refusal.Field("probes", "A service has at most " + MOST_PROBES + " probes."));
        }
        if (lower(spec.probes().stream().map(ProbeSpec::name).toList()).size()
                < spec.probes().size()) {
            problems.add(new Refusal.Field("name", "Two probes have the same name."));
        }
        spec.probes().forEach(probe -> problems.addAll(ProbeSpecRules.problems(probe, spec)));
    }
}
