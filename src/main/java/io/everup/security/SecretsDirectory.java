package io.everup.security;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.SecretBox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells which keys lock how many secrets. Never a secret, never a key. */
@Component
public class SecretsDirectory {

    private final StoredSecrets stored;
    private final SecretBox box;
    private final JdbcClient jdbc;

    SecretsDirectory(StoredSecrets stored, SecretBox box, JdbcClient jdbc) {
        this.stored = stored;
        this.box = box;
        this.jdbc = jdbc;
    }

    public SecretsView view(Actor actor) {
        actor.require(Permission.SETTING_MANAGE);
        var known = box.keyIds();
        var newest = known.get(0);
        var byKey = new LinkedHashMap<String, Long>();
        known.forEach(id -> byKey.put(id, 0L));
        var places = new ArrayList<SecretsView.Place>();
        for (var column : stored.columns()) {
            var counts = stored.counts(column);
            counts.forEach((id, count) -> byKey.merge(id, count, Long::sum));
            var all = counts.values().stream().mapToLong(Long::longValue).sum();
            places.add(new SecretsView.Place(column.words(), all, all - counts.getOrDefault(newest, 0L)));
        }
        var keys = byKey.entrySet().stream()
                .map(key -> new SecretsView.Key(
                        key.getKey(), key.getKey().equals(newest), known.contains(key.getKey()), key.getValue()))
                .toList();
        return new SecretsView(keys, places, box.keepsKeys(), running());
    }

    private UUID running() {
        return jdbc.sql("select id from task where exclusive_key = :key"
                        + " and state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')")
                .param("key", SecretOperations.EXCLUSIVE)
                .query(UUID.class)
                .optional()
                .orElse(null);
    }
}
