package io.everup.vm;

import io.everup.placement.PlacementRule;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A placement rule as readers see it.
 *
 * @param breaches what is so now although the rule says otherwise; nothing is moved because of it
 */
public record RuleView(
        UUID id,
        UUID pool,
        String name,
        PlacementRule.Kind kind,
        boolean must,
        List<Named> vms,
        List<Named> hosts,
        List<String> breaches,
        Instant changedAt,
        String changedBy,
        long revision) {

    /** Something that the rule names. */
    public record Named(UUID id, String name) {}

    public RuleView {
        vms = List.copyOf(vms);
        hosts = List.copyOf(hosts);
        breaches = List.copyOf(breaches);
    }

    public boolean kept() {
        return breaches.isEmpty();
    }

    /** A name on each line, for a form. */
    public String vmLines() {
        return lines(vms);
    }

    public String hostLines() {
        return lines(hosts);
    }

    private static String lines(List<Named> named) {
        return named.stream().map(Named::name).collect(Collectors.joining("\n"));
    }
}
