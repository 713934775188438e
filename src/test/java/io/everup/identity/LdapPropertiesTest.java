package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.identity.ldap.LdapSettings.GroupRole;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LdapPropertiesTest {

    @Test
    void groupsAndTheirRoles() {
        assertThat(LdapProperties.groups(" operator: cn=a\\;b,dc=x ; user:cn=all,dc=x\nAdministrator : cn=c:d,dc=x;"))
                .containsExactly(
                        new GroupRole("cn=a\\;b,dc=x", Role.OPERATOR),
                        new GroupRole("cn=all,dc=x", Role.USER),
                        new GroupRole("cn=c:d,dc=x", Role.ADMINISTRATOR));
        assertThat(LdapProperties.groups("")).isEmpty();
        assertThatThrownBy(() -> LdapProperties.groups("king: cn=a,dc=x")).hasMessageContaining("\"king\" is no role");
    }

    @Test
    void nothingSetMeansNotHere() {
        var properties = bound(Map.of("everup.ldap.servers", ""));
        assertThat(properties.present()).isFalse();
    }

    @Test
    void settingsAsTheyComeFromTheEnvironment() {
        var properties = bound(Map.of(
                "everup.ldap.servers", "ldaps://a,ldap://b",
                "everup.ldap.schema", "active-directory",
                "everup.ldap.base-dn", "dc=x",
                "everup.ldap.bind-password", "nobody may read this",
                "everup.ldap.roles", "operator: cn=it,dc=x"));
        assertThat(properties.settings().servers()).containsExactly("ldaps://a", "ldap://b");
        assertThat(properties.settings().loginAttribute()).isEqualTo("sAMAccountName");
        assertThat(properties.toString()).doesNotContain("nobody may");
    }

    private static LdapProperties bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("everup.ldap", LdapProperties.class);
    }
}
