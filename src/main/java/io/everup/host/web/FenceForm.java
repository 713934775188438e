package io.everup.host.web;

import io.everup.host.FenceView;
import io.everup.hypervisor.PowerControl.Agent;
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
 * @param main fields that nearly everyone fills in
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
            "ipaddr",
            "ipport",
            "username",
            "login",
            "password",
            "passwd",
            "plug",
            "port",
            "lanplus",
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
                        .sorted(Comparator.comparingInt(field -> place(USUAL_FIELDS, field.name())))
                        .toList(),
                fields.stream().filter(field -> !usual(field)).toList());
    }

    /** A device's present settings as the form's fields; its secrets stay where they are. */
    static Map<String, String> fields(FenceView device) {
        var fields = new HashMap<String, String>();
        fields.put("agent", device.agent());
        device.params().forEach((name, value) -> fields.put(PREFIX + name, value));
        return fields;
    }

    private static boolean usual(Parameter field) {
        return field.required() || USUAL_FIELDS.contains(field.name());
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
