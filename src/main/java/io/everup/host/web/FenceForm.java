package io.everup.host.web;

import io.everup.host.FenceLevels;
import io.everup.host.FenceView;
import io.everup.hypervisor.PowerControl.Agent;
import io.everup.hypervisor.PowerControl.Kind;
import io.everup.hypervisor.PowerControl.Parameter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The choice of a fence agent and the fields of the chosen one, from the agent's own description.
 *
 * @param agents by name; the usual ones first
 * @param chosen null when none is
 * @param main fields that it needs, then those that nearly everyone fills in
 * @param more the rest
 */
record FenceForm(Map<String, String> agents, Agent chosen, List<Parameter> main, List<Parameter> more) {

    static final String PREFIX = "fence.";

    private static final List<String> USUAL_AGENTS = List.of(
            "fence_sim",
            "fence_ipmilan",
            "fence_redfish",
            "fence_idrac",
            "fence_ilo5_ssh",
            "fence_ilo4",
            "fence_apc_snmp",
            "fence_apc",
            "fence_virsh",
            "fence_virt");
    private static final List<String> USUAL_FIELDS = List.of(
            "world",
            "host",
            "ip",
            "ipport",
            "username",
            "password",
            "plug",
            "community",
            "snmp_version",
            "lanplus",
            "cipher",
            "systems_uri",
            "ssl_insecure");

    static FenceForm of(List<Agent> agents, String name) {
        var words = new LinkedHashMap<String, String>();
        words.put("", "None: this host can't be proven off");
        agents.stream()
                .sorted(Comparator.comparingInt((Agent agent) -> place(USUAL_AGENTS, agent.name()))
                        .thenComparing(Agent::name))
                .forEach(agent -> words.put(agent.name(), agent.name() + ": " + brief(agent.description())));
        var chosen = agents.stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElse(null);
        var fields = chosen == null ? List.<Parameter>of() : chosen.parameters();
        return new FenceForm(
                words,
                chosen,
                fields.stream()
                        .filter(FenceForm::usual)
                        .sorted(Comparator.comparing((Parameter field) -> !needed(field))
                                .thenComparing(field -> place(USUAL_FIELDS, field.name())))
                        .toList(),
                fields.stream().filter(field -> !usual(field)).toList());
    }

    /** A device's present settings as the form's fields; its secrets stay where they are. */
    static Map<String, String> fields(FenceView device) {
        var fields = new HashMap<String, String>();
        fields.put("agent", device.agent());
        fields.put("level", Integer.toString(device.level()));
        device.params().forEach((name, value) -> fields.put(PREFIX + name, value));
        return fields;
    }

    /** Agents that are reached over the network don't all say that they need an address. */
    static boolean needed(Parameter field) {
        return (field.required() || field.name().equals("ip")) && field.defaultValue() == null;
    }

    private static boolean usual(Parameter field) {
        return field.required() || USUAL_FIELDS.contains(field.name());
    }

    /** What a field's select offers; empty for one that is typed. The first leaves the agent's own default. */
    static Map<String, String> choicesOf(Parameter field) {
        var choices = new LinkedHashMap<String, String>();
        if (field.kind() == Kind.FLAG) {
            choices.put("", "1".equals(field.defaultValue()) ? "As usual: yes" : "As usual: no");
            choices.put("1", "yes");
            choices.put("0", "no");
        } else if (field.kind() == Kind.CHOICE) {
            choices.put("", field.defaultValue() == null ? "As usual" : "As usual: " + field.defaultValue());
            field.options().forEach(option -> choices.put(option, option));
        }
        return choices;
    }

    /** Each field of a list with its select's options and the mark of those that must be filled in. */
    record Field(Parameter parameter, Map<String, String> choices, String label, String hint) {

        static Field of(Parameter parameter) {
            var standard = parameter.defaultValue();
            var hint = parameter.description()
                    + (standard == null || parameter.kind() == Kind.FLAG || parameter.kind() == Kind.CHOICE
                            ? ""
                            : " (as usual: " + standard + ")");
            return new Field(parameter, choicesOf(parameter), parameter.name() + (needed(parameter) ? " *" : ""), hint);
        }
    }

    public List<Field> mainFields() {
        return main.stream().map(Field::of).toList();
    }

    public List<Field> moreFields() {
        return more.stream().map(Field::of).toList();
    }

    /** The levels that a device may have. */
    public static Map<String, String> levels() {
        var levels = new LinkedHashMap<String, String>();
        levels.put("", "A level of its own, after the others");
        for (int level = 1; level <= FenceLevels.MOST; level++) {
            levels.put(Integer.toString(level), "Level " + level);
        }
        return levels;
    }

    private static int place(List<String> order, String name) {
        var place = order.indexOf(name);
        return place < 0 ? order.size() : place;
    }

    private static String brief(String description) {
        var sentence = description == null ? "" : description.strip().split("(?<=\\.)\\s|\\n")[0];
        return sentence.length() > 90 ? sentence.substring(0, 89) + "…" : sentence;
    }
}
