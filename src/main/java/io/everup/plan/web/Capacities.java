package io.everup.plan.web;

import io.everup.placement.PlacementPolicy;
import io.everup.shared.Refusal;

/** How full hosts may become, from what people wrote. */
final class Capacities {

    private Capacities() {}

    static PlacementPolicy of(double memoryOvercommit, double cpuOvercommit, long reserveBytes, double reserveShare) {
        try {
            return new PlacementPolicy(memoryOvercommit, cpuOvercommit, reserveBytes, reserveShare);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalidField("cpuOvercommit", "Ratios are above 0; a reserve is between nothing and all.");
        }
    }

    /** A number with a point or a comma. */
    static double number(String field, String text, double otherwise) {
        try {
            return text == null ? otherwise : Double.parseDouble(text.replace(',', '.'));
        } catch (NumberFormatException e) {
            throw Refusal.invalidField(field, "Write a number, such as 1.5.");
        }
    }
}
