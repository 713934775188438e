package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import io.everup.identity.Actor;
import io.everup.identity.Role;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@ModuleTier
@ExtendWith(OutputCaptureExtension.class)
class ProblemsTest {

    @Autowired
    MockMvc mvc;

    @Test
    void aProgramWithoutATokenIsToldHowToGetOne() throws Exception {
        mvc.perform(get("/api/v1/users"))
                .andExpect(status().isUnauthorized())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(header().string("WWW-Authenticate", containsString("Bearer")))
                .andExpect(jsonPath("$.next").value(containsString("POST /api/v1/tokens")));
        mvc.perform(post("/api/v1/users")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{}"))
                .andExpect(status().isUnauthorized());
    }

    @Test
    void aPersonWithoutASessionIsSentToTheSignInPage() throws Exception {
        mvc.perform(get("/audit").accept(MediaType.TEXT_HTML)).andExpect(redirectedUrl("/sign-in"));
        mvc.perform(get("/api/v1/docs").accept(MediaType.TEXT_HTML)).andExpect(redirectedUrl("/sign-in"));
        mvc.perform(get("/audit").header("HX-Request", "true"))
                .andExpect(status().isUnauthorized())
                .andExpect(header().string("HX-Redirect", "/sign-in"));
    }

    @Test
    void whatTheRoleDoesNotAllowIs403() throws Exception {
        mvc.perform(get("/api/v1/users").with(As.oli()))
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.type").value("/problems/forbidden"))
                .andExpect(jsonPath("$.detail").value(containsString("Operator")));
    }

    @Test
    void nothingThereIs404ForProgramsAndPeople() throws Exception {
        mvc.perform(get("/api/v1/nothing").with(As.oli()))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
        mvc.perform(get("/api/v1/users/not-an-id").with(As.ada())).andExpect(status().isNotFound());
        mvc.perform(get("/nothing").accept(MediaType.TEXT_HTML).with(As.oli()))
                .andExpect(status().isNotFound())
                .andExpect(content().contentTypeCompatibleWith(MediaType.TEXT_HTML));
        mvc.perform(get("/nothing").header("HX-Request", "true").with(As.oli()))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
    }

    @Test
    void brokenJsonIs400AndNamesThePlace() throws Exception {
        send("{\"login\":\n  oops}")
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail").value(containsString("line 2")))
                .andExpect(content().string(not(containsString("tools.jackson"))));
        send("").andExpect(status().isBadRequest());
        send("[1]").andExpect(status().isBadRequest()).andExpect(content().string(not(containsString("everup."))));
    }

    @Test
    void wrongValuesAre422AndEachIsNamed() throws Exception {
        send("{\"login\":\"x\",\"logname\":\"x\"}")
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.errors[0].field").value("logname"))
                .andExpect(jsonPath("$.next").value(containsString("login")));
        send("{\"login\":\"x\",\"role\":\"KING\",\"password\":\"0123456789\"}")
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.errors[0].field").value("role"))
                .andExpect(jsonPath("$.detail").value(containsString("operator")));
        send("{\"login\":\"\",\"role\":\"USER\",\"password\":\"short\"}")
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.errors[*].field", hasItem("login")))
                .andExpect(jsonPath("$.errors[*].field", hasItem("password")));
        mvc.perform(get("/api/v1/users?limit=ten").with(As.ada()))
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.errors[0].field").value("limit"));
        mvc.perform(get("/api/v1/users?limit=5000").with(As.ada())).andExpect(status().is(422));
    }

    @Test
    void wrongStateIs409AndAnOlderVersion412() throws Exception {
        var made = send("{\"login\":\"twice\",\"role\":\"USER\",\"password\":\"0123456789\"}")
                .andExpect(status().isCreated())
                .andExpect(header().exists("ETag"))
                .andReturn()
                .getResponse();
        send("{\"login\":\"twice\",\"role\":\"USER\",\"password\":\"0123456789\"}")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.type").value("/problems/login-taken"));
        var change = patch(made.getHeader("Location"))
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"displayName\":\"Two\"}")
                .with(csrf())
                .with(As.ada());
        mvc.perform(change.header("If-Match", made.getHeader("ETag"))).andExpect(status().isOk());
        mvc.perform(change).andExpect(status().isPreconditionFailed());
    }

