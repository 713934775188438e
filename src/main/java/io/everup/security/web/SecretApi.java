package io.everup.security.web;

import io.everup.identity.Actor;
import io.everup.security.SecretOperations;
import io.everup.security.SecretsDirectory;
import io.everup.security.SecretsView;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The keys of stored secrets over HTTP. */
@RestController
@RequestMapping("/api/v1/security")
class SecretApi {

    /** @param newKey whether a new key is made first; false when left out */
    record Rotation(Boolean newKey) {}

    private final SecretsDirectory directory;
    private final SecretOperations operations;
    private final TaskAnswers answers;

    SecretApi(SecretsDirectory directory, SecretOperations operations, TaskAnswers answers) {
        this.directory = directory;
        this.operations = operations;
        this.answers = answers;
    }

    @GetMapping("/secrets")
    SecretsView view(Actor actor) {
        return directory.view(actor);
    }

    /** Locks all secrets anew with the newest key. */
    @PostMapping("/actions/rotate-secrets")
    ResponseEntity<TaskView> rotate(Actor actor, @RequestBody(required = false) Rotation wish) {
        return answers.accepted(actor, operations.rotate(actor, wish != null && Boolean.TRUE.equals(wish.newKey())));
    }
}
