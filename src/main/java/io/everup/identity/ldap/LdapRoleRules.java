package io.everup.identity.ldap;

import io.everup.identity.Role;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which role someone gets by their groups. */
public final class LdapRoleRules {

    private LdapRoleRules() {}

    /**
     * The role; of several the one that {@link Role} names first. Empty for someone who may not sign in.
     *
     * @param groups as {@link LdapNames#key} spells them
     */
    public static Optional<Role> role(LdapSettings settings, Set<String> groups) {
        return settings.roles().stream()
                .filter(entry -> groups.contains(LdapNames.key(entry.group())))
                .map(LdapSettings.GroupRole::role)
                .min(Comparator.naturalOrder());
    }

    /** The groups that give roles. */
    public static Set<String> groups(LdapSettings settings) {
        return settings.roles().stream()
                .map(entry -> LdapNames.key(entry.group()))
                .collect(Collectors.toSet());
    }
}
