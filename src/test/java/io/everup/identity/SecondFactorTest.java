package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import jakarta.servlet.http.Cookie;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@ModuleTier
class SecondFactorTest {

    private static final String PASSWORD = "a long password";
    private static final AtomicInteger ADDRESS = new AtomicInteger();

    @Autowired
    MockMvc mvc;

    @Autowired
    UserOperations users;

    @Autowired
    SecondFactorOperations operations;

    @Autowired
    SecondFactors factors;

    @Autowired
    SecuritySettingsOperations settings;

    @Autowired
    SecretBox secrets;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    private String login;
    private Actor oli;
    private String address;
    private final List<Object> said = new ArrayList<>();

    @BeforeEach
    void aUser() {
        login = "factor-" + System.nanoTime();
        oli = Actor.of(
                users.create(As.ADA, new NewUser(login, "Oli", Role.OPERATOR, PASSWORD)), login, "Oli", Role.OPERATOR);
        address = "10.20." + ADDRESS.incrementAndGet() + ".1";
    }

    @AfterEach
    void nobodyMust() {
        settings.change(As.ADA, new SecuritySettingsChange(Set.of(), null, null, null), null);
    }

    @Test
    void withASecondFactorThePasswordAloneLetsNobodyIn() throws Exception {
        enrol();
        var asked = password(PASSWORD);
        assertThat(asked.getRedirectedUrl()).isEqualTo("/sign-in/code");
        var waiting = asked.getCookie("EVERUP_SESSION");
        mvc.perform(get("/api/v1/me").cookie(waiting)).andExpect(status().isUnauthorized());

        var in = code(waiting, nextCode());
        assertThat(in.getRedirectedUrl()).isEqualTo("/");
        assertThat(in.getCookie("EVERUP_SESSION").getValue())
                .as("the session has a new id")
                .isNotEqualTo(waiting.getValue());
        mvc.perform(get("/api/v1/me").cookie(in.getCookie("EVERUP_SESSION")))
                .andExpect(jsonPath("$.name").value(login));
    }

    @Test
    void aWrongPasswordLooksLikeARightOneUntilTheCode() throws Exception {
        enrol();
        var wrong = password("not the password");
        var right = password(PASSWORD);
        assertThat(wrong.getStatus()).isEqualTo(right.getStatus());
        assertThat(wrong.getRedirectedUrl()).isEqualTo(right.getRedirectedUrl());
        assertThat(page(wrong)).isEqualTo(page(right));

        var afterWrong = code(wrong.getCookie("EVERUP_SESSION"), nextCode());
        var wrongCode = code(right.getCookie("EVERUP_SESSION"), "000000");
        assertThat(afterWrong.getStatus()).isEqualTo(401).isEqualTo(wrongCode.getStatus());
        assertThat(said).containsExactly(SignInGate.WRONG, SignInGate.WRONG);
    }

    private String page(MockHttpServletResponse asked) throws Exception {
        return mvc.perform(get("/sign-in/code").cookie(asked.getCookie("EVERUP_SESSION")))
                .andReturn()
                .getResponse()
                .getContentAsString()
                .replaceAll("name=\"_csrf\" value=\"[^\"]*\"", "");
    }

    @Test
    void aCodeWorksOnceAlsoForTwoWhoShowItAtTheSameTime() throws Exception {
        enrol();
        var code = nextCode();
        var both = Executors.newFixedThreadPool(2);
        try {
            Callable<Boolean> show = () -> factors.accept(oli.id(), code);
            var answers = both.invokeAll(List.of(show, show));
            assertThat(List.of(answers.get(0).get(), answers.get(1).get())).containsExactlyInAnyOrder(true, false);
        } finally {
            both.shutdownNow();
        }
        assertThat(factors.accept(oli.id(), code)).isFalse();
    }

    @Test
    void eachCodeNeedsThePasswordBeforeIt() throws Exception {
        enrol();
        var waiting = password(PASSWORD).getCookie("EVERUP_SESSION");
        code(waiting, "000000");
        assertThat(code(waiting, nextCode()).getStatus()).isEqualTo(401);
    }

    @Test
    void guessingCodesLocksTheAccountForTheGuessersAddressAlone() throws Exception {
        enrol();
        for (var i = 0; i < Lockout.FORGIVEN; i++) {
            code(password(PASSWORD).getCookie("EVERUP_SESSION"), "000000");
        }
        var locked = password(PASSWORD);
        assertThat(locked.getStatus()).isEqualTo(429);
        assertThat(locked.getHeader(HttpHeaders.RETRY_AFTER)).isNotNull();
        address = "10.21." + ADDRESS.incrementAndGet() + ".1";
        assertThat(code(password(PASSWORD).getCookie("EVERUP_SESSION"), nextCode())
                        .getRedirectedUrl())
                .isEqualTo("/");
    }

