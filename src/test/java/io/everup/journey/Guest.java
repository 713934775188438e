package io.everup.journey;

import io.everup.support.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A lab guest, as its users see it: by its page. */
record Guest(String name, String id, String address) {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    URI page() {
        return URI.create("http://" + address + "/status.json");
    }

    /** What it says of itself now; null when it doesn't answer. */
    JsonNode status() {
        try {
            var request = HttpRequest.newBuilder(page()).timeout(TIMEOUT).build();
            // The request's own timeout ends with the headers: a guest that dies while it answers would be waited for
            // for ever.
            var said = JsonMapper.shared()
                    .readTree(HTTP.sendAsync(request, BodyHandlers.ofString())
                            .get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                            .body());
            return said.has("bootId") ? said : null;
        } catch (ExecutionException | TimeoutException | tools.jackson.core.JacksonException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        }
    }

    String boot() {
        return answers(Duration.ofSeconds(60)).at("/bootId").asString();
    }

    JsonNode answers(Duration deadline) {
        return Await.until(name + " answers at " + address, deadline, this::status, said -> said != null, () -> "");
    }

    /** Waits for its first answer after a restart. */
    void answersAnew(String formerBoot, Duration deadline) {
        Await.until(
                name + " answers at " + address + " after a restart",
                deadline,
                this::status,
                said -> said != null && !said.at("/bootId").asString().equals(formerBoot),
                this::status);
    }
}
