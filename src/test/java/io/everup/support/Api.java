package io.everup.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import io.everup.identity.Actor;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The HTTP API as a program uses it, spoken by one of the cast. */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration MOST = Duration.ofSeconds(120);

    private final MockMvc mvc;
    private final Actor actor;

    public Api(MockMvc mvc, Actor actor) {
        this.mvc = mvc;
        this.actor = actor;
    }

    /** What was answered. */
    public record Answer(int status, JsonNode body, MockHttpServletResponse raw) {

        public Answer is(int expected) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            return this;
        }

        /** As in {@code /items/0/name}. */
        public String text(String pointer) {
            return body.at(pointer).asString();
        }

        public String header(String name) {
            return raw.getHeader(name);
        }
    }

    public Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    public Answer post(String path, Object body) {
        return send("POST", path, body, Map.of());
    }

    /** @param body a text is sent as it is, anything else as JSON, null not at all */
    public Answer send(String method, String path, Object body, Map<String, String> headers) {
        var call = request(HttpMethod.valueOf(method), URI.create(path))
                .with(As.actor(actor))
                .with(csrf());
        headers.forEach(call::header);
        if (body != null) {
            call.contentType(MediaType.APPLICATION_JSON)
                    .content(body instanceof String text ? text : JSON.writeValueAsString(body));
        }
        try {
            return answer(finished(mvc.perform(call).andReturn()));
        } catch (Exception e) {
            throw new IllegalStateException(method + " " + path, e);
        }
    }

    private MvcResult finished(MvcResult result) throws Exception {
        if (!result.getRequest().isAsyncStarted()) {
            return result;
        }
        result.getAsyncResult(MOST.toMillis());
        return mvc.perform(asyncDispatch(result)).andReturn();
    }

    private static Answer answer(MvcResult result) throws Exception {
        var response = result.getResponse();
        var text = response.getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
        var json =
                response.getContentType() != null && response.getContentType().contains("json");
        return new Answer(response.getStatus(), json ? JSON.readTree(text) : MissingNode.getInstance(), response);
    }

    /** Sends a command, which must be accepted, and waits for the end of its task. @return the ended task */
    public Answer carryOut(String path, Object body) {
        return ended(post(path, body));
    }

    /** @param accepted the answer that holds the task */
    public Answer ended(Answer accepted) {
        accepted.is(202);
        var address = accepted.header("Location");
        assertThat(address).isEqualTo("/api/v1/tasks/" + accepted.text("/id"));
        return get(address + "?wait=30").is(200);
    }

    /** As {@link #carryOut}; the task must succeed. */
    public JsonNode succeed(String path, Object body) {
        var task = carryOut(path, body).body();
        assertThat(task.at("/state").asString()).as(task.toString()).isEqualTo("succeeded");
        return task;
    }

    /** Asks again until the answer is as wanted. */
    public JsonNode until(String path, Predicate<JsonNode> wanted) {
        var end = System.nanoTime() + MOST.toNanos();
        var answer = get(path);
        while (!wanted.test(answer.body())) {
            assertThat(System.nanoTime()).as(path + " stays " + answer.body()).isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(50).toNanos());
            answer = get(path);
        }
        return answer.body();
    }
}
