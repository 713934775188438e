package io.everup.identity.ldap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everyone in the directory, and who is in which of the chosen groups.
 *
 * @param users by {@link LdapUser#id}
 * @param groups the chosen groups that each person is in, by the person's id
 * @param groupsFound the chosen groups that exist
 */
public record LdapCensus(Map<String, LdapUser> users, Map<String, Set<String>> groups, Set<String> groupsFound) {

    /** The chosen groups that a person is in, as {@link LdapNames#key} spells them. */
    public Set<String> groupsOf(LdapUser user) {
        return groups.getOrDefault(user.id(), Set.of());
    }

    /** Takes it. @param chosen keys of groups */
    static LdapCensus take(LdapSession session, Set<String> chosen) {
        var users = new HashMap<String, LdapUser>();
        var settings = session.settings();
        session.eachUser(LdapFilters.anyone(settings.userFilter()), user -> users.put(user.id(), user));
        return settings.schema() == LdapSchema.ACTIVE_DIRECTORY
                ? inActiveDirectory(session, chosen, users)
                : byMembers(session, chosen, users);
    }

    /** An Active Directory gives a group's members in slices only; it is asked for the persons that are in it instead. */
    private static LdapCensus inActiveDirectory(LdapSession session, Set<String> chosen, Map<String, LdapUser> users) {
        var settings = session.settings();
        var groups = new HashMap<String, Set<String>>();
        var found = chosen.stream().filter(session::exists).collect(Collectors.toSet());
        for (var group : found) {
            session.eachUser(
                    LdapFilters.membersInActiveDirectory(settings.userFilter(), group, settings.nestedGroups()),
                    user -> groups.computeIfAbsent(user.id(), id -> new HashSet<>())
                            .add(group));
        }
        return new LdapCensus(users, groups, found);
    }

    private static LdapCensus byMembers(LdapSession session, Set<String> chosen, Map<String, LdapUser> users) {
        var all = new HashMap<String, LdapMembershipRules.Group>();
        session.each(
                session.settings().groupBase(),
                "(|(member=*)(uniqueMember=*)(memberUid=*))",
                List.of("member", "uniqueMember", "memberUid"),
                entry -> {
                    var members = new HashSet<String>();
                    for (var attribute : List.of("member", "uniqueMember")) {
                        if (entry.hasAttribute(attribute)) {
                            for (var dn : entry.getAttributeValues(attribute)) {
                                members.add(LdapNames.key(dn));
                            }
                        }
                    }
                    all.put(
                            LdapNames.key(entry.getDN()),
                            new LdapMembershipRules.Group(members, logins(entry.getAttributeValues("memberUid"))));
                });
        var nested = session.settings().nestedGroups();
        var groups = new HashMap<String, Set<String>>();
        var found = chosen.stream().filter(all::containsKey).collect(Collectors.toSet());
        for (var group : found) {
            var members = LdapMembershipRules.all(group, all, nested);
            users.values().stream()
                    .filter(user -> members.members().contains(LdapNames.key(user.dn()))
                            || members.logins().contains(user.login()))
                    .forEach(user -> groups.computeIfAbsent(user.id(), id -> new HashSet<>())
                            .add(group));
        }
        return new LdapCensus(users, groups, found);
    }

    private static Set<String> logins(String[] values) {
        return values == null
                ? Set.of()
                : Set.of(values).stream()
                        .map(login -> login.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
    }
}
