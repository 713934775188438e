package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.UserOperations;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who one is. */
@RestController
@RequestMapping("/api/v1")
class MeController {

    record PasswordChange(
            @NotBlank String currentPassword, @NotBlank String newPassword) {
        @Override
        public String toString() {
            return "PasswordChange";
        }
    }

    private final UserOperations operations;

    MeController(UserOperations operations) {
        this.operations = operations;
    }

    @GetMapping("/me")
    Actor me(Actor actor) {
        return actor;
    }

    @PostMapping("/me/actions/change-password")
    ResponseEntity<Void> changePassword(Actor actor, @Valid @RequestBody PasswordChange change) {
        operations.changeOwnPassword(actor, change.currentPassword(), change.newPassword());
        return ResponseEntity.noContent().build();
    }
}