    @Test
    void wrongMethodAndMediaTypeKeepTheirStatus() throws Exception {
        mvc.perform(post("/api/v1/me").with(csrf()).with(As.ada()))
                .andExpect(status().isMethodNotAllowed())
                .andExpect(header().string("Allow", containsString("GET")));
        mvc.perform(post("/api/v1/users")
                        .contentType(MediaType.TEXT_PLAIN)
                        .content("x")
                        .with(csrf())
                        .with(As.ada()))
                .andExpect(status().isUnsupportedMediaType());
    }

    @Test
    void aSessionNeedsTheFormTokenToChangeSomething() throws Exception {
        mvc.perform(post("/api/v1/users")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{}")
                        .with(As.ada()))
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.type").value("/problems/stale-page"));
    }

    @Test
    void aPageThatIsOutOfDateSaysSoToItsScript() throws Exception {
        mvc.perform(post("/sign-out").header("HX-Request", "true").with(As.ada()))
                .andExpect(status().isForbidden())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.next").value(containsString("Load the page again")));
    }

    @Test
    void everyAnswerHasAReferenceThatTheLogHas(CapturedOutput log) throws Exception {
        var response = mvc.perform(get("/api/v1/nothing").with(As.oli()))
                .andExpect(header().string(RequestLog.HEADER, matchesPattern("[0-9a-v]{10}")))
                .andReturn()
                .getResponse();
        String reference = JsonPath.read(response.getContentAsString(), "$.reference");
        assertThat(response.getHeader(RequestLog.HEADER)).isEqualTo(reference);
        assertThat(log.getOut()).contains("[" + reference + "]").contains("GET /api/v1/nothing 404");
    }

    @Test
    void passwordsAndTokensAreNotLogged(CapturedOutput log) throws Exception {
        send("{\"login\":\"quiet\",\"role\":\"USER\",\"password\":\"secret-password\"}")
                .andExpect(status().isCreated());
        var token = mvc.perform(post("/api/v1/tokens")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\":\"quiet\"}")
                        .with(csrf())
                        .with(As.actor(Actor.of(userId("quiet"), "quiet", "quiet", Role.USER))))
                .andExpect(status().isCreated())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(log.getAll()).doesNotContain("secret-password").doesNotContain((String)
                JsonPath.read(token, "$.token"));
    }

    @Test
    void theDescriptionIsOpenApi31AndNamesTheTokenScheme() throws Exception {
        mvc.perform(get("/api/v1/openapi.json").with(As.mia()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.openapi").value(containsString("3.1")))
                .andExpect(jsonPath("$.components.securitySchemes.token.scheme").value("bearer"))
                .andExpect(
                        jsonPath("$.components.schemas.Problem.properties.next").exists())
                .andExpect(jsonPath("$.paths['/api/v1/users'].get.tags[0]").value("users"))
                .andExpect(jsonPath("$.paths['/api/v1/vms'].post.responses.202").exists())
                .andExpect(
                        jsonPath("$.paths['/api/v1/pools'].post.responses.201").exists())
                .andExpect(jsonPath("$.components.schemas.TaskView.properties.state.enum", hasItem("succeeded")))
                .andExpect(jsonPath("$.components.schemas.VmWishDisk.properties.sizeGiB")
                        .exists())
                .andExpect(jsonPath("$.components.schemas.VmBodyDisk.properties.target")
                        .exists())
                .andExpect(jsonPath("$.paths['/api/v1/users'].get.responses.default")
                        .exists())
                .andExpect(jsonPath("$.paths['/api/v1/users'].get.parameters[*].name", not(hasItem("actor"))));
        mvc.perform(get("/api/v1").with(As.mia()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.links.users").value("/api/v1/users"));
    }

    private UUID userId(String login) throws Exception {
        var body = mvc.perform(get("/api/v1/users").param("q", login).with(As.ada()))
                .andReturn()
                .getResponse()
                .getContentAsString();
        return UUID.fromString(JsonPath.read(body, "$.items[0].id"));
    }

    private ResultActions send(String body) throws Exception {
        return mvc.perform(post("/api/v1/users")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .with(csrf())
                .with(As.ada()));
    }
}
