package io.everup.identity;

import static io.everup.identity.LdapPeople.groupDn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import io.everup.identity.ldap.LdapSchema;
import io.everup.identity.ldap.LdapSettings;
import io.everup.identity.ldap.LdapSettings.GroupRole;
import io.everup.shared.SecretBox;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import io.everup.support.Slapd;
import io.everup.support.TestAuthority;
import jakarta.servlet.http.Cookie;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/** Two real OpenLDAP servers of one directory, set up in the program under test, and people at its doors. */
@ModuleTier
abstract class LdapRig {

    static final int MANY = 10_000;
    static final Duration SOON = Duration.ofSeconds(30);
    static final String WRONG = "The login or the password is wrong.";
    static final AtomicInteger ADDRESS = new AtomicInteger();

    @TempDir
    static Path home;

    static TestAuthority authority;
    static Slapd first;
    static Slapd second;

    @Autowired
    MockMvc mvc;

    @Autowired
    LdapOperations ldap;

    @Autowired
    LdapDirectory directory;

    @Autowired
    LdapSynchronisation synchronisation;

    @Autowired
    UserOperations users;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JsonMapper json;

    @Autowired
    SecretBox secrets;

    @BeforeAll
    static void directories() {
        assumeTrue(Slapd.installed(), "slapd isn't installed");
        authority = new TestAuthority(home.resolve("ca"));
        first = Slapd.start(home.resolve("first"), authority, LdapPeople.ldif(MANY));
        second = Slapd.start(home.resolve("second"), authority, LdapPeople.ldif(0));
    }

    @AfterAll
    static void end() {
        for (var slapd : new Slapd[] {first, second}) {
            if (slapd != null) {
                slapd.close();
            }
        }
    }

    @BeforeEach
    void setUp() {
        set(settings(first.tlsUrl()));
        jdbc.sql("delete from user_account where source = 'LDAP'").update();
    }

    /** Someone who is signed in, in a browser and by a token. */
    final class Open {
        final String login;
        private final Cookie session;
        private final String token;

        Open(String login) throws Exception {
            this.login = login;
            session = page(login, LdapPeople.PASSWORD).getCookie("EVERUP_SESSION");
            token = JsonPath.read(token(login, LdapPeople.PASSWORD, address()).getContentAsString(), "$.token");
        }

        boolean sessionWorks() throws Exception {
            return mvc.perform(get("/api/v1/me").cookie(session))
                            .andReturn()
                            .getResponse()
                            .getStatus()
                    == 200;
        }

        boolean tokenWorks() throws Exception {
            return mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                            .andReturn()
                            .getResponse()
                            .getStatus()
                    == 200;
        }
    }

    LdapSettings settings(String... servers) {
        return new LdapSettings(
                true,
                LdapSchema.OPENLDAP,
                List.of(servers),
                false,
                authority.pem(),
                LdapPeople.EVERUP,
                LdapPeople.PEOPLE,
                "",
                "",
                "",
                "",
                LdapPeople.GROUPS,
                true,
                List.of(
                        new GroupRole(groupDn("admins"), Role.ADMINISTRATOR),
                        new GroupRole(groupDn("operators").toUpperCase(), Role.OPERATOR),
                        new GroupRole(groupDn("managers"), Role.MANAGER),
                        new GroupRole(groupDn("users"), Role.USER),
                        new GroupRole(groupDn("many"), Role.USER)));
    }

    static LdapSettings with(LdapSettings settings, String base, String groups, String ca) {
        return new LdapSettings(
                true,
                settings.schema(),
                settings.servers(),
                false,
                ca,
                settings.bindDn(),
                base,
                "",
                "",
                "",
                "",
                groups,
                true,
                settings.roles());
    }

    void set(LdapSettings settings) {
        ldap.set(As.ADA, settings, LdapPeople.EVERUP_PASSWORD, null);
        // Here the tests say when.
        jdbc.sql("update ldap_state set due_at = now() + interval '1 day'").update();
    }

    String role(String login) throws Exception {
        var answer = token(login, LdapPeople.PASSWORD, address());
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(201);
        String token = JsonPath.read(answer.getContentAsString(), "$.token");
        return JsonPath.read(
                mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                        .andExpect(status().isOk())
                        .andReturn()
                        .getResponse()
                        .getContentAsString(),
                "$.role");
    }

    String refusal(String login, String password) throws Exception {
        var answer = token(login, password, address());
        assertThat(answer.getStatus()).as(login).isEqualTo(401);
        return JsonPath.read(answer.getContentAsString(), "$.detail");
    }

    MockHttpServletResponse token(String login, String password, String from) throws Exception {
        return mvc.perform(post("/api/v1/tokens")
                        .with(httpBasic(login, password))
                        .with(request -> {
                            request.setRemoteAddr(from);
                            return request;
                        })
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\":\"robot\"}"))
                .andReturn()
                .getResponse();
    }

    MockHttpServletResponse page(String login, String password) throws Exception {
        var from = address();
        return mvc.perform(post("/sign-in")
                        .with(csrf())
                        .with(request -> {
                            request.setRemoteAddr(from);
                            return request;
                        })
                        .param("username", login)
                        .param("password", password))
                .andReturn()
                .getResponse();
    }

    static String address() {
        var n = ADDRESS.incrementAndGet();
        return "10.98." + n / 250 + "." + (n % 250 + 1);
    }

    int accounts() {
        return jdbc.sql("select count(*) from user_account where source = 'LDAP'")
                .query(Integer.class)
                .single();
    }

    boolean enabled(String login) {
        return jdbc.sql("select disabled_at is null from user_account where login = :login")
                .param("login", login)
                .query(Boolean.class)
                .single();
    }

    UUID id(String login) {
        return jdbc.sql("select id from user_account where login = :login")
                .param("login", login)
                .query(UUID.class)
                .single();
    }
}