    @Test
    void aRecoveryCodeLetsInOnce() throws Exception {
        var recovery = enrol().get(3);
        assertThat(code(password(PASSWORD).getCookie("EVERUP_SESSION"), recovery.toUpperCase())
                        .getRedirectedUrl())
                .isEqualTo("/");
        assertThat(code(password(PASSWORD).getCookie("EVERUP_SESSION"), recovery)
                        .getStatus())
                .isEqualTo(401);
        assertThat(operations.view(oli).recoveryCodesLeft()).isEqualTo(RecoveryCode.COUNT - 1);
        assertThat(jdbc.sql("select encode(hash, 'escape') from recovery_code")
                        .query(String.class)
                        .list())
                .as("codes are stored nowhere")
                .noneMatch(hash -> hash.contains(recovery.replace("-", "")));
    }

    @Test
    void aProgramSendsTheCodeWithThePassword() throws Exception {
        enrol();
        var missing = token(PASSWORD, null);
        assertThat(missing.getStatus()).isEqualTo(401);
        assertThat(missing.getContentAsString()).contains("second factor").contains("code");
        assertThat(token("wrong", null).getContentAsString())
                .as("without a code nobody learns whether the password is right")
                .contains("second factor");
        assertThat(token(PASSWORD, "000000").getContentAsString()).contains(SignInGate.WRONG);
        assertThat(token("wrong", nextCode()).getContentAsString()).contains(SignInGate.WRONG);
        var made = token(PASSWORD, nextCode());
        assertThat(made.getStatus()).as(made.getContentAsString()).isEqualTo(201);
        String token = JsonPath.read(made.getContentAsString(), "$.token");
        mvc.perform(get("/api/v1/me").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .andExpect(jsonPath("$.name").value(login));
    }

    @Test
    void enrolmentNeedsThePasswordAndACode() throws Exception {
        api("/api/v1/me/second-factor", "{\"password\":\"wrong\"}").andExpect(status().isUnprocessableContent());
        api("/api/v1/me/second-factor/actions/confirm", "{\"code\":\"123456\"}").andExpect(status().isConflict());
        var offer = api("/api/v1/me/second-factor", "{\"password\":\"" + PASSWORD + "\"}")
                .andExpect(status().isOk())
                .andExpect(header().string(HttpHeaders.CACHE_CONTROL, "no-store"))
                .andExpect(jsonPath("$.uri").value(Matchers.startsWith("otpauth://totp/Everup:" + login)))
                .andReturn()
                .getResponse()
                .getContentAsString();
        String secret = JsonPath.read(offer, "$.secret");
        assertThat(jdbc.sql("select secret from second_factor")
                        .query(String.class)
                        .list())
                .as("the secret is stored encrypted")
                .noneMatch(stored -> stored.contains(secret));
        assertThat(password(PASSWORD).getRedirectedUrl())
                .as("it doesn't count yet")
                .isEqualTo("/");
        api("/api/v1/me/second-factor/actions/confirm", "{\"code\":\"000000\"}")
                .andExpect(status().isUnprocessableContent());
        api("/api/v1/me/second-factor/actions/confirm", "{\"code\":\"" + nextCode() + "\"}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.recoveryCodes.length()").value(RecoveryCode.COUNT));
        api("/api/v1/me/second-factor", "{\"password\":\"" + PASSWORD + "\"}").andExpect(status().isConflict());
    }

