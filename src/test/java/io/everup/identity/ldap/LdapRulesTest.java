package io.everup.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.everup.identity.Role;
import io.everup.identity.ldap.LdapSettings.GroupRole;
import io.everup.shared.Refusal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided about LDAP without asking a server. */
class LdapRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "a*", "ada)(uid=*", "*)(objectClass=*", "a\\b", "a\u0000b", "ä", "(", "){0}", "ada)(|(uid=*"
            })
    void whatWasTypedStaysOneValue(String typed) throws Exception {
        for (var schema : LdapSchema.values()) {
            var filter = Filter.create(LdapFilters.person(schema.userFilter(), typed));
            assertThat(values(filter)).as(schema + " with " + typed).contains(typed);
            assertThat(filter.getComponents())
                    .hasSameSizeAs(Filter.create(LdapFilters.person(schema.userFilter(), "ada"))
                            .getComponents());
        }
    }

    private static List<String> values(Filter filter) {
        return filter.getComponents().length == 0
                ? List.of(String.valueOf(filter.getAssertionValue()))
                : List.of(filter.getComponents()).stream()
                        .flatMap(part -> values(part).stream())
                        .toList();
    }

    @Test
    void anOddNameStaysOneValueInFiltersOfGroups() throws Exception {
        var dn = "cn=Doe\\, John (Ext)\\\\ *,dc=x";
        var user = new LdapUser(dn, "1", "john", "John", null, false);
        assertThat(values(LdapFilters.groupsOf(user))).containsExactly(dn, dn, "john");
        assertThat(values(Filter.create(LdapFilters.groupsOf(user).toString()))).containsExactly(dn, dn, "john");
        assertThat(LdapFilters.groupsOfInActiveDirectory(dn, true).toString())
                .startsWith("(member:1.2.840.113556.1.4.1941:=")
                .contains("\\28Ext\\29");
        assertThat(Filter.create(LdapFilters.membersInActiveDirectory(
                                LdapSchema.ACTIVE_DIRECTORY.userFilter(), dn, true))
                        .getComponents())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "userAccountControl, 512, false",
        "userAccountControl, 514, true",
        "accountExpires, 0, false",
        "accountExpires, 9223372036854775807, false",
        "accountExpires, 132539328000000000, true",
        "accountExpires, 159017472000000000, false",
        "pwdAccountLockedTime, 000001010000Z, true",
        "pwdAccountLockedTime, 20261122115959Z, false",
        "shadowExpire, -1, false",
        "shadowExpire, 1, true",
        "shadowExpire, 30000, false",
        "cn, Ada, false"
    })
    void whoIsDisabled(String attribute, String value, boolean disabled) throws Exception {
        var entry = new Entry("uid=ada,dc=x");
        entry.addAttribute(attribute, value);
        assertThat(LdapEntryRules.disabled(entry, NOW)).isEqualTo(disabled);
    }

    @Test
    void anEntryBecomesAPerson() throws Exception {
        var directory = new LdapSettings(
                true,
                LdapSchema.ACTIVE_DIRECTORY,
                null,
                false,
                null,
                null,
                "dc=x",
                null,
                null,
                null,
                null,
                null,
                true,
                null);
        var entry = new Entry("CN=Ada,DC=x");
        entry.addAttribute("sAMAccountName", "Ada");
        entry.addAttribute("displayName", " ");
        entry.addAttribute("objectGUID", new byte[] {1, (byte) 0xff});
        assertThat(LdapEntryRules.user(directory, entry, NOW))
                .isEqualTo(new LdapUser("CN=Ada,DC=x", "01ff", "ada", "Ada", null, false));
        assertThat(LdapEntryRules.user(directory, new Entry("cn=printer,dc=x"), NOW))
                .isNull();
    }

    @Test
    void groupsInGroupsEndWhereACircleBegins() {
        var groups = Map.of(
                "a", new LdapMembershipRules.Group(Set.of("b", "ada"), Set.of()),
                "b", new LdapMembershipRules.Group(Set.of("c"), Set.of("bob")),
                "c", new LdapMembershipRules.Group(Set.of("a", "cy"), Set.of()));
        assertThat(LdapMembershipRules.all("a", groups, true).members()).contains("ada", "cy");
        assertThat(LdapMembershipRules.all("a", groups, true).logins()).containsExactly("bob");
        assertThat(LdapMembershipRules.all("a", groups, false).members()).containsExactlyInAnyOrder("b", "ada");
        assertThat(LdapMembershipRules.all("none", groups, true).members()).isEmpty();
    }

    @Test
    void groupsAreFollowedOnlySoDeep() {
        var groups = new HashMap<String, LdapMembershipRules.Group>();
        for (var depth = 0; depth < 40; depth++) {
            groups.put("g" + depth, new LdapMembershipRules.Group(Set.of("g" + (depth + 1), "u" + depth), Set.of()));
        }
        assertThat(LdapMembershipRules.all("g0", groups, true).members())
                .contains("u" + (LdapGroups.DEEPEST - 1))
                .doesNotContain("u" + LdapGroups.DEEPEST);
    }

    @Test
    void ofSeveralRolesTheFirstCounts() {
        var settings = settings(
                List.of("ldaps://a"),
                List.of(
                        new GroupRole("cn=All, dc=x", Role.AUDITOR),
                        new GroupRole("CN=it,DC=X", Role.OPERATOR),
                        new GroupRole("cn=boss,dc=x", Role.ADMINISTRATOR)));
        assertThat(LdapRoleRules.role(settings, Set.of(LdapNames.key("cn=all,dc=x"), LdapNames.key("cn=IT,dc=x"))))
                .contains(Role.OPERATOR);
        assertThat(LdapRoleRules.role(settings, Set.of("cn=other,dc=x"))).isEmpty();
    }

    @Test
    void addressesOfServers() {
        assertThat(LdapServer.parse("ldaps://ldap.example.org")).hasToString("ldaps://ldap.example.org:636");
        assertThat(LdapServer.parse("LDAP://h:1389/")).hasToString("ldap://h:1389");
        assertThat(LdapServer.parse("ldap://[::1]")).isEqualTo(new LdapServer("::1", 389, false));
        for (var wrong :
                List.of("ldap.example.org", "http://h", "ldaps://", "ldap://u:p@h", "ldap://h/dc=x", "ldap://a b")) {
            assertThatThrownBy(() -> LdapServer.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ldaps://host");
        }
    }

    @Test
    void settingsThatCantBeAccepted() {
        var good = settings(List.of("ldaps://a"), List.of(new GroupRole("cn=it,dc=x", Role.OPERATOR)));
        assertThat(LdapSettingsRules.problems(good, true)).isEmpty();
        var bad = new LdapSettings(
                true,
                LdapSchema.OPENLDAP,
                List.of("nonsense"),
                false,
                "no PEM",
                "cn=everup,dc=x",
                "",
                "(uid=ada",
                "a b",
                "",
                "",
                "not a dn",
                true,
                List.of(new GroupRole("operators", Role.OPERATOR)));
        assertThat(LdapSettingsRules.problems(bad, false))
                .extracting(Refusal.Field::name)
                .containsExactlyInAnyOrder(
                        "servers",
                        "ca",
                        "baseDn",
                        "groupBaseDn",
                        "bindPassword",
                        "userFilter",
                        "loginAttribute",
                        "roles");
        assertThat(LdapSettingsRules.problems(LdapSettings.NONE, false)).isEmpty();
    }

    @Test
    void theStoredPasswordGoesOnlyWhereItWasMeantFor() {
        var groups = List.of(new GroupRole("cn=it,dc=x", Role.OPERATOR));
        var before = settings(List.of("ldaps://a", "ldaps://b"), groups);
        assertThat(LdapSettingsRules.mayReusePassword(before, settings(List.of("ldaps://b"), groups)))
                .isTrue();
        assertThat(LdapSettingsRules.mayReusePassword(before, settings(List.of("ldaps://a", "ldaps://c"), groups)))
                .isFalse();
        assertThat(LdapSettingsRules.mayReusePassword(before, settings(List.of("ldap://a"), groups)))
                .isFalse();
    }

    private static LdapSettings settings(List<String> servers, List<GroupRole> roles) {
        return new LdapSettings(
                true, LdapSchema.OPENLDAP, servers, false, "", "", "dc=x", "", "", "", "", "", true, roles);
    }
}
