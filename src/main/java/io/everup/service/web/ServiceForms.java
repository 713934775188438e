package io.everup.service.web;

import io.everup.service.ProbeSpec;
import io.everup.service.ServiceSpec;
import io.everup.service.ServiceView;
import io.everup.shared.Refusal;
import io.everup.ui.Form;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Between the fields of forms and definitions. */
final class ServiceForms {

    private static final List<String> COMMON = List.of(
            "UTC",
            "Europe/Berlin",
            "Europe/London",
            "Europe/Paris",
            "Europe/Moscow",
            "America/New_York",
            "America/Chicago",
            "America/Los_Angeles",
            "America/Sao_Paulo",
            "Asia/Kolkata",
            "Asia/Shanghai",
            "Asia/Tokyo",
            "Australia/Sydney");

    private ServiceForms() {}

    /** The business's own first. */
    static Map<String, String> zones(ZoneId own) {
        var zones = new LinkedHashMap<String, String>();
        zones.put(own.getId(), own.getId());
        COMMON.forEach(zone -> zones.put(zone, zone));
        ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> zone.matches("(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.*"))
                .sorted()
                .forEach(zone -> zones.putIfAbsent(zone, zone));
        return zones;
    }

    static ServiceSpec basics(Form form, List<ServiceSpec.Group> groups, List<ProbeSpec> probes) {
        return new ServiceSpec(
                form.text("name"),
                form.text("description"),
                form.text("team"),
                ServiceWish.zone(form.text("zone")),
                decimal(form, "target"),
                groups,
                probes);
    }

    static Form basics(ServiceView.Detail detail) {
        var spec = detail.spec();
        var fields = new HashMap<String, String>();
        fields.put("name", spec.name());
        fields.put("description", spec.description());
        fields.put("team", spec.team());
        fields.put("zone", spec.zone().getId());
        fields.put("target", spec.target() == null ? "" : percent(spec.target()));
        fields.put("version", Long.toString(detail.service().version()));
        return new Form(fields);
    }

    private static String percent(double target) {
        return java.math.BigDecimal.valueOf(target).stripTrailingZeros().toPlainString();
    }

    static Long version(Form form) {
        try {
            return form.text("version") == null ? null : Long.valueOf(form.text("version"));
        } catch (NumberFormatException e) {
            throw Refusal.changed("service");
        }
    }

    private static Double decimal(Form form, String field) {
        try {
            return form.text(field) == null
                    ? null
                    : Double.valueOf(
                            form.text(field).replace(',', '.').replace("%", "").strip());
        } catch (NumberFormatException e) {
            throw Refusal.invalidField(field, "Write a number such as 99.95.");
        }
    }

    /** A time as an input of the kind datetime-local sends it, by the clocks of a zone. */
    static Instant instant(Form form, String field, ZoneId zone) {
        try {
            var text = form.text(field);
            return text == null ? null : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalidField(field, "Write a day and a time, such as 2026-11-22T18:00.");
        }
    }

    static List<String> words(Form form, String field) {
        return form.text(field) == null
                ? List.of()
                : Arrays.stream(form.text(field).split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    private static int number(Form form, String field, int usual) {
        var value = form.number(field);
        return value == null ? usual : value;
    }

    /** @param id null for a new probe */
    static ProbeSpec probe(Form form, UUID id) {
        return new ProbeSpec(
                id,
                form.text("name"),
                form.choice("kind", ProbeSpec.Kind.class),
                form.text("target"),
                form.text("method"),
                form.text("status"),
                form.text("text"),
                number(form, "warnDays", 14),
                form.text("ca"),
                form.id("vm"),
                number(form, "intervalSeconds", 20),
                number(form, "timeoutSeconds", 5),
                number(form, "failures", 3),
                number(form, "goods", 1));
    }

    static Form probe(ProbeSpec probe) {
        var fields = new HashMap<String, String>();
        fields.put("name", probe.name());
        fields.put("kind", probe.kind().name());
        fields.put("target", probe.target());
        fields.put("method", probe.method());
        fields.put("status", probe.status());
        fields.put("text", probe.text() == null ? "" : probe.text());
        fields.put("warnDays", "" + probe.warnDays());
        fields.put("ca", probe.ca() == null ? "" : probe.ca());
        fields.put("vm", probe.vm() == null ? "" : probe.vm().toString());
        fields.put("intervalSeconds", "" + probe.intervalSeconds());
        fields.put("timeoutSeconds", "" + probe.timeoutSeconds());
        fields.put("failures", "" + probe.failures());
        fields.put("goods", "" + probe.goods());
        return new Form(fields);
    }
}
