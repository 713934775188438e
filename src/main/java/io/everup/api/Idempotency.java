package io.everup.api;

import io.everup.shared.SecretBox;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Remembers for a day what was answered to a request with an Idempotency-Key. */
@Component
public class Idempotency {

    static final Duration MEMORY = Duration.ofHours(24);
    /** A request that has not ended after so long died with its replica: the key may be used anew. */
    static final Duration AT_WORK_MOST = Duration.ofMinutes(2);

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    /** An answer as it was given. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** What is known of a key: answered, at work (answer is null), or used for another request. */
    record Known(boolean sameRequest, Answer answer) {}

    private final JdbcClient jdbc;
    private final SecretBox secrets;
    private final JsonMapper json;
    private final Clock clock;

    Idempotency(JdbcClient jdbc, SecretBox secrets, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.json = json;
        this.clock = clock;
    }

    /** Takes the key for this request; where it is taken already, says by what. */
    Optional<Known> begin(UUID actor, String key, byte[] fingerprint) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        var taken = jdbc.sql("""
                        insert into idempotency as i (actor_id, key, fingerprint, started_at)
                        values (:actor, :key, :fingerprint, :now)
                        on conflict (actor_id, key) do update set fingerprint = excluded.fingerprint,
                            started_at = excluded.started_at, status = null, headers = null, body = null
                        where i.started_at < :forgotten or i.status is null and i.started_at < :dead
                        """)
                .param("actor", actor)
                .param("key", key)
                .param("fingerprint", fingerprint)
                .param("now", now)
                .param("forgotten", now.minus(MEMORY))
                .param("dead", now.minus(AT_WORK_MOST))
                .update();
        return taken == 1 ? Optional.empty() : find(actor, key, fingerprint);
    }

    private Optional<Known> find(UUID actor, String key, byte[] fingerprint) {
        return jdbc.sql("select fingerprint, status, headers, body from idempotency"
                        + " where actor_id = :actor and key = :key")
                .param("actor", actor)
                .param("key", key)
                .query((row, n) -> {
                    var status = row.getInt("status");
                    var answer = row.wasNull()
                            ? null
                            : new Answer(
                                    status,
                                    json.readValue(row.getString("headers"), HEADERS),
                                    secrets.open(row.getString("body")));
                    return new Known(Arrays.equals(row.getBytes("fingerprint"), fingerprint), answer);
                })
                .optional()
                // Given back between the two statements: the other request was refused, and changed nothing.
                .or(() -> Optional.of(new Known(true, null)));
    }

    void end(UUID actor, String key, Answer answer) {
        jdbc.sql("""
                        update idempotency set status = :status, headers = :headers::jsonb, body = :body
                        where actor_id = :actor and key = :key
                        """)
                .param("status", answer.status())
                .param("headers", json.writeValueAsString(answer.headers()))
                .param("body", secrets.lock(answer.body()))
                .param("actor", actor)
                .param("key", key)
                .update();
    }

    /** A refused request changed nothing: the same key may be tried again. */
    void giveBack(UUID actor, String key) {
        jdbc.sql("delete from idempotency where actor_id = :actor and key = :key and status is null")
                .param("actor", actor)
                .param("key", key)
                .update();
    }

    /** Removes what is older than a day. */
    public void sweep() {
        jdbc.sql("delete from idempotency where started_at < :before")
                .param("before", clock.instant().minus(MEMORY).atOffset(ZoneOffset.UTC))
                .update();
    }
}
