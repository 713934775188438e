package io.everup.migration;

import io.everup.task.TaskRun;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What a migration's task carries. */
final class MigrationPayload {

    private MigrationPayload() {}

    static Map<String, Object> of(
            UUID migration,
            UUID source,
            UUID host,
            String hostName,
            String why,
            MigrationPolicy policy,
            boolean copiesDisks) {
        var payload = new HashMap<String, Object>();
        payload.put("migration", migration.toString());
        payload.put("source", source.toString());
        payload.put("host", host.toString());
        payload.put("hostName", hostName);
        payload.put("why", why);
        payload.put("copiesDisks", copiesDisks);
        payload.put("pauseMillis", policy.pauseMillis());
        payload.put("autoConverge", policy.autoConverge());
        payload.put("postCopy", policy.postCopy());
        payload.put("bandwidth", policy.bandwidthMiBps());
        payload.put("boundMinutes", policy.boundMinutes());
        payload.put("encryption", policy.encryption().name());
        payload.put("connections", policy.connections());
        return payload;
    }

    /** As it was agreed on at the request; a task of an older version has the defaults. */
    static MigrationPolicy policy(TaskRun run) {
        var usual = MigrationPolicy.DEFAULT;
        if (run.number("pauseMillis") == 0) {
            return usual;
        }
        return new MigrationPolicy(
                (int) run.number("pauseMillis"),
                run.flag("autoConverge"),
                run.flag("postCopy"),
                (int) run.number("bandwidth"),
                usual.atOnce(),
                (int) run.number("boundMinutes"),
                run.text("encryption") == null ? Encryption.OFF : Encryption.valueOf(run.text("encryption")),
                (int) run.number("connections"));
    }

    /** Whether disks are copied along. */
    static boolean copiesDisks(TaskRun run) {
        return run.flag("copiesDisks");
    }

    static MigrationWish wish(TaskRun run) {
        var policy = policy(run);
        return new MigrationWish(
                run.uuid("host"),
                policy.pauseMillis(),
                policy.autoConverge(),
                policy.postCopy(),
                policy.bandwidthMiBps(),
                policy.connections(),
                copiesDisks(run),
                null);
    }
}
