package io.everup.identity.ldap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The groups that a person is in. */
final class LdapGroups {

    /** Groups in groups in groups: deeper ones are not looked at. */
    static final int DEEPEST = 12;

    /** Groups of one person; more are not followed. */
    static final int MOST = 2_000;

    /** Names in one filter. */
    private static final int AT_ONCE = 40;

    private final LdapSession session;

    LdapGroups(LdapSession session) {
        this.session = session;
    }

    /** The keys ({@link LdapNames#key}) of all groups that the person is in. */
    Set<String> of(LdapUser user) {
        var settings = session.settings();
        if (settings.schema() == LdapSchema.ACTIVE_DIRECTORY) {
            return keys(session.groups(LdapFilters.groupsOfInActiveDirectory(user.dn(), settings.nestedGroups())));
        }
        var direct = session.groups(LdapFilters.groupsOf(user));
        return settings.nestedGroups() ? withGroupsOf(direct) : keys(direct);
    }

    /** Level by level; a group that was met before is not followed again, so that a circle ends. */
    private Set<String> withGroupsOf(List<String> direct) {
        var known = new HashSet<String>();
        var level = unknown(direct, known);
        for (var depth = 1; !level.isEmpty() && depth < DEEPEST && known.size() < MOST; depth++) {
            var next = new ArrayList<String>();
            for (var from = 0; from < level.size(); from += AT_ONCE) {
                var some = level.subList(from, Math.min(from + AT_ONCE, level.size()));
                next.addAll(session.groups(LdapFilters.groupsOfGroups(some)));
            }
            level = unknown(next, known);
        }
        return known;
    }

    private static List<String> unknown(List<String> groups, Set<String> known) {
        return groups.stream().filter(group -> known.add(LdapNames.key(group))).toList();
    }

    private static Set<String> keys(List<String> groups) {
        return groups.stream().map(LdapNames::key).collect(Collectors.toSet());
    }
}
