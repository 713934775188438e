package io.everup.identity;

import static io.everup.identity.LdapPeople.groupDn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.identity.ldap.LdapProbe.Result;
import io.everup.identity.ldap.LdapProbe.Step;
import io.everup.identity.ldap.LdapSchema;
import io.everup.identity.ldap.LdapSettings;
import io.everup.shared.Refusal;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.Slapd;
import io.everup.support.TestAuthority;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Setting up the sign-in by LDAP, and its connection test, by API, page and settings. */
class LdapSetUpTest extends LdapRig {

    @Test
    void aTestSaysInPlainWordsWhatIsWrong() throws Exception {
        assertThat(texts(settings(first.tlsUrl(), second.plainUrl()), "oli", LdapPeople.PASSWORD))
                .anyMatch(text -> text.contains("with TLS; Everup's account is accepted"))
                .anyMatch(text -> text.contains("with StartTLS; Everup's account is accepted"))
                .contains("The password is right.", "The groups give the role Operator.");
        assertThat(LdapTestView.stateOf(
                        steps(settings(first.tlsUrl(), first.wrongNameUrl()), LdapPeople.EVERUP_PASSWORD, "oli", null)))
                .as("one server is enough")
                .isEqualTo(LdapTestView.State.WARNED);
        assertThat(failure(settings(first.tlsUrl()), "nobody", null)).contains("No one signs in as nobody");
        assertThat(failure(settings(first.tlsUrl()), "locked", null)).contains("is disabled");
        assertThat(failure(settings(first.tlsUrl()), "oli", "wrong")).contains("refuses the password");
        assertThat(failure(settings(first.tlsUrl()), "ned", null)).contains("in no group that gives a role");
        assertThat(failure(settings("ldaps://no-such-host.invalid"), null, null))
                .contains("has no address");
        assertThat(failure(settings(first.wrongNameUrl()), null, null)).contains("made out to another name");
        assertThat(failure(settings(first.tlsUrl().replace("ldaps", "ldap")), null, null))
                .matches(".*(closed the connection|didn't answer in time).*");
        var other = new TestAuthority(home.resolve("other-" + System.nanoTime())).pem();
        var people = LdapPeople.PEOPLE;
        assertThat(failure(with(settings(first.tlsUrl()), people, LdapPeople.GROUPS, other), null, null))
                .contains("isn't signed by an authority that Everup trusts");
        assertThat(failure(with(settings(second.plainUrl()), people, LdapPeople.GROUPS, ""), null, null))
                .as("StartTLS with the system's authorities")
                .contains("isn't signed by an authority that Everup trusts");
        assertThat(failure(with(settings(first.tlsUrl()), "ou=none," + Slapd.SUFFIX, "", authority.pem()), null, null))
                .contains("There is no entry ou=none");
        assertThat(failure(settings(first.tlsUrl()), "not Everup's password", null, null))
                .contains("refuses the account or the password that Everup binds with");
    }

    @Test
    void aTestTellsAClosedPortASilentServerAndOneWithoutStartTls() throws Exception {
        try (var silent = new ServerSocket(0)) {
            assertThat(failure(settings("ldaps://localhost:" + silent.getLocalPort()), null, null))
                    .contains("didn't answer in time");
            assertThat(failure(settings("ldap://localhost:" + silent.getLocalPort()), null, null))
                    .contains("didn't answer in time");
            silent.close();
            assertThat(failure(settings("ldaps://localhost:" + silent.getLocalPort()), null, null))
                    .contains("nothing listens on that port");
        }
        try (var plain = Slapd.start(home.resolve("plain-" + System.nanoTime()), null, LdapPeople.ldif(0))) {
            assertThat(failure(settings(plain.plainUrl()), null, null)).contains("doesn't offer StartTLS");
        }
    }

    @Test
    void thePasswordsAreNowhere() {
        ldap.test(As.ADA, null, null, "oli", "a password that is nowhere");
        assertThat(jdbc.sql("select bind_password || settings from ldap_settings")
                        .query(String.class)
                        .single())
                .doesNotContain(LdapPeople.EVERUP_PASSWORD);
        assertThat(jdbc.sql("select coalesce(string_agg(t::text || coalesce(a::text, ''), ' '), '') from ldap_test t"
                                + " left join audit_entry a on true")
                        .query(String.class)
                        .single())
                .doesNotContain("nowhere", LdapPeople.EVERUP_PASSWORD);
        assertThat(directory.view(As.ADA).toString()).doesNotContain(LdapPeople.EVERUP_PASSWORD);
        assertThatThrownBy(() -> ldap.set(As.ADA, settings("ldaps://elsewhere.example.org"), null, null))
                .as("the stored password goes to no new server")
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Enter the password");
        assertThatThrownBy(() -> directory.view(As.OLI)).isInstanceOf(Refusal.class);
    }

