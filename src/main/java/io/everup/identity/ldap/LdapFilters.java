package io.everup.identity.ldap;

import com.unboundid.ldap.sdk.Filter;
import java.util.Collection;

/** Filters (RFC 4515). What comes from outside stands in them as a value only, never as a part of the filter. */
final class LdapFilters {

    /** LDAP_MATCHING_RULE_IN_CHAIN: member of a group, or of a group in it, however deep (MS-ADTS 3.1.1.3.4.4.3). */
    static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

    private static final String TYPED = "{0}";

    private LdapFilters() {}

    /** The person who typed this login. */
    static String person(String template, String login) {
        return template.replace(TYPED, Filter.encodeValue(login));
    }

    /** Every person that could sign in, whatever they type. */
    static String anyone(String template) {
        return template.replace(TYPED, "*");
    }

    /** The groups that a person is in directly: by distinguished name, or by login (RFC 2307). */
    static Filter groupsOf(LdapUser user) {
        return Filter.createORFilter(
                Filter.createEqualityFilter("member", user.dn()),
                Filter.createEqualityFilter("uniqueMember", user.dn()),
                Filter.createEqualityFilter("memberUid", user.login()));
    }

    /** The groups that one of these groups is in directly. */
    static Filter groupsOfGroups(Collection<String> groups) {
        return Filter.createORFilter(groups.stream()
                .<Filter>mapMulti((group, into) -> {
                    into.accept(Filter.createEqualityFilter("member", group));
                    into.accept(Filter.createEqualityFilter("uniqueMember", group));
                })
                .toList());
    }

    /** The groups that a person of an Active Directory is in. */
    static Filter groupsOfInActiveDirectory(String dn, boolean nested) {
        return nested
                ? Filter.createExtensibleMatchFilter("member", IN_CHAIN, false, dn)
                : Filter.createEqualityFilter("member", dn);
    }

    /** The persons of an Active Directory that are in a group. */
    static String membersInActiveDirectory(String template, String group, boolean nested) {
        var of = nested
                ? Filter.createExtensibleMatchFilter("memberOf", IN_CHAIN, false, group)
                : Filter.createEqualityFilter("memberOf", group);
        return "(&" + anyone(template) + of + ")";
    }
}