    @Test
    void thePagesLeadThroughEnrolment() throws Exception {
        mvc.perform(get("/account/second-factor").with(As.actor(oli)))
                .andExpect(content().string(Matchers.containsString("name=\"password\"")));
        mvc.perform(post("/account/second-factor")
                        .with(As.actor(oli))
                        .with(csrf())
                        .param("password", "wrong"))
                .andExpect(status().isUnprocessableContent())
                .andExpect(content().string(Matchers.containsString("This is not your password.")));
        mvc.perform(post("/account/second-factor")
                        .with(As.actor(oli))
                        .with(csrf())
                        .param("password", PASSWORD))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("class=\"qr-dark\"")));
        mvc.perform(post("/account/second-factor/confirm")
                        .with(As.actor(oli))
                        .with(csrf())
                        .param("code", "000000"))
                .andExpect(status().isUnprocessableContent())
                .andExpect(content().string(Matchers.containsString("class=\"qr-dark\"")));
        mvc.perform(post("/account/second-factor/confirm")
                        .with(As.actor(oli))
                        .with(csrf())
                        .param("code", nextCode()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("class=\"codes mono\"")));
    }

    @Test
    void whoseRoleNeedsOneGetsNoFurtherThanToSetItUp() throws Exception {
        var session = password(PASSWORD).getCookie("EVERUP_SESSION");
        mvc.perform(get("/tasks").cookie(session).accept(MediaType.TEXT_HTML)).andExpect(status().isOk());
        settings.change(As.ADA, new SecuritySettingsChange(Set.of(Role.OPERATOR), null, null, null), null);

        mvc.perform(get("/tasks").cookie(session).accept(MediaType.TEXT_HTML))
                .andExpect(redirectedUrl("/account/second-factor"));
        mvc.perform(get("/api/v1/hosts").cookie(session))
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.type").value("/problems/second-factor-wanted"));
        assertThat(token(PASSWORD, null).getContentAsString()).contains("Your role needs a second factor");

        enrol();
        mvc.perform(get("/tasks").cookie(session).accept(MediaType.TEXT_HTML)).andExpect(status().isOk());
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> operations.remove(oli, PASSWORD, nextCode()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("needs a second factor");
    }

    @Test
    void anAdministratorResetsIt() throws Exception {
        enrol();
        var session =
                code(password(PASSWORD).getCookie("EVERUP_SESSION"), nextCode()).getCookie("EVERUP_SESSION");
        mvc.perform(post("/api/v1/users/" + oli.id() + "/actions/reset-second-factor")
                        .with(As.oli())
                        .with(csrf()))
                .andExpect(status().isForbidden());
        mvc.perform(post("/api/v1/users/" + oli.id() + "/actions/reset-second-factor")
                        .with(As.ada())
                        .with(csrf()))
                .andExpect(status().isNoContent());
        mvc.perform(get("/api/v1/me").cookie(session)).andExpect(status().isUnauthorized());
        assertThat(password(PASSWORD).getRedirectedUrl()).isEqualTo("/");
    }

    @Test
    void allOfItIsInTheJournal() {
        enrol();
        operations.renewRecoveryCodes(oli, PASSWORD, nextCode());
        operations.reset(As.ADA, oli.id());
        assertThat(jdbc.sql("select action from audit_entry where subject_id = :user order by id")
                        .param("user", oli.id())
                        .query(String.class)
                        .list())
                .contains("second-factor.enrol", "second-factor.renew-codes", "second-factor.reset");
    }

    private List<String> enrol() {
        operations.begin(oli, PASSWORD);
        var codes = operations.confirm(oli, codeNow());
        return codes;
    }

    private String nextCode() {
        return operations.view(oli).enrolled() ? fresh() : codeNow();
    }

    /** A code that isn't used up: the last used step is put back, as if a minute had passed. */
    private String fresh() {
        jdbc.sql("update second_factor set last_step = 0 where user_id = :user")
                .param("user", oli.id())
                .update();
        return codeNow();
    }

    private String codeNow() {
        var secret = Base64.getDecoder()
                .decode(secrets.open(jdbc.sql("select secret from second_factor where user_id = :user")
                        .param("user", oli.id())
                        .query(String.class)
                        .single()));
        return TotpRules.code(secret, TotpRules.step(clock.instant()));
    }

    private MockHttpServletResponse password(String password) throws Exception {
        return mvc.perform(post("/sign-in")
                        .with(csrf())
                        .with(here())
                        .param("username", login)
                        .param("password", password))
                .andReturn()
                .getResponse();
    }

    private MockHttpServletResponse code(Cookie waiting, String code) throws Exception {
        var result = mvc.perform(post("/sign-in/code")
                        .cookie(waiting)
                        .with(csrf())
                        .with(here())
                        .param("code", code))
                .andReturn();
        said.add(result.getRequest().getAttribute("failed"));
        return result.getResponse();
    }

    private MockHttpServletResponse token(String password, String code) throws Exception {
        return mvc.perform(post("/api/v1/tokens")
                        .with(httpBasic(login, password))
                        .with(here())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\":\"robot\"" + (code == null ? "" : ",\"code\":\"" + code + "\"") + "}"))
                .andReturn()
                .getResponse();
    }

    private org.springframework.test.web.servlet.ResultActions api(String path, String body) throws Exception {
        return mvc.perform(post(path)
                .with(As.actor(oli))
                .with(csrf())
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    private RequestPostProcessor here() {
        return request -> {
            request.setRemoteAddr(address);
            return request;
        };
    }
}
