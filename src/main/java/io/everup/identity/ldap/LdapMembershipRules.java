package io.everup.identity.ldap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who is in a group, when groups may be in groups. */
final class LdapMembershipRules {

    /** @param members keys of persons and groups alike; @param logins of persons (RFC 2307) */
    record Group(Set<String> members, Set<String> logins) {}

    private LdapMembershipRules() {}

    /**
     * All members of a group, directly or through groups in it, down to {@link LdapGroups#DEEPEST} levels.
     *
     * @param groups by key
     */
    static Group all(String group, Map<String, Group> groups, boolean nested) {
        var members = new HashSet<String>();
        var logins = new HashSet<String>();
        var met = new HashSet<String>(Set.of(group));
        var level = new ArrayList<String>(met);
        for (var depth = 0; !level.isEmpty() && depth < (nested ? LdapGroups.DEEPEST : 1); depth++) {
            var next = new ArrayList<String>();
            for (var key : level) {
                var found = groups.get(key);
                if (found != null) {
                    members.addAll(found.members());
                    logins.addAll(found.logins());
                    found.members().stream()
                            .filter(groups::containsKey)
                            .filter(met::add)
                            .forEach(next::add);
                }
            }
            level = next;
        }
        return new Group(members, logins);
    }
}
