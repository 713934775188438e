package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.Role;
import io.everup.identity.SecuritySettings;
import io.everup.identity.SecuritySettingsChange;
import io.everup.identity.SecuritySettingsOperations;
import io.everup.ui.Versions;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How people sign in, and for how long, over HTTP. */
@RestController
@RequestMapping("/api/v1/security")
class SecuritySettingsApi {

    record View(Set<Role> secondFactorRoles, long idleMinutes, long lifetimeMinutes, int apiPerMinute, long version) {}

    private final SecuritySettingsOperations operations;

    SecuritySettingsApi(SecuritySettingsOperations operations) {
        this.operations = operations;
    }

    @GetMapping
    ResponseEntity<View> view(Actor actor) {
        return answer(operations.settings(actor));
    }

    @PatchMapping
    ResponseEntity<View> change(
            Actor actor,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody SecuritySettingsChange change) {
        operations.change(actor, change, Versions.wanted(ifMatch));
        return view(actor);
    }

    private static ResponseEntity<View> answer(SecuritySettings settings) {
        return ResponseEntity.ok()
                .eTag(Versions.etag(settings.version()))
                .body(new View(
                        settings.secondFactorRoles(),
                        settings.idle().toMinutes(),
                        settings.lifetime().toMinutes(),
                        settings.apiPerMinute(),
                        settings.version()));
    }
}
