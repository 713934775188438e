package io.everup.placement;

import java.util.Objects;

/**
 * A VM that is started elsewhere when its host dies.
 *
 * @param priority 0 to 100, higher is recovered first
 * @param bestEffort recovered only with what protected VMs leave, and not counted when asking whether a pool survives
 */
public record ProtectedVm(Demand demand, int priority, boolean bestEffort) {

    public ProtectedVm {
        Objects.requireNonNull(demand, "demand");
        if (priority < 0 || priority > 100) {
            throw new IllegalArgumentException("priority must be between 0 and 100, not " + priority);
        }
    }
}
