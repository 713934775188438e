package io.everup.security;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Changes the key that secrets are locked with. */
@Component
@Transactional
public class SecretOperations {

    static final String EXCLUSIVE = "secrets";

    private final TaskOperations tasks;
    private final SecretBox box;

    SecretOperations(TaskOperations tasks, SecretBox box) {
        this.tasks = tasks;
        this.box = box;
    }

    /**
     * Locks all secrets anew with the newest key.
     *
     * @param newKey whether a new key is made first
     * @return the task
     */
    public UUID rotate(Actor actor, boolean newKey) {
        actor.require(Permission.SETTING_MANAGE);
        if (newKey && !box.keepsKeys()) {
            throw Refusal.conflict(
                    "key-from-setting",
                    "The keys come from EVERUP_SECRET_KEY.",
                    "Set a new key before the old one there, restart all replicas, and lock the secrets anew with it.");
        }
        return tasks.submit(
                actor,
                NewTask.of(
                        SecretRotate.KIND,
                        newKey ? "Lock all secrets with a new key" : "Lock all secrets with the newest key",
                        new Subject("security", null, "Secrets"),
                        EXCLUSIVE,
                        Map.of(SecretRotate.NEW_KEY, newKey)));
    }
}
