package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.NewUser;
import io.everup.identity.UserChange;
import io.everup.identity.UserDirectory;
import io.everup.identity.UserOperations;
import io.everup.identity.UserView;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Users over HTTP. */
@RestController
@RequestMapping("/api/v1/users")
class UserController {

    record NewPassword(@NotBlank String password) {
        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    private final UserDirectory directory;
    private final UserOperations operations;

    UserController(UserDirectory directory, UserOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping
    Slice<UserView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, null, limit, after));
    }

    @GetMapping("/{id}")
    ResponseEntity<UserView> find(Actor actor, @PathVariable UUID id) {
        return answer(directory.find(actor, id));
    }

    @PostMapping
    ResponseEntity<UserView> create(Actor actor, @Valid @RequestBody NewUser user) {
        var created = directory.find(actor, operations.create(actor, user));
        return ResponseEntity.created(URI.create("/api/v1/users/" + created.id()))
                .eTag(Versions.etag(created.version()))
                .body(created);
    }

    @PatchMapping("/{id}")
    ResponseEntity<UserView> change(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @Valid @RequestBody UserChange change) {
        operations.change(actor, id, change, Versions.wanted(ifMatch));
        return answer(directory.find(actor, id));
    }

    @PostMapping("/{id}/actions/disable")
    ResponseEntity<UserView> disable(Actor actor, @PathVariable UUID id) {
        operations.disable(actor, id);
        return answer(directory.find(actor, id));
    }

    @PostMapping("/{id}/actions/enable")
    ResponseEntity<UserView> enable(Actor actor, @PathVariable UUID id) {
        operations.enable(actor, id);
        return answer(directory.find(actor, id));
    }

    @PostMapping("/{id}/actions/set-password")
    ResponseEntity<Void> setPassword(Actor actor, @PathVariable UUID id, @Valid @RequestBody NewPassword wanted) {
        operations.setPassword(actor, id, wanted.password());
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<UserView> answer(UserView user) {
        return ResponseEntity.ok().eTag(Versions.etag(user.version())).body(user);
    }
}