    @Test
    void theApiSetsItUpAndTestsIt() throws Exception {
        var ada = new Api(mvc, As.ADA);
        var wish = Map.of(
                "enabled",
                true,
                "schema",
                "openldap",
                "servers",
                List.of(first.tlsUrl()),
                "ca",
                authority.pem(),
                "bindDn",
                LdapPeople.EVERUP,
                "baseDn",
                LdapPeople.PEOPLE,
                "groupBaseDn",
                LdapPeople.GROUPS,
                "roles",
                List.of(Map.of("group", groupDn("admins"), "role", "administrator")));
        var set = ada.send("PUT", "/api/v1/ldap", wish, Map.of()).is(200);
        assertThat(set.text("/settings/roles/0/role")).isEqualTo("administrator");
        assertThat(set.body().toString()).contains("bindPasswordSet").doesNotContain(LdapPeople.EVERUP_PASSWORD);
        ada.send("PUT", "/api/v1/ldap", wish, Map.of("If-Match", "\"0\"")).is(412);
        var wrong = ada.send("PUT", "/api/v1/ldap", Map.of("enabled", true, "servers", List.of("x")), Map.of())
                .is(422);
        assertThat(wrong.body().toString()).contains("servers", "baseDn", "roles");
        var test = ada.post("/api/v1/ldap/actions/test", Map.of("login", "ada")).is(202);
        var ended = Await.until(
                "the test ends",
                SOON,
                () -> ada.get(test.header("Location")).is(200),
                answer -> !answer.text("/state").equals("running"),
                () -> "it runs on");
        assertThat(ended.text("/state")).as(ended.body().toString()).isEqualTo("passed");
        ada.post("/api/v1/ldap/actions/synchronise", null).is(202);
        var oli = new Api(mvc, As.OLI);
        oli.get("/api/v1/ldap").is(403);
        oli.post("/api/v1/ldap/actions/test", Map.of()).is(403);
        oli.send("PUT", "/api/v1/ldap", wish, Map.of()).is(403);
    }

    @Test
    void thePageSetsItUpAndTestsIt() throws Exception {
        var page = mvc.perform(get("/ldap").with(As.ada()))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(page).contains(first.tlsUrl(), groupDn("admins")).doesNotContain(LdapPeople.EVERUP_PASSWORD);
        mvc.perform(get("/ldap").with(As.oli())).andExpect(status().isForbidden());
        var form = post("/ldap")
                .with(As.ada())
                .with(csrf())
                .param("schema", "OPENLDAP")
                .param("servers", first.tlsUrl())
                .param("ca", authority.pem().replace("\n", "\r\n"))
                .param("bindDn", LdapPeople.EVERUP)
                .param("baseDn", LdapPeople.PEOPLE)
                .param("role.OPERATOR", groupDn("operators") + "\r\n" + groupDn("many"));
        mvc.perform(form).andExpect(status().is3xxRedirection());
        assertThat(directory.view(As.ADA).settings().roles()).hasSize(2);
        assertThat(directory.view(As.ADA).bindPasswordSet())
                .as("an empty field keeps it")
                .isTrue();
        mvc.perform(post("/ldap")
                        .with(As.ada())
                        .with(csrf())
                        .param("enabled", "true")
                        .param("servers", "x"))
                .andExpect(status().is(422));
        mvc.perform(post("/ldap/test").with(As.ada()).with(csrf()).param("servers", "x"))
                .andExpect(status().is(422));
        mvc.perform(post("/ldap/synchronise").with(As.ada()).with(csrf())).andExpect(status().isConflict());
    }

    @Test
    void settingsOfTheProgramComeBeforeThoseOfThePage() {
        var given = new LdapProperties(
                List.of("ldaps://given"),
                LdapSchema.OPENLDAP,
                false,
                "",
                "cn=e,dc=x",
                "given password",
                "dc=x",
                "",
                "",
                "",
                "",
                "",
                true,
                "operator: cn=it,dc=x",
                Duration.ofMinutes(5));
        var store = new LdapStore(jdbc, json, secrets, given);
        assertThat(store.stored().fixed()).isTrue();
        assertThat(store.active().orElseThrow().bindPassword()).isEqualTo("given password");
        var wrong = new LdapProperties(
                List.of("given"),
                LdapSchema.OPENLDAP,
                false,
                "",
                "",
                "",
                "dc=x",
                "",
                "",
                "",
                "",
                "",
                true,
                "",
                Duration.ofMinutes(5));
        var broken = new LdapStore(jdbc, json, secrets, wrong);
        assertThat(broken.active()).as("the portal starts all the same").isEmpty();
        assertThat(broken.stored().problems()).hasSize(2);
    }

    private List<Step> steps(LdapSettings settings, String bindPassword, String login, String password) {
        jdbc.sql("delete from rate_limit where bucket like 'ldap-test%'").update();
        var id = ldap.test(As.ADA, settings, bindPassword, login, password);
        return Await.until(
                        "the test ends",
                        SOON,
                        () -> directory.test(As.ADA, id),
                        test -> !test.running(),
                        () -> "it runs on")
                .steps();
    }

    private List<String> texts(LdapSettings settings, String login, String password) {
        return steps(settings, LdapPeople.EVERUP_PASSWORD, login, password).stream()
                .map(Step::text)
                .toList();
    }

    private String failure(LdapSettings settings, String login, String password) {
        return failure(settings, LdapPeople.EVERUP_PASSWORD, login, password);
    }

    private String failure(LdapSettings settings, String bindPassword, String login, String password) {
        var steps = steps(settings, bindPassword, login, password);
        return steps.stream()
                .filter(step -> step.result() == Result.FAILED)
                .peek(step -> assertThat(step.next()).isNotBlank())
                .map(Step::text)
                .findFirst()
                .orElse("nothing failed: " + steps);
    }
}
