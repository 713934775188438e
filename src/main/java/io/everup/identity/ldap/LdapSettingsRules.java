package io.everup.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** What settings can be accepted. */
public final class LdapSettingsRules {

    static final int MOST_SERVERS = 10;
    static final int MOST_GROUPS = 200;

    /** An attribute's name or number, RFC 4512 section 1.4. */
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]*|[0-9]+(\\.[0-9]+)+");

    private LdapSettingsRules() {}

    /** The fields that can't be accepted; empty when all can. */
    public static List<Refusal.Field> problems(LdapSettings settings, boolean hasPassword) {
        var problems = new ArrayList<Refusal.Field>();
        servers(settings, problems);
        try {
            LdapTls.certificates(settings.ca());
        } catch (IllegalArgumentException e) {
            problems.add(new Refusal.Field("ca", e.getMessage()));
        }
        dn("bindDn", settings.bindDn(), false, problems);
        dn("baseDn", settings.baseDn(), settings.enabled(), problems);
        dn("groupBaseDn", settings.groupBaseDn(), false, problems);
        if (!settings.bindDn().isEmpty() && !hasPassword) {
            problems.add(new Refusal.Field("bindPassword", "Enter the password of " + settings.bindDn() + "."));
        }
        filter(settings.userFilter(), problems);
        attribute("loginAttribute", settings.loginAttribute(), problems);
        attribute("nameAttribute", settings.nameAttribute(), problems);
        attribute("mailAttribute", settings.mailAttribute(), problems);
        groups(settings, problems);
        return problems;
    }

    /**
     * Whether the password that is stored may go with these settings too: never to a server that it wasn't meant for,
     * nor in the clear when it wasn't before.
     */
    public static boolean mayReusePassword(LdapSettings before, LdapSettings wanted) {
        return before.bindDn().equals(wanted.bindDn())
                && new HashSet<>(before.servers()).containsAll(wanted.servers())
                && (before.allowPlain() || !wanted.allowPlain())
                && before.ca().equals(wanted.ca());
    }

    private static void servers(LdapSettings settings, List<Refusal.Field> problems) {
        if (settings.servers().isEmpty() && settings.enabled()) {
            problems.add(new Refusal.Field("servers", "Name at least one server, such as ldaps://ldap.example.org."));
        }
        if (settings.servers().size() > MOST_SERVERS) {
            problems.add(new Refusal.Field("servers", "Name at most " + MOST_SERVERS + " servers."));
        }
        for (var server : settings.servers()) {
            try {
                LdapServer.parse(server);
            } catch (IllegalArgumentException e) {
                problems.add(new Refusal.Field("servers", e.getMessage()));
            }
        }
    }

    private static void dn(String field, String text, boolean needed, List<Refusal.Field> problems) {
        if (text.isEmpty() ? needed : !DN.isValidDN(text)) {
            problems.add(new Refusal.Field(
                    field, "Write a distinguished name, such as ou=people,dc=example,dc=org (RFC 4514)."));
        }
    }

    private static void filter(String text, List<Refusal.Field> problems) {
        try {
            Filter.create(LdapFilters.anyone(text));
            if (text.contains("{0}")) {
                return;
            }
            problems.add(new Refusal.Field("userFilter", "The filter needs {0} where the typed login goes."));
        } catch (LDAPException e) {
            problems.add(new Refusal.Field(
                    "userFilter",
                    "This is no filter (RFC 4515). A filter looks like (&(objectClass=person)(uid={0}))."));
        }
    }

    private static void attribute(String field, String text, List<Refusal.Field> problems) {
        if (!ATTRIBUTE.matcher(text).matches()) {
            problems.add(new Refusal.Field(field, "Write the name of one attribute, such as uid."));
        }
    }

    private static void groups(LdapSettings settings, List<Refusal.Field> problems) {
        if (settings.roles().isEmpty() && settings.enabled()) {
            problems.add(new Refusal.Field("roles", "Name at least one group: only members of one may sign in."));
        }
        if (settings.roles().size() > MOST_GROUPS) {
            problems.add(new Refusal.Field("roles", "Name at most " + MOST_GROUPS + " groups."));
        }
        for (var entry : settings.roles()) {
            if (entry.role() == null
                    || entry.group() == null
                    || entry.group().isBlank()
                    || !DN.isValidDN(entry.group())) {
                problems.add(new Refusal.Field(
                        "roles",
                        "\"" + entry.group() + "\" is no distinguished name of a group, such as"
                                + " cn=operators,ou=groups,dc=example,dc=org."));
            }
        }
    }
}
