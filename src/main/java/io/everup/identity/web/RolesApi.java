package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.NewRole;
import io.everup.identity.Permission;
import io.everup.identity.RoleDirectory;
import io.everup.identity.RoleOperations;
import io.everup.identity.RoleView;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Roles over HTTP: those that are built in, and one's own. */
@RestController
@RequestMapping("/api/v1/roles")
class RolesApi {

    /** @param ownOnly absent for no */
    record RoleWish(String name, String note, Set<@NotNull Permission> permissions, Boolean ownOnly) {

        NewRole role() {
            return new NewRole(name, note, permissions, Boolean.TRUE.equals(ownOnly));
        }

        /** What is left out stays as it is. */
        NewRole over(RoleView before) {
            return new NewRole(
                    name == null ? before.name() : name,
                    note == null ? before.note() : note,
                    permissions == null ? before.permissions() : permissions,
                    ownOnly == null ? before.ownOnly() : ownOnly);
        }
    }

    private final RoleDirectory directory;
    private final RoleOperations operations;

    RolesApi(RoleDirectory directory, RoleOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    /** The built-in roles first; there is one page. */
    @GetMapping
    Slice<RoleView> list(Actor actor) {
        var roles = directory.roles(actor);
        return new Slice<>(roles, null, roles.size());
    }

    /** A built-in role by its word, such as {@code operator}, one's own by its id. */
    @GetMapping("/{id}")
    ResponseEntity<RoleView> find(Actor actor, @PathVariable String id) {
        var role = directory.role(actor, id);
        return ResponseEntity.ok().eTag(Versions.etag(role.version(), role)).body(role);
    }

    /** A permission brings those that it makes no sense without: who may start VMs sees them. */
    @PostMapping
    ResponseEntity<RoleView> create(Actor actor, @Valid @RequestBody RoleWish wish) {
        var id = operations.create(actor, wish.role()).toString();
        var role = directory.role(actor, id);
        return ResponseEntity.created(URI.create("/api/v1/roles/" + id))
                .eTag(Versions.etag(role.version(), role))
                .body(role);
    }

    @PatchMapping("/{id}")
    ResponseEntity<RoleView> change(
            Actor actor,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @Valid @RequestBody RoleWish wish) {
        operations.change(actor, id, wish.over(directory.role(actor, id)), Versions.wanted(ifMatch));
        return find(actor, id);
    }

    /** Only while no grant has it. */
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            Actor actor,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        Versions.require(ifMatch, directory.role(actor, id).version(), "role");
        operations.delete(actor, id);
        return ResponseEntity.noContent().build();
    }
}
