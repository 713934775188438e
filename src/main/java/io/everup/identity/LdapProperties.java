package io.everup.identity;

import io.everup.identity.ldap.LdapSchema;
import io.everup.identity.ldap.LdapSettings;
import io.everup.identity.ldap.LdapSettings.GroupRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sign-in by LDAP as the settings {@code EVERUP_LDAP_*} say. With servers in them, they alone count.
 *
 * @param caFile a file with certificates in PEM; empty for those of the system
 * @param roles {@code role: name of a group}, several with a semicolon or a new line between
 * @param synchroniseEvery how often everyone is compared with the directory
 */
@ConfigurationProperties("everup.ldap")
record LdapProperties(
        @DefaultValue({}) List<String> servers,
        @DefaultValue("openldap") LdapSchema schema,
        @DefaultValue("false") boolean allowPlain,
        @DefaultValue("") String caFile,
        @DefaultValue("") String bindDn,
        @DefaultValue("") String bindPassword,
        @DefaultValue("") String baseDn,
        @DefaultValue("") String userFilter,
        @DefaultValue("") String loginAttribute,
        @DefaultValue("") String nameAttribute,
        @DefaultValue("") String mailAttribute,
        @DefaultValue("") String groupBaseDn,
        @DefaultValue("true") boolean nestedGroups,
        @DefaultValue("") String roles,
        @DefaultValue("5m") Duration synchroniseEvery) {

    /** Before a role's word: names of groups may hold semicolons and colons themselves. */
    private static final Pattern BETWEEN_ROLES = Pattern.compile(
            "[;\\n]\\s*(?=("
                    + String.join(
                            "|",
                            Arrays.stream(Role.values())
                                    .map(LdapProperties::word)
                                    .toList()) + ")\\s*:)",
            Pattern.CASE_INSENSITIVE);

    boolean present() {
        return !servers.isEmpty();
    }

    /** @throws IllegalArgumentException with a sentence that names the setting */
    LdapSettings settings() {
        return new LdapSettings(
                true,
                schema,
                servers,
                allowPlain,
                ca(),
                bindDn,
                baseDn,
                userFilter,
                loginAttribute,
                nameAttribute,
                mailAttribute,
                groupBaseDn,
                nestedGroups,
                groups(roles));
    }

    private String ca() {
        try {
            return caFile.isBlank() ? "" : Files.readString(Path.of(caFile.strip()));
        } catch (IOException e) {
            throw new IllegalArgumentException("EVERUP_LDAP_CA_FILE: " + caFile + " can't be read.", e);
        }
    }

    static List<GroupRole> groups(String text) {
        return BETWEEN_ROLES
                .splitAsStream(text.strip().replaceFirst("(?<!\\\\);+$", ""))
                .filter(entry -> !entry.isBlank())
                .map(LdapProperties::group)
                .toList();
    }

    private static GroupRole group(String entry) {
        var parts = entry.split(":", 2);
        var word = parts[0].strip();
        var role = Arrays.stream(Role.values())
                .filter(known -> word(known).equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("EVERUP_LDAP_ROLES: \"" + word
                        + "\" is no role. Write it like operator: cn=operators,dc=example."));
        return new GroupRole(parts.length < 2 ? "" : parts[1].strip(), role);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "LdapProperties[" + servers + "]";
    }
}
