package io.everup.service.web;

import io.everup.service.ProbeSpec;
import io.everup.service.ServiceSpec;
import io.everup.shared.Refusal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * A service's definition as a request brings it: what is left out of a probe is what most need.
 *
 * @param zone such as Europe/Berlin; UTC when it is left out
 */
record ServiceWish(
        String name,
        String description,
        String team,
        String zone,
        Double target,
        List<GroupWish> groups,
        List<ProbeWish> probes) {

    /** @param need all of them when it is left out */
    record GroupWish(String name, Integer need, List<UUID> vms, List<String> after, List<String> gates) {

        ServiceSpec.Group group() {
            var all = vms == null ? List.<UUID>of() : vms;
            if (all.contains(null)) {
                throw Refusal.invalidField("groups", "A group's VMs are ids of VMs.");
            }
            return new ServiceSpec.Group(
                    name, need == null ? Math.max(1, all.size()) : need, all, words(after), words(gates));
        }
    }

    record ProbeWish(
            UUID id,
            String name,
            ProbeSpec.Kind kind,
            String target,
            String method,
            String status,
            String text,
            Integer warnDays,
            String ca,
            UUID vm,
            Integer intervalSeconds,
            Integer timeoutSeconds,
            Integer failures,
            Integer goods) {

        ProbeSpec probe() {
            return new ProbeSpec(
                    id,
                    name,
                    kind,
                    target,
                    method,
                    status,
                    text,
                    warnDays == null ? 14 : warnDays,
                    ca,
                    vm,
                    intervalSeconds == null ? 20 : intervalSeconds,
                    timeoutSeconds == null ? 5 : timeoutSeconds,
                    failures == null ? 3 : failures,
                    goods == null ? 1 : goods);
        }
    }

    ServiceSpec spec() {
        return new ServiceSpec(
                name,
                description,
                team,
                zone(zone),
                target,
                groups == null
                        ? null
                        : filled("groups", groups).stream()
                                .map(GroupWish::group)
                                .toList(),
                probes == null
                        ? null
                        : filled("probes", probes).stream()
                                .map(ProbeWish::probe)
                                .toList());
    }

    private static <T> List<T> filled(String field, List<T> list) {
        if (list.contains(null)) {
            throw Refusal.invalidField(field, "There is an empty one among them.");
        }
        return list;
    }

    private static List<String> words(List<String> words) {
        return words == null ? List.of() : filled("groups", words);
    }

    static ZoneId zone(String text) {
        try {
            return text == null || text.isBlank() ? ZoneId.of("UTC") : ZoneId.of(text.strip());
        } catch (DateTimeException e) {
            throw Refusal.invalidField("zone", "Write a time zone such as Europe/Berlin.");
        }
    }
}
