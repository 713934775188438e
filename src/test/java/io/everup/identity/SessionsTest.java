package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import jakarta.servlet.http.Cookie;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

@ModuleTier
class SessionsTest {

    private static final String PASSWORD = "a long password";
    private static final String FIREFOX =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static final String PHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604";

    @Autowired
    MockMvc mvc;

    @Autowired
    UserOperations users;

    @Autowired
    TokenOperations tokens;

    @Autowired
    IdentityHousekeeping housekeeping;

    @Autowired
    JdbcClient jdbc;

    private String login;
    private UUID user;

    @BeforeEach
    void aUser() {
        login = "sessions-" + System.nanoTime();
        user = users.create(As.ADA, new NewUser(login, "Oli", Role.OPERATOR, PASSWORD));
    }

    @Test
    void oneSeesOnesBrowsersAndSignsOneOut() throws Exception {
        var here = signIn(FIREFOX, "10.30.0.1");
        var phone = signIn(PHONE, "10.30.0.2");
        var list = mvc.perform(get("/api/v1/me/sessions").cookie(here))
                .andExpect(jsonPath("$.items.length()").value(2))
                .andExpect(jsonPath("$.items[?(@.current == true)].device").value("Firefox on Windows"))
                .andExpect(jsonPath("$.items[?(@.current == false)].device").value("Safari on iPhone"))
                .andExpect(jsonPath("$.items[?(@.current == false)].address").value("10.30.0.2"))
                .andReturn()
                .getResponse()
                .getContentAsString();
        String other = JsonPath.<net.minidev.json.JSONArray>read(list, "$.items[?(@.current == false)].id")
                .get(0)
                .toString();
        mvc.perform(get("/account").cookie(here).accept(MediaType.TEXT_HTML))
                .andExpect(content().string(Matchers.containsString("Safari on iPhone")))
                .andExpect(content().string(Matchers.containsString("This one")));

        mvc.perform(delete("/api/v1/me/sessions/" + other).cookie(here).with(csrf()))
                .andExpect(status().isNoContent());

        signedIn(phone, false);
        signedIn(here, true);
        mvc.perform(delete("/api/v1/me/sessions/" + other).cookie(here).with(csrf()))
                .andExpect(status().isNotFound());
    }

    @Test
    void nobodyEndsTheSessionsOfOthers() throws Exception {
        var mine = signIn(FIREFOX, "10.31.0.1");
        var id = jdbc.sql("select id from browser_session where user_id = :user")
                .param("user", user)
                .query(UUID.class)
                .single();
        mvc.perform(delete("/api/v1/me/sessions/" + id).with(As.uma()).with(csrf()))
                .andExpect(status().isNotFound());
        mvc.perform(get("/api/v1/users/" + user + "/sessions").with(As.oli())).andExpect(status().isForbidden());
        mvc.perform(post("/api/v1/users/" + user + "/actions/sign-out-everywhere")
                        .with(As.oli())
                        .with(csrf()))
                .andExpect(status().isForbidden());
        signedIn(mine, true);
    }

    @Test
    void signingOutEverywhereEndsTheOthersOrAll() throws Exception {
        var here = signIn(FIREFOX, "10.32.0.1");
        var phone = signIn(PHONE, "10.32.0.2");
        mvc.perform(post("/account/sign-out-everywhere")
                        .cookie(here)
                        .with(csrf())
                        .param("others", "true"))
                .andExpect(status().isSeeOther());
        signedIn(phone, false);
        signedIn(here, true);
        mvc.perform(post("/api/v1/me/actions/sign-out-everywhere").cookie(here).with(csrf()))
                .andExpect(jsonPath("$.sessions").value(1));
        signedIn(here, false);
    }

    @Test
    void anAdministratorEndsSessionsAndTokens() throws Exception {
        var session = signIn(FIREFOX, "10.33.0.1");
        var oli = Actor.of(user, login, "Oli", Role.OPERATOR);
        var token = tokens.create(oli, new NewToken("robot", null, null));
        mvc.perform(get("/api/v1/users/" + user + "/sessions").with(As.ada()))
                .andExpect(jsonPath("$.items[0].device").value("Firefox on Windows"));
        mvc.perform(get("/api/v1/users/" + user + "/tokens").with(As.ada()))
                .andExpect(jsonPath("$.items[0].name").value("robot"));
        mvc.perform(get("/users/" + user + "/access").with(As.ada()))
                .andExpect(content().string(Matchers.containsString("Firefox on Windows")));

        mvc.perform(post("/api/v1/users/" + user + "/actions/sign-out-everywhere")
                        .with(As.ada())
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"tokens\":true}"))
                .andExpect(jsonPath("$.sessions").value(1));

