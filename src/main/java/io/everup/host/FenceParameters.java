package io.everup.host;

import io.everup.hypervisor.PowerControl.Agent;
import io.everup.hypervisor.PowerControl.Kind;
import io.everup.hypervisor.PowerControl.Parameter;
import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a fence device may be told. Pure. */
final class FenceParameters {

    /** Older names of the same things, which agents still take. */
    private static final Map<String, String> OLD =
            Map.of("ipaddr", "ip", "login", "username", "passwd", "password", "port", "plug");

    /** These don't say whom the device's secrets are told to, nor how well they are guarded on the way. */
    private static final Set<String> HARMLESS = Set.of(
            "plug",
            "switch",
            "power_wait",
            "power_timeout",
            "login_timeout",
            "shell_timeout",
            "ipmitool_timeout",
            "retry_on",
            "stonith_status_sleep",
            "privlvl");

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");
    private static final Map<String, String> FLAGS =
            Map.of("1", "1", "true", "1", "yes", "1", "on", "1", "0", "0", "false", "0", "no", "0", "off", "0");
    private static final int LONGEST = 1_000;

    private FenceParameters() {}

    /**
     * The parameters as the agent takes them today.
     *
     * @throws Refusal naming each that it doesn't take, isn't allowed, has the wrong form or lacks
     */
    static Map<String, String> check(Agent agent, Map<String, String> given) {
        var wrong = new ArrayList<Refusal.Field>();
        var known = agent.parameters().stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
        var right = new TreeMap<String, String>();
        given.forEach((name, value) -> {
            var its = known.containsKey(name) ? name : OLD.getOrDefault(name, name);
            var problem = problem(agent, known.get(its), its, value);
            if (problem == null) {
                right.put(its, plain(known.get(its), value));
            } else {
                wrong.add(new Refusal.Field("fence." + name, problem));
            }
        });
        agent.parameters().stream()
                .filter(each -> needed(each) && !right.containsKey(each.name()) && each.defaultValue() == null)
                .filter(each -> wrong.stream().noneMatch(field -> field.name().equals("fence." + each.name())))
                .forEach(each -> wrong.add(
                        new Refusal.Field("fence." + each.name(), agent.name() + " needs " + each.name() + ".")));
        if (!wrong.isEmpty()) {
            throw Refusal.invalid(wrong);
        }
        return right;
    }

    /** Agents that are reached over the network don't all say that they need an address. */
    static boolean needed(Parameter parameter) {
        return parameter.required() || parameter.name().equals("ip");
    }

    private static String problem(Agent agent, Parameter known, String name, String value) {
        var withheld = agent.withheld().get(name);
        if (withheld != null) {
            return name + " can't be set here. " + withheld;
        }
        if (known == null) {
            return agent.name() + " has no parameter called " + name + ".";
        }
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            return name + " is one line of at most " + LONGEST + " characters.";
        }
        return switch (known.kind()) {
            case TEXT -> null;
            case NUMBER, SECONDS -> WHOLE.matcher(value).matches() ? null : name + " is a whole number.";
            case FLAG -> FLAGS.containsKey(value.toLowerCase(java.util.Locale.ROOT)) ? null : name + " is 1 or 0.";
            case CHOICE ->
                known.options().contains(value)
                        ? null
                        : name + " is one of " + String.join(", ", known.options()) + ".";
        };
    }

    private static String plain(Parameter known, String value) {
        return known.kind() == Kind.FLAG ? FLAGS.get(value.toLowerCase(java.util.Locale.ROOT)) : value;
    }

    /** The names of those that are kept locked. */
    static Set<String> secrets(Agent agent) {
        return agent.parameters().stream()
                .filter(Parameter::secret)
                .map(Parameter::name)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * What a device is told after a change: secrets that aren't given anew stay, but only where they go where they went
     * before. Else whoever may change a device could have its password sent to a machine of their own.
     *
     * @param before all of the device's present parameters, secrets included
     * @throws Refusal when a secret must be given again
     */
    static Map<String, String> changed(Agent agent, Map<String, String> before, Map<String, String> given) {
        var secrets = secrets(agent);
        var kept = before.entrySet().stream()
                .filter(each -> secrets.contains(each.getKey()) && !given.containsKey(each.getKey()))
                .toList();
        if (kept.isEmpty()) {
            return given;
        }
        var moved = Stream.concat(before.keySet().stream(), given.keySet().stream())
                .filter(name -> !secrets.contains(name) && !HARMLESS.contains(name))
                .filter(name -> !java.util.Objects.equals(before.get(name), given.get(name)))
                .distinct()
                .sorted()
                .toList();
        if (!moved.isEmpty()) {
            throw Refusal.invalid(kept.stream()
                    .map(each -> new Refusal.Field(
                            "fence." + each.getKey(),
                            "Type " + each.getKey() + " again: it would be told to another place than before, as "
                                    + String.join(", ", moved) + " changed."))
                    .toList());
        }
        var all = new TreeMap<>(given);
        kept.forEach(each -> all.put(each.getKey(), each.getValue()));
        return all;
    }

    /** What people call a device: its agent, and what tells it from others of the kind. */
    static String label(String agent, Map<String, String> params) {
        var where = Stream.of("ip", "ipaddr").map(params::get).filter(each -> each != null);
        var plug = Stream.of("plug", "port", "host").map(params::get).filter(each -> each != null);
        var words = new StringBuilder(agent);
        where.findFirst().ifPresent(ip -> words.append(" at ").append(ip));
        plug.findFirst().ifPresent(number -> words.append(", plug ").append(number));
        return words.toString();
    }

    /** Levels without gaps, those without one after all before them; in the order in which the devices are given. */
    static List<Integer> levels(List<Integer> wanted) {
        var result = new ArrayList<Integer>();
        var last = 0;
        for (var level : wanted) {
            var its = level == null ? last + 1 : level;
            if (its < 1 || its > FenceLevels.MOST) {
                throw Refusal.invalidField("fence.level", "A level is a number from 1 to " + FenceLevels.MOST + ".");
            }
            last = Math.max(last, its);
            result.add(its);
        }
        var ranks = result.stream().distinct().sorted().toList();
        return result.stream().map(level -> ranks.indexOf(level) + 1).toList();
    }
}
