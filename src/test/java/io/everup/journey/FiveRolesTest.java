package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.identity.LdapPeople;
import io.everup.support.Slapd;
import io.everup.support.TestAuthority;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** Everyone signs in with the account that they already have, and sees just what is theirs. */
class FiveRolesTest extends Journey {

    private static final String WORLD = "2x4-roles";

    @Autowired
    Simulator simulator;

    private Slapd directory;
    private String foreign;

    @BeforeAll
    void aDirectoryAndAFewVms(@TempDir Path home) {
        assumeTrue(Slapd.installed(), "slapd isn't installed");
        var authority = new TestAuthority(home.resolve("ca"));
        directory = Slapd.start(home.resolve("slapd"), authority, LdapPeople.ldif(0));
        portal.send(
                        "PUT",
                        "/ldap",
                        Map.ofEntries(
                                Map.entry("enabled", true),
                                Map.entry("schema", "openldap"),
                                Map.entry("servers", List.of(directory.tlsUrl())),
                                Map.entry("ca", authority.pem()),
                                Map.entry("bindDn", LdapPeople.EVERUP),
                                Map.entry("bindPassword", LdapPeople.EVERUP_PASSWORD),
                                Map.entry("baseDn", LdapPeople.PEOPLE),
                                Map.entry("groupBaseDn", LdapPeople.GROUPS),
                                Map.entry(
                                        "roles",
                                        List.of(
                                                role("admins", "administrator"),
                                                role("operators", "operator"),
                                                role("managers", "manager"),
                                                role("users", "user"),
                                                role("auditors", "auditor")))))
                .is(200);
        simulator.open(WORLD);
        var pool = portal.post("/pools", Map.of("name", "Office")).is(201).text("/id");
        for (var host : List.of("h1", "h2")) {
            portal.succeed("/hosts", Map.of("name", host, "uri", "sim://" + WORLD + "/" + host, "pool", pool));
        }
        var vms = portal.until("/vms?sort=name", found -> found.at("/total").asInt() == 4);
        foreign = vms.at("/items/0/name").asString();
    }

    private static Map<String, String> role(String group, String role) {
        return Map.of("group", LdapPeople.groupDn(group), "role", role);
    }

    @AfterAll
    void end() {
        if (directory != null) {
            directory.close();
        }
    }

    private void signInByLdap(String login) {
        browser.signedOut();
        browser.go("/sign-in");
        new SignInPage(browser).signIn(login, LdapPeople.PASSWORD);
        browser.see(".who");
    }

    private List<String> offered() {
        return browser.paths("nav a[href^='/']");
    }

    /** What such a page answers, asked as the browser would. */
    private int answers(String path) {
        return ((Number) browser.later(
                        "const done = arguments[arguments.length - 1];"
                                + "fetch(arguments[0], { headers: { Accept: 'text/html' } }).then((a) => done(a.status));",
                        path))
                .intValue();
    }

    @Test
    @Order(1)
    void adaTheAdministratorSeesAll() {
        signInByLdap("ada");
        assertThat(offered()).contains("/hosts", "/vms", "/availability", "/audit", "/ldap", "/users");
        browser.visit("/hosts", "Hosts");
        browser.visit("/ldap", "LDAP");
        browser.visit("/audit", "Audit");
    }

    @Test
    @Order(2)
    void oliTheOperatorRunsHostsButSetsNothing() {
        signInByLdap("oli");
        assertThat(offered()).contains("/hosts", "/vms", "/failovers").doesNotContain("/ldap", "/users", "/audit");
        browser.visit("/hosts", "Hosts");
        browser.see("#list td", "h1");
        assertThat(answers("/ldap")).isEqualTo(403);
        assertThat(answers("/users")).isEqualTo(403);
        assertThat(answers("/audit")).isEqualTo(403);
    }

    @Test
    @Order(3)
    void miaTheManagerSeesUptimeAndNothingElse() {
        signInByLdap("mia");
        assertThat(browser.place()).as("where she is led").startsWith("/availability");
        browser.isSound();
        assertThat(offered()).contains("/availability").doesNotContain("/hosts", "/vms", "/tasks", "/ldap", "/audit");
        for (var path : List.of("/hosts", "/vms", "/tasks", "/pools", "/events", "/ldap", "/audit", "/users")) {
            assertThat(answers(path)).as(path).isEqualTo(403);
        }
    }

    @Test
    @Order(4)
    void umaTheUserSeesNoVmThatIsNotHers() {
        signInByLdap("uma");
        assertThat(offered()).contains("/vms").doesNotContain("/hosts", "/ldap", "/audit", "/users");
        browser.visit("/vms", "VMs");
        assertThat(browser.text("main")).doesNotContain(foreign);
        browser.go("/search?q=" + foreign);
        assertThat(browser.text("main").replace("“" + foreign + "”", "")).doesNotContain("/vms/");
        assertThat(answers("/vms/" + portal.idOf("vms", foreign)))
                .as("a VM of others")
                .isEqualTo(404);
    }

    @Test
    @Order(5)
    void arloTheAuditorReadsAllAndChangesNothing() {
        signInByLdap("arlo");
        assertThat(offered()).contains("/audit", "/hosts", "/vms").doesNotContain("/ldap", "/users");
        browser.visit("/audit", "Audit");
        browser.see("#list td", "mia");
        browser.visit("/vms", "VMs");
        browser.see("#list td", foreign);
        assertThat(browser.paths("a[href='/vms/new']"))
                .as("nothing can be made")
                .isEmpty();
        assertThat(answers("/vms/new")).isEqualTo(403);
    }

    @Test
    @Order(6)
    void whoIsNotInAGroupDoesNotGetIn() {
        browser.signedOut();
        browser.go("/sign-in");
        new SignInPage(browser).signIn("ned", LdapPeople.PASSWORD);
        browser.see("[role=alert]");
        assertThat(browser.place()).startsWith("/sign-in");
    }
}
