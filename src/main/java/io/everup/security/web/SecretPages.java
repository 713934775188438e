package io.everup.security.web;

import io.everup.identity.Actor;
import io.everup.security.SecretOperations;
import io.everup.security.SecretsDirectory;
import io.everup.ui.Answer;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The keys of stored secrets: a part of Administration, Security. */
@Controller
class SecretPages {

    private final SecretsDirectory directory;
    private final SecretOperations operations;

    SecretPages(SecretsDirectory directory, SecretOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping("/security/secrets")
    String part(Actor actor, Model model) {
        model.addAttribute("secrets", directory.view(actor));
        return "security/secrets";
    }

    @PostMapping("/security/secrets/rotate")
    ResponseEntity<Void> rotate(
            Actor actor, @RequestParam(defaultValue = "false") boolean newKey, HttpServletRequest request) {
        return Answer.started(request, "Locking all secrets anew", operations.rotate(actor, newKey), "/security");
    }
}
