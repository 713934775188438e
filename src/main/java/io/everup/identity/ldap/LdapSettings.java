package io.everup.identity.ldap;

import io.everup.identity.Role;
import java.util.List;

/**
 * How people sign in by a directory service, without the password that Everup itself binds with.
 *
 * @param servers {@code ldaps://host:636} or {@code ldap://host:389}, in the order in which they are asked
 * @param allowPlain {@code ldap://} servers are spoken to without StartTLS: passwords can be read on the network
 * @param ca certificates in PEM that a server's certificate must come from; empty for those of the system
 * @param bindDn whom Everup searches as; empty for nobody (an anonymous bind)
 * @param baseDn below which users are, and groups unless there is a base of their own
 * @param userFilter of a person; {@code {0}} is what they typed. Empty for the schema's own; so for the attributes
 * @param groupBaseDn empty for {@code baseDn}
 * @param nestedGroups whether a member of a group in a group is a member
 * @param roles the groups whose members may sign in
 */
public record LdapSettings(
        boolean enabled,
        LdapSchema schema,
        List<String> servers,
        boolean allowPlain,
        String ca,
        String bindDn,
        String baseDn,
        String userFilter,
        String loginAttribute,
        String nameAttribute,
        String mailAttribute,
        String groupBaseDn,
        boolean nestedGroups,
        List<GroupRole> roles) {

    /** Members of a group get a role; of several roles the one that {@link Role} names first. */
    public record GroupRole(String group, Role role) {}

    /** Nothing is set up. */
    public static final LdapSettings NONE = new LdapSettings(
            false, LdapSchema.OPENLDAP, List.of(), false, "", "", "", "", "", "", "", "", true, List.of());

    public LdapSettings {
        schema = schema == null ? LdapSchema.OPENLDAP : schema;
        servers = servers == null ? List.of() : List.copyOf(servers);
        // Forms send other line ends than files have.
        ca = clean(ca).replace("\r\n", "\n");
        bindDn = clean(bindDn);
        baseDn = clean(baseDn);
        userFilter = or(userFilter, schema.userFilter());
        loginAttribute = or(loginAttribute, schema.loginAttribute());
        nameAttribute = or(nameAttribute, schema.nameAttribute());
        mailAttribute = or(mailAttribute, schema.mailAttribute());
        groupBaseDn = clean(groupBaseDn);
        roles = roles == null ? List.of() : List.copyOf(roles);
    }

    String groupBase() {
        return groupBaseDn.isEmpty() ? baseDn : groupBaseDn;
    }

    private static String clean(String text) {
        return text == null ? "" : text.strip();
    }

    private static String or(String text, String otherwise) {
        return clean(text).isEmpty() ? otherwise : clean(text);
    }
}
