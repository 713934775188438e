package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@ModuleTier
class SignInTest {

    private static final String PASSWORD = "a long password";

    @Autowired
    MockMvc mvc;

    @Autowired
    UserOperations users;

    @Autowired
    JdbcClient jdbc;

    private String login;

    @BeforeEach
    void aUser() {
        login = "user-" + System.nanoTime();
        users.create(As.ADA, new NewUser(login, "Some One", Role.OPERATOR, PASSWORD));
    }

    @Test
    void aPasswordGivesATokenThatOpensTheApiUntilRevoked() throws Exception {
        var body = mvc.perform(post("/api/v1/tokens")
                        .with(httpBasic(login, PASSWORD))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\":\"robot\",\"expiresInDays\":30}"))
                .andExpect(status().isCreated())
                .andExpect(header().string(HttpHeaders.CACHE_CONTROL, "no-store"))
                .andReturn()
                .getResponse()
                .getContentAsString();
        String token = JsonPath.read(body, "$.token");
        String id = JsonPath.read(body, "$.id");

        mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.name").value(login))
                .andExpect(jsonPath("$.role").value("operator"));
        mvc.perform(delete("/api/v1/tokens/" + id).header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .andExpect(status().isNoContent());
        mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.type").value("/problems/not-signed-in"));
        assertThat(jdbc.sql("select encode(hash, 'escape') || lookup from api_token")
                        .query(String.class)
                        .list())
                .as("the token itself is stored nowhere")
                .noneMatch(row -> row.contains(token));
    }

    @Test
    void aPasswordOpensNothingElseInTheApi() throws Exception {
        mvc.perform(get("/api/v1/me").with(httpBasic(login, PASSWORD))).andExpect(status().isUnauthorized());
    }

    @Test
    void aWrongPasswordIsRefusedInTheSameWordsAsAnUnknownLogin() throws Exception {
        for (var who : new String[] {login, "nobody-" + login}) {
            mvc.perform(post("/api/v1/tokens")
                            .with(httpBasic(who, "wrong"))
                            .with(from("10.1.0.1"))
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"name\":\"robot\"}"))
                    .andExpect(status().isUnauthorized())
                    .andExpect(
                            header().string(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Everup\", charset=\"UTF-8\""))
                    .andExpect(jsonPath("$.detail").value("The login or the password is wrong."));
        }
    }

    @Test
    void guessingLocksTheAccountForTheGuessersAddressAlone() throws Exception {
        for (var i = 0; i < Lockout.FORGIVEN; i++) {
            signIn("wrong", "10.2.0.1").andExpect(status().isUnauthorized());
        }
        signIn(PASSWORD, "10.2.0.1")
                .andExpect(status().isTooManyRequests())
                .andExpect(header().exists(HttpHeaders.RETRY_AFTER));
        signIn(PASSWORD, "10.2.0.2").andExpect(redirectedUrl("/"));
    }

    @Test
    void oneAddressMayTryOnlySoOftenInAMinute() throws Exception {
        jdbc.sql("insert into rate_limit values ('sign-in 10.3.0.1', now(), 60)")
                .update();
        mvc.perform(post("/api/v1/tokens")
                        .with(httpBasic(login, PASSWORD))
                        .with(from("10.3.0.1"))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\":\"robot\"}"))
                .andExpect(status().isTooManyRequests())
                .andExpect(header().exists(HttpHeaders.RETRY_AFTER))
                .andExpect(jsonPath("$.type").value("/problems/too-many-attempts"));
    }

    @Test
    void aDisabledUsersSessionAndTokensEndAtOnce() throws Exception {
        var session = signIn(PASSWORD, "10.4.0.1").andReturn().getResponse().getCookie("EVERUP_SESSION");
        var actor = users(login);
        mvc.perform(get("/api/v1/me").cookie(session)).andExpect(status().isOk());

        users.disable(As.ADA, actor);

        mvc.perform(get("/api/v1/me").cookie(session)).andExpect(status().isUnauthorized());
        signIn(PASSWORD, "10.4.0.2").andExpect(status().isUnauthorized());
    }

    @Test
    void aSessionChangesItsIdAtSignIn() throws Exception {
        var before = mvc.perform(get("/sign-in")).andReturn().getResponse().getCookie("EVERUP_SESSION");
        var after = mvc.perform(post("/sign-in")
                        .cookie(before)
                        .with(csrf())
                        .with(from("10.5.0.1"))
                        .param("username", login)
                        .param("password", PASSWORD))
                .andExpect(redirectedUrl("/"))
                .andReturn()
                .getResponse()
                .getCookie("EVERUP_SESSION");
        assertThat(after.getValue()).isNotEqualTo(before.getValue());
        assertThat(after.isHttpOnly()).isTrue();
        assertThat(after.getAttribute("SameSite")).isEqualToIgnoringCase("lax");
        mvc.perform(get("/api/v1/me").cookie(before)).andExpect(status().isUnauthorized());
        mvc.perform(get("/api/v1/me").cookie(after)).andExpect(status().isOk());
    }

    private UUID users(String login) {
        return jdbc.sql("select id from user_account where login = :login")
                .param("login", login)
                .query(UUID.class)
                .single();
    }

    private ResultActions signIn(String password, String address) throws Exception {
        return mvc.perform(post("/sign-in")
                .with(csrf())
                .with(from(address))
                .param("username", login)
                .param("password", password));
    }

    private static RequestPostProcessor from(String address) {
        return request -> {
            request.setRemoteAddr(address);
            return request;
        };
    }
}
