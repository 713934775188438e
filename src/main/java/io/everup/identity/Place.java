package io.everup.identity;

import java.util.Set;
import java.util.UUID;

/**
 * Where something is, as far as grants speak of it.
 *
 * @param pool null for what belongs to no pool
 * @param vm null for what is no VM
 * @param owner the user whose VM it is; null for nobody's
 * @param team the team whose VM it is; null for none's
 * @param tags those of the VM
 */
public record Place(UUID pool, UUID vm, UUID owner, UUID team, Set<String> tags) {

    /** What belongs to the installation as a whole, such as its users: only a grant on everything holds there. */
    public static final Place EVERYTHING = new Place(null, null, null, null, Set.of());

    public Place {
        tags = Set.copyOf(tags);
    }

    /** A pool, and whatever belongs to it save its VMs. */
    public static Place pool(UUID pool) {
        return new Place(pool, null, null, null, Set.of());
    }

    /** All VMs that wear a tag. */
    public static Place tag(String tag) {
        return new Place(null, null, null, null, Set.of(tag));
    }
}
