package io.everup.maintenance.web;

import io.everup.identity.Actor;
import io.everup.maintenance.WindowOperations;
import io.everup.maintenance.WindowView;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Maintenance windows over HTTP. */
@RestController
class WindowsApi {

    private final WindowOperations windows;

    WindowsApi(WindowOperations windows) {
        this.windows = windows;
    }

    /** Each with its next five times; at most 200. */
    @GetMapping("/api/v1/maintenance/windows")
    Map<String, List<WindowView>> list(Actor actor) {
        return Map.of("items", windows.all(actor));
    }

    @GetMapping("/api/v1/maintenance/windows/{id}")
    WindowView find(Actor actor, @PathVariable UUID id) {
        return windows.find(actor, id);
    }

    @PostMapping("/api/v1/maintenance/windows")
    ResponseEntity<WindowView> add(Actor actor, @RequestBody WindowOperations.NewWindow wish) {
        var id = windows.add(actor, wish);
        return ResponseEntity.created(URI.create("/api/v1/maintenance/windows/" + id))
                .body(windows.find(actor, id));
    }

    @DeleteMapping("/api/v1/maintenance/windows/{id}")
    ResponseEntity<Void> remove(Actor actor, @PathVariable UUID id) {
        windows.remove(actor, id);
        return ResponseEntity.noContent().build();
    }
}
