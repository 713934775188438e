package io.everup.placement;

import java.util.List;
import java.util.UUID;

/**
 * A VM for which the plan has no host.
 *
 * @param reasons why no host can take it, in plain words; never empty
 */
public record LeftOut(UUID vm, String name, boolean bestEffort, List<String> reasons) {

    public LeftOut {
        reasons = List.copyOf(reasons);
    }
}
