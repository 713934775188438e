package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.support.As;
import io.everup.support.ModuleTier;
import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What other sites, other hosts' names and wild programs can't do. */
@ModuleTier
class WebSecurityTest {

    private static final String PASSWORD = "a long password";

    @Autowired
    MockMvc mvc;

    @Autowired
    UserOperations users;

    @Autowired
    TokenOperations tokens;

    @Autowired
    SecuritySettingsOperations settings;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    private String login;
    private UUID user;

    @BeforeEach
    void aUser() {
        login = "web-" + System.nanoTime();
        user = users.create(As.ADA, new NewUser(login, "Ada", Role.ADMINISTRATOR, PASSWORD));
    }

    @AfterEach
    void noLimit() {
        settings.change(As.ADA, new SecuritySettingsChange(null, null, null, 6000), null);
    }

    /** Whatever changes something, asked for with the session's cookie alone, as another site's form would. */
    @Test
    void nothingIsChangedWithoutTheFormsToken() throws Exception {
        var session = session();
        var open = new ArrayList<String>();
        var asked = 0;
        for (var mapping : mappings.getHandlerMethods().keySet()) {
            for (var method : mapping.getMethodsCondition().getMethods()) {
                if (Set.of(RequestMethod.GET, RequestMethod.HEAD).contains(method)) {
                    continue;
                }
                for (var pattern : mapping.getPatternValues()) {
                    asked++;
                    var path = pattern.replaceAll("\\{[^/]+}", user.toString());
                    var answer = mvc.perform(request(HttpMethod.valueOf(method.name()), path)
                                    .cookie(session))
                            .andReturn()
                            .getResponse();
                    var refused = answer.getStatus() == 403
                            || String.valueOf(answer.getRedirectedUrl()).equals("/sign-in?expired");
                    if (!refused) {
                        open.add(method + " " + path + " answers " + answer.getStatus());
                    }
                }
            }
        }
        assertThat(open).isEmpty();
        assertThat(asked).isGreaterThan(60);
        mvc.perform(get("/api/v1/me").cookie(session)).andExpect(status().isOk());
    }

    @Test
    void cookiesAreForTheBrowserAlone() throws Exception {
        var plain = signIn(false).getHeaders(HttpHeaders.SET_COOKIE);
        assertThat(plain)
                .anyMatch(cookie -> cookie.startsWith("EVERUP_SESSION=")
                        && cookie.contains("HttpOnly")
                        && cookie.contains("SameSite=Lax")
                        && !cookie.contains("Secure"));
        assertThat(signIn(true).getHeaders(HttpHeaders.SET_COOKIE))
                .filteredOn(cookie -> cookie.startsWith("EVERUP_SESSION="))
                .isNotEmpty()
                .allMatch(cookie -> cookie.contains("Secure") && cookie.contains("HttpOnly"));
    }

    @Test
    void overHttpsTheBrowserIsToldToStayThere() throws Exception {
        mvc.perform(get("/sign-in").secure(true))
                .andExpect(
                        header().string("Strict-Transport-Security", org.hamcrest.Matchers.containsString("max-age")));
        mvc.perform(get("/sign-in")).andExpect(header().doesNotExist("Strict-Transport-Security"));
    }

    @Test
    void pagesOfWhoIsSignedInAreKeptNowhere() throws Exception {
        for (var page : new String[] {"/account", "/audit", "/security", "/api/v1/me", "/"}) {
            mvc.perform(get(page).with(As.ada()))
                    .andExpect(header().string(
                                    HttpHeaders.CACHE_CONTROL, org.hamcrest.Matchers.containsString("no-store")))
                    .andExpect(header().string("Referrer-Policy", "same-origin"))
                    .andExpect(header().string("Cross-Origin-Resource-Policy", "same-origin"))
                    .andExpect(
                            header().string("Permissions-Policy", org.hamcrest.Matchers.containsString("camera=()")));
        }
    }

    @Test
    void theSignInLeadsNowhereElse() throws Exception {
        var elsewhere = Base64.getEncoder().encodeToString("http://evil.example/hosts?x=1".getBytes());
        var answer = mvc.perform(post("/sign-in")
                        .with(csrf())
                        .header(HttpHeaders.HOST, "evil.example")
                        .cookie(new Cookie("REDIRECT_URI", elsewhere))
                        .param("username", login)
                        .param("password", PASSWORD))
                .andReturn()
                .getResponse();
        assertThat(answer.getRedirectedUrl()).startsWith("/").doesNotContain("evil");
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example/hosts?q=a, /hosts?q=a",
        "//evil.example/x, /x",
        "/vms, /vms",
        "https://evil.example, /",
        "http://a.example//evil.example/x, /evil.example/x"
    })
    void whateverIsSavedIsAPageOfThePortal(String saved, String page) {
        assertThat(SecurityConfiguration.withinPortal(saved)).isEqualTo(page);
    }

    @Test
    void aProgramThatRunsWildWaitsAndItsOwnerDoesNot() throws Exception {
        var actor = Actor.of(user, login, "Ada", Role.ADMINISTRATOR);
        var token = tokens.create(actor, new NewToken("wild", null, null)).token();
        var session = session();
        settings.change(As.ADA, new SecuritySettingsChange(null, null, null, 5), null);
        for (var i = 0; i < 5; i++) {
            mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                    .andExpect(status().isOk());
        }
        mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .andExpect(status().isTooManyRequests())
                .andExpect(header().exists(HttpHeaders.RETRY_AFTER))
                .andExpect(jsonPath("$.type").value("/problems/too-many-attempts"));
        mvc.perform(get("/api/v1/me").cookie(session)).andExpect(status().isOk());
        mvc.perform(get("/account").cookie(session)).andExpect(status().isOk());
    }

    @Test
    void aTextThatNoDatabaseHoldsIsRefusedInWords() throws Exception {
        mvc.perform(post("/api/v1/pools")
                        .with(As.ada())
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\":\"a\\u0000b\"}"))
                .andExpect(status().is4xxClientError());
        mvc.perform(post("/alarms/silences")
                        .with(As.ada())
                        .with(csrf())
                        .param("reason", "a\u0000b")
                        .param("hours", "4"))
                .andExpect(status().is4xxClientError());
    }

    @Test
    void aBodyThatFillsTheMemoryIsNotRead() throws Exception {
        var huge = "{\"name\":\"" + "x".repeat(5 << 20) + "\"}";
        mvc.perform(post("/api/v1/pools")
                        .with(As.ada())
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(huge))
                .andExpect(status().is(413));
    }

    @Test
    void anErrorTellsNothingOfTheProgram() throws Exception {
        for (var path : new String[] {"/nothing-here", "/api/v1/nothing", "/static/nothing.js", "/vms/not-an-id"}) {
            var text = mvc.perform(get(path).with(As.ada()).accept(MediaType.TEXT_HTML))
                    .andReturn()
                    .getResponse()
                    .getContentAsString();
            assertThat(text).doesNotContain("Exception", "org.springframework", "at io.everup");
        }
    }

    private Cookie session() throws Exception {
        return signIn(false).getCookie("EVERUP_SESSION");
    }

    private MockHttpServletResponse signIn(boolean https) throws Exception {
        return mvc.perform(post("/sign-in")
                        .secure(https)
                        .with(csrf())
                        .param("username", login)
                        .param("password", PASSWORD))
                .andReturn()
                .getResponse();
    }
}
