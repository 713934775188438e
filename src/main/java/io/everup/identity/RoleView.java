package io.everup.identity;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * A role, built in or one's own.
 *
 * @param id the word of a built-in role, such as {@code operator}, or the id of one's own
 * @param permissions what it allows
 * @param ownOnly whether what it allows with VMs is meant for the holder's own and their teams' alone
 * @param holders how many users and grants have it
 * @param version for If-Match; 0 for a built-in one
 */
public record RoleView(
        String id,
        String name,
        String note,
        boolean builtIn,
        boolean ownOnly,
        Set<Permission> permissions,
        int holders,
        long version) {

    static RoleView of(Role role, String note, int holders) {
        return new RoleView(word(role), role.title(), note, true, role.ownOnly(), role.permissions(), holders, 0);
    }

    /** As a request spells a built-in role. */
    public static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** The id of a role of one's own; null for a built-in one. */
    public UUID own() {
        return builtIn ? null : UUID.fromString(id);
    }

    /** In the order in which they are declared. */
    public List<Permission> ordered() {
        return permissions.stream().sorted().toList();
    }
}
