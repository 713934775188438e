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
import java.util.regex.Pattern;

/**
 * The choice of a fence agent and the fields of the chosen one, from the agent's own description. What people call them
 * stands in the messages {@code host.fence.agent.*} and {@code host.fence.param.*}; for what isn't there, the agent's
 * own words are taken.
 *
 * @param usual agents that most have, the commonest first: what each says of itself, by name
 * @param others the rest, by name
 * @param chosen null when none is
 * @param main fields that it needs, then those that nearly everyone fills in
 * @param more the rest
 */
record FenceForm(
        Map<String, String> usual,
        Map<String, String> others,
        Agent chosen,
        List<Parameter> main,
        List<Parameter> more) {

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
            "fence_netio",
            "fence_eaton_snmp",
            "fence_raritan",
            "fence_virsh",
            "fence_virt");
    private static final List<String> USUAL_FIELDS = List.of(
            "world",
            "host",
            "ip",
            "username",
            "password",
            "plug",
            "community",
            "snmp_version",
            "lanplus",
            "cipher",
            "systems_uri",
            "ssl_insecure",
            "ipport");

    /** What a new device's form proposes where the agent's own default suits hardly any machine of today. */
    private static final Map<String, String> PROPOSED = Map.of("lanplus", "1");

    /** Those that read so only repeat the address. */
    private static final String SAME_AS_ADDRESS = "port-as-ip";

    private static final Pattern PREAMBLE = Pattern.compile(
            "^(?:i/o )?(?:power )?fenc(?:e|ing) agent (?:for|to) (?:use with )?", Pattern.CASE_INSENSITIVE);
    private static final int SHORT = 60;

    static FenceForm of(List<Agent> agents, String name) {
        var usual = new LinkedHashMap<String, String>();
        var others = new LinkedHashMap<String, String>();
        agents.stream()
                .sorted(Comparator.comparingInt((Agent agent) -> place(USUAL_AGENTS, agent.name()))
                        .thenComparing(Agent::name))
                .forEach(agent -> (USUAL_AGENTS.contains(agent.name()) ? usual : others)
                        .put(agent.name(), brief(agent.description())));
        var chosen = agents.stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElse(null);
        var fields = chosen == null ? List.<Parameter>of() : chosen.parameters();
        return new FenceForm(
                usual,
                others,
                chosen,
                fields.stream()
                        .filter(FenceForm::isUsual)
                        .sorted(Comparator.comparing((Parameter field) -> !needed(field))
                                .thenComparing(field -> place(USUAL_FIELDS, field.name())))
                        .toList(),
                fields.stream().filter(field -> !isUsual(field)).toList());
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

    private static boolean isUsual(Parameter field) {
        return field.required()
                || USUAL_FIELDS.contains(field.name()) && !field.description().contains(SAME_AS_ADDRESS);
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

    /**
     * One field.
     *
     * @param choices of its select; empty for one that is typed
     * @param needed whether it must be filled in
     * @param own the agent's own words where they are short enough for a label; else its name, more legible
     * @param description the agent's own words where they are too long for a label; else null
     * @param standard what the agent takes when nothing is typed; null where it takes nothing or the select says it
     * @param proposed what a new device's form starts with; null for nothing
     */
    record Field(
            Parameter parameter,
            Map<String, String> choices,
            boolean needed,
            String own,
            String description,
            String standard,
            String proposed) {

        static Field of(Parameter parameter) {
            var said = parameter.description() == null
                    ? ""
                    : parameter.description().strip();
            var fits = !said.isEmpty() && said.length() <= SHORT;
            var choices = choicesOf(parameter);
            return new Field(
                    parameter,
                    choices,
                    FenceForm.needed(parameter),
                    fits ? said : parameter.name().replace('_', ' '),
                    fits || said.isEmpty() ? null : said,
                    choices.isEmpty() ? parameter.defaultValue() : null,
                    PROPOSED.get(parameter.name()));
        }

        public boolean counted() {
            return parameter.kind() == Kind.NUMBER || parameter.kind() == Kind.SECONDS;
        }

        public boolean seconds() {
            return parameter.kind() == Kind.SECONDS;
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
        var words = PREAMBLE.matcher(sentence).replaceFirst("");
        return words.length() > 90 ? words.substring(0, 89) + "…" : words;
    }
}
