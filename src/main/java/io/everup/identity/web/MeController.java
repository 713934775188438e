package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Role;
import io.everup.identity.UserOperations;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who one is, and what roles there are. */
@RestController
@RequestMapping("/api/v1")
class MeController {

    record RoleView(Role id, String title, Set<Permission> permissions) {}

    record Roles(List<RoleView> items) {}

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

    @GetMapping("/roles")
    Roles roles() {
        return new Roles(Arrays.stream(Role.values())
                .map(role -> new RoleView(role, role.title(), role.permissions()))
                .toList());
    }
}