        signedIn(session, false);
        mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token.token()))
                .andExpect(status().isUnauthorized());
    }

    @Test
    void aSessionEndsWhenItRestedForTooLongAndWhenItIsTooOld() throws Exception {
        mvc.perform(patch("/api/v1/security")
                        .with(As.ada())
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"idleMinutes\":30,\"lifetimeMinutes\":600}"))
                .andExpect(status().isOk());
        var idle = signIn(FIREFOX, "10.34.0.1");
        signedIn(idle, true);
        age("last_used_at", 29);
        signedIn(idle, true);
        age("last_used_at", 32);
        signedIn(idle, false);

        jdbc.sql("delete from browser_session").update();
        var old = signIn(FIREFOX, "10.34.0.2");
        age("began_at", 599);
        signedIn(old, true);
        age("began_at", 601);
        signedIn(old, false);
        housekeeping.sweep();
        assertThat(jdbc.sql("select count(*) from browser_session")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() throws Exception {
        for (var body : new String[] {
            "{\"idleMinutes\":1}",
            "{\"lifetimeMinutes\":9999999}",
            "{\"apiPerMinute\":-1}",
            "{\"idleMinutes\":600,\"lifetimeMinutes\":60}"
        }) {
            mvc.perform(patch("/api/v1/security")
                            .with(As.ada())
                            .with(csrf())
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(body))
                    .andExpect(status().isUnprocessableContent());
        }
        mvc.perform(get("/api/v1/security").with(As.oli())).andExpect(status().isForbidden());
        mvc.perform(post("/security").with(As.ada()).with(csrf()).param("idleMinutes", "1"))
                .andExpect(status().isUnprocessableContent());
    }

    @Test
    void signingOutEndsTheSessionForWhoeverKeptItsCookie() throws Exception {
        var session = signIn(FIREFOX, "10.35.0.1");
        mvc.perform(post("/sign-out").cookie(session).with(csrf())).andExpect(status().is3xxRedirection());
        signedIn(session, false);
        assertThat(jdbc.sql("select count(*) from browser_session where user_id = :user")
                        .param("user", user)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aTokenFromTheAccountPageIsShownOnceAndNarrowed() throws Exception {
        var session = signIn(FIREFOX, "10.36.0.1");
        var page = mvc.perform(post("/account/tokens")
                        .cookie(session)
                        .with(csrf())
                        .param("name", "report")
                        .param("expiresInDays", "7")
                        .param("extent", "read"))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
        var token = page.replaceAll("(?s).*(everup_[0-9a-z]{12}_[0-9a-z]{40}).*", "$1");
        mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .andExpect(jsonPath("$.permissions").value(Matchers.hasItem("host-view")))
                .andExpect(jsonPath("$.permissions").value(Matchers.not(Matchers.hasItem("host-manage"))));
        mvc.perform(get("/account").cookie(session))
                .andExpect(content().string(Matchers.not(Matchers.containsString(token))));
        mvc.perform(post("/account/tokens").cookie(session).with(csrf()).param("name", ""))
                .andExpect(status().isUnprocessableContent());
        var id = jdbc.sql("select id from api_token where user_id = :user")
                .param("user", user)
                .query(UUID.class)
                .single();
        mvc.perform(post("/account/tokens/" + id + "/revoke").cookie(session).with(csrf()))
                .andExpect(status().isSeeOther());
        mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .andExpect(status().isUnauthorized());
    }

    @Test
    void aChangedPasswordEndsEverySession() throws Exception {
        var session = signIn(FIREFOX, "10.37.0.1");
        mvc.perform(post("/account/password")
                        .cookie(session)
                        .with(csrf())
                        .param("currentPassword", PASSWORD)
                        .param("newPassword", "another password")
                        .param("repeated", "yet another password"))
                .andExpect(status().isUnprocessableContent())
                .andExpect(content().string(Matchers.containsString("The two passwords differ.")));
        mvc.perform(post("/account/password")
                        .cookie(session)
                        .with(csrf())
                        .param("currentPassword", PASSWORD)
                        .param("newPassword", "another password")
                        .param("repeated", "another password"))
                .andExpect(status().is3xxRedirection());
        signedIn(session, false);
    }

    private void age(String column, int minutes) {
        jdbc.sql("update browser_session set " + column + " = now() - :minutes * interval '1 minute'")
                .param("minutes", minutes)
                .update();
    }

    private void signedIn(Cookie session, boolean expected) throws Exception {
        mvc.perform(get("/api/v1/me").cookie(session)).andExpect(status().is(expected ? 200 : 401));
    }

    private Cookie signIn(String agent, String address) throws Exception {
        return mvc.perform(post("/sign-in")
                        .with(csrf())
                        .with(request -> {
                            request.setRemoteAddr(address);
                            return request;
                        })
                        .header(HttpHeaders.USER_AGENT, agent)
                        .param("username", login)
                        .param("password", PASSWORD))
                .andReturn()
                .getResponse()
                .getCookie("EVERUP_SESSION");
    }
}
