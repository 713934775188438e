package io.everup.identity;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * All that somebody may do, and where; read once for a request, and never changed.
 *
 * @param teams those that they belong to
 * @param most what a token leaves of it; null for all
 * @param pass by what they got in; null for someone who needs none, such as Everup itself
 */
record Access(List<Held> held, Set<UUID> teams, Set<Permission> most, Pass pass) {

    /**
     * By what someone got in, so that what goes on for long can ask whether it still holds.
     *
     * @param epoch of the account then
     * @param token null for a browser session
     */
    record Pass(int epoch, UUID token) {}

    Access {
        held = List.copyOf(held);
        teams = Set.copyOf(teams);
        most = most == null ? null : Set.copyOf(most);
    }

    static Access of(Role role) {
        return new Access(List.of(Held.everywhere(role)), Set.of(), null, null);
    }

    /** With no more than these permissions. */
    Access narrowed(Set<Permission> to) {
        return new Access(held, teams, most == null ? to : both(most, to), pass);
    }

    private static Set<Permission> both(Set<Permission> one, Set<Permission> other) {
        var both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    /** All that is allowed somewhere. */
    Set<Permission> anywhere() {
        var all = EnumSet.noneOf(Permission.class);
        held.forEach(grant -> all.addAll(grant.permissions()));
        if (most != null) {
            all.retainAll(most);
        }
        return Collections.unmodifiableSet(all);
    }

    boolean allows(Permission permission) {
        return most == null || most.contains(permission);
    }

    Scope scope(Permission permission, UUID self) {
        var everything = false;
        var ownEverywhere = false;
        var pools = new HashSet<UUID>();
        var ownPools = new HashSet<UUID>();
        var tags = new HashSet<String>();
        var ownTags = new HashSet<String>();
        var vms = new HashSet<UUID>();
        for (var grant : held) {
            if (!allows(permission) || !grant.permissions().contains(permission)) {
                continue;
            }
            var own = grant.narrows(permission);
            switch (grant.kind()) {
                case EVERYTHING -> {
                    everything |= !own;
                    ownEverywhere |= own;
                }
                case POOL -> (own ? ownPools : pools).add(grant.place());
                case TAG -> (own ? ownTags : tags).add(grant.tag());
                case VM -> vms.add(grant.place());
            }
        }
        return new Scope(permission, everything, pools, tags, vms, ownEverywhere, ownPools, ownTags, self, teams);
    }
}
