package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The portal's HTTP API, for all that a story needs but doesn't tell of. */
final class Portal {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final String base;
    private final String login;
    private String token;

    Portal(String address, String user, String password) {
        base = address + "/api/v1";
        login = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    record Answer(int status, JsonNode body) {

        Answer is(int expected) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            return this;
        }

        String text(String pointer) {
            return body.at(pointer).asString();
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    Answer send(String method, String path, Object body) {
        if (token == null) {
            token = send("POST", "/tokens", Map.of("name", "journey"), login)
                    .is(201)
                    .text("/token");
        }
        return send(method, path, body, "Bearer " + token);
    }

    private Answer send(String method, String path, Object body, String authorization) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            var response = answer(request);
            var json = response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(response.statusCode(), json ? JSON.readTree(response.body()) : MissingNode.getInstance());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        }
    }

    /** A question is asked again when its connection ends under it, as browsers do: a replica may have died. */
    private HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
        for (var more = request.method().equals("GET") ? 2 : 0; ; more--) {
            try {
                return http.send(request, BodyHandlers.ofString());
            } catch (IOException e) {
                if (more == 0) {
                    throw e;
                }
            }
        }
    }

    /** Sends a command and waits for its task, which must succeed. */
    JsonNode succeed(String path, Object body) {
        return ended(post(path, body).is(202).text("/id"), "succeeded");
    }

    /** Waits for the end of a task, which must be as wished. */
    JsonNode ended(String task, String state) {
        var body = until(
                "/tasks/" + task + "?wait=20",
                now -> now.at("/state").asString().matches("succeeded|failed|cancelled"));
        assertThat(body.at("/state").asString()).as(body.toString()).isEqualTo(state);
        return body;
    }

    /** Asks again until the answer is as wished. */
    JsonNode until(String path, Predicate<JsonNode> wished) {
        return until(path, PATIENCE, wished);
    }

    JsonNode until(String path, Duration deadline, Predicate<JsonNode> wished) {
        return Await.until(
                path, deadline, () -> get(path).body(), wished, () -> get(path).body());
    }

    /** The id of what has this name, once there is such a thing. */
    String idOf(String collection, String name) {
        var query = "/" + collection + "?q=" + URLEncoder.encode("name:\"" + name + "\"", StandardCharsets.UTF_8);
        return until(query, found -> found.at("/total").asInt() >= 1)
                .at("/items/0/id")
                .asString();
    }
}
