package io.everup.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.everup.support.Slapd;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The cast in a directory: persons, groups in groups, a circle of groups, odd names. */
public final class LdapPeople {

    public static final String PEOPLE = "ou=people," + Slapd.SUFFIX;
    public static final String GROUPS = "ou=groups," + Slapd.SUFFIX;
    static final String MANY = "ou=many," + Slapd.SUFFIX;
    static final String WINDOWS = "ou=windows," + Slapd.SUFFIX;
    public static final String EVERUP = "cn=everup,ou=services," + Slapd.SUFFIX;
    public static final String EVERUP_PASSWORD = "Everup's own password";
    public static final String PASSWORD = "a password in LDAP";
    /** Commas, brackets, an asterisk, a number sign and a backslash, as RFC 4514 escapes them. */
    static final String ODD = "cn=Doe\\, John (Ext)\\\\ * \\#1," + PEOPLE;

    private LdapPeople() {}

    public static String ldif(int many) {
        var text = new StringBuilder("""
                dn: dc=example,dc=org
                objectClass: domain
                dc: example

                """);
        for (var unit : new String[] {"people", "groups", "services", "many", "windows"}) {
            text.append("dn: ou=" + unit + ",dc=example,dc=org\nobjectClass: organizationalUnit\nou: " + unit + "\n\n");
        }
        text.append(
                "dn: " + EVERUP + "\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: everup\n"
                        + "userPassword: " + EVERUP_PASSWORD + "\n\n");
        for (var login : new String[] {"ada", "oli", "mia", "uma", "ned", "rae", "tia", "arlo"}) {
            text.append(person(login)).append("\n");
        }
        text.append(person("locked")).append("pwdAccountLockedTime: 000001010000Z\n\n");
        text.append(person("expired")
                        .replace("inetOrgPerson\n", "inetOrgPerson\nobjectClass: shadowAccount\nshadowExpire: 1\n"))
                .append("\n");
        text.append("dn: " + ODD + "\nobjectClass: inetOrgPerson\nuid: john\ncn: Doe, John (Ext)\\ * #1\nsn: Doe\n"
                + "userPassword: " + PASSWORD + "\n\n");
        text.append(group("admins", uid("ada")));
        text.append(group("auditors", uid("arlo")));
        text.append(group("operators", "cn=night-shift," + GROUPS, uid("locked"), uid("expired")));
        text.append(group("night-shift", "cn=stand-ins," + GROUPS, uid("oli"), uid("rae"), uid("tia")));
        text.append(group("stand-ins", "cn=night-shift," + GROUPS, ODD));
        text.append("dn: cn=managers," + GROUPS + "\nobjectClass: groupOfUniqueNames\ncn: managers\nuniqueMember: "
                + uid("mia") + "\n\n");
        text.append(
                "dn: cn=users," + GROUPS + "\nobjectClass: posixGroup\ncn: users\ngidNumber: 1\nmemberUid: uma\n\n");
        text.append(activeDirectory("Ann", 512, "AQID")).append(activeDirectory("Bob", 514, "AQIE"));
        text.append(group("windows", "cn=Ann," + WINDOWS, "cn=Bob," + WINDOWS));
        if (many > 0) {
            text.append(group(
                    "many",
                    IntStream.range(0, many).mapToObj(LdapPeople::manyDn).toArray(String[]::new)));
            text.append(IntStream.range(0, many)
                    .mapToObj(n -> person(manyLogin(n)).replace(uid(manyLogin(n)), manyDn(n)) + "\n")
                    .collect(Collectors.joining()));
        }
        return withIds(text.toString());
    }

    /** Two servers of one directory have the same ids. */
    private static String withIds(String ldif) {
        return Arrays.stream(ldif.split("\n\n"))
                .filter(entry -> !entry.isBlank())
                .map(entry -> entry.stripTrailing() + "\nentryUUID: "
                        + UUID.nameUUIDFromBytes(
                                entry.lines().findFirst().orElse("").getBytes(UTF_8)) + "\n\n")
                .collect(Collectors.joining());
    }

    static String manyLogin(int n) {
        return "many%05d".formatted(n);
    }

    static String manyDn(int n) {
        return "uid=" + manyLogin(n) + "," + MANY;
    }

    static String uid(String login) {
        return "uid=" + login + "," + PEOPLE;
    }

    public static String groupDn(String name) {
        return "cn=" + name + "," + GROUPS;
    }

    static String person(String login) {
        var name = Character.toUpperCase(login.charAt(0)) + login.substring(1);
        return "dn: " + uid(login) + "\nobjectClass: inetOrgPerson\nuid: " + login + "\ncn: " + name + "\nsn: " + name
                + "\nmail: " + login + "@example.org\nuserPassword: " + PASSWORD + "\n";
    }

    /** @param control userAccountControl; @param id objectGUID in base64 */
    private static String activeDirectory(String name, int control, String id) {
        return "dn: cn=" + name + "," + WINDOWS + "\nobjectClass: user\ncn: " + name + "\nsn: " + name
                + "\nsAMAccountName: "
                + name + "\nuserPrincipalName: " + name + "@example.org\ndisplayName: " + name
                + " Active\nobjectCategory: person"
                + "\nuserAccountControl: " + control + "\nobjectGUID:: " + id + "\nmemberOf: " + groupDn("windows")
                + "\nuserPassword: " + PASSWORD + "\n\n";
    }

    private static String group(String name, String... members) {
        var text =
                new StringBuilder("dn: cn=" + name + "," + GROUPS + "\nobjectClass: groupOfNames\ncn: " + name + "\n");
        for (var member : members) {
            text.append("member: ").append(member).append("\n");
        }
        return text.append("\n").toString();
    }
}
