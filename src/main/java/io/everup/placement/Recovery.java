package io.everup.placement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where the VMs of lost hosts go.
 *
 * @param lost the hosts that are gone
 * @param moves in the order of recovery
 * @param leftOut in the order of recovery
 * @param exact true when nothing better exists; false when the search was cut short, and then VMs may have been left
 *     out for which there was a place, never the other way
 * @param leftOutAtLeast how many protected (not best-effort) VMs no plan could place: the bound of the error when not
 *     exact
 */
public record Recovery(Set<UUID> lost, List<Move> moves, List<LeftOut> leftOut, boolean exact, int leftOutAtLeast) {

    public Recovery {
        lost = Set.copyOf(lost);
        moves = List.copyOf(moves);
        leftOut = List.copyOf(leftOut);
    }

    /** Whether every protected VM has a place; best-effort ones may be left out. */
    public boolean survives() {
        return leftOut.stream().allMatch(LeftOut::bestEffort);
    }

    public Optional<Move> move(UUID vm) {
        return moves.stream().filter(m -> m.vm().equals(vm)).findFirst();
    }

    public Optional<LeftOut> leftOut(UUID vm) {
        return leftOut.stream().filter(l -> l.vm().equals(vm)).findFirst();
    }
}
