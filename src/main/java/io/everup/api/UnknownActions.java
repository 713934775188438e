package io.everup.api;

import io.everup.shared.Refusal;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** An action that no module offers: the answer names those that exist. Each action's own address goes before this. */
@Hidden
@RestController
class UnknownActions {

    private final RequestMappingHandlerMapping mappings;

    UnknownActions(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        this.mappings = mappings;
    }

    @PostMapping("/api/v1/{collection}/{id}/actions/{action}")
    ResponseEntity<Problem> unknown(@PathVariable String collection, @PathVariable String action) {
        var known = actionsOf(collection);
        if (known.isEmpty()) {
            throw Refusal.notFound("address");
        }
        var problem = Problem.of(
                HttpStatus.NOT_FOUND,
                "no-such-action",
                "There is no action " + shortened(action) + " for " + collection + ".",
                "The actions are " + String.join(", ", known) + ".");
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private TreeSet<String> actionsOf(String collection) {
        var start = "/api/v1/" + collection + "/{id}/actions/";
        var names = new TreeSet<String>();
        for (var mapping : mappings.getHandlerMethods().keySet()) {
            mapping.getPatternValues().stream()
                    .filter(pattern -> pattern.startsWith(start))
                    .map(pattern -> pattern.substring(start.length()))
                    .filter(name -> !name.contains("{"))
                    .forEach(names::add);
        }
        return names;
    }

    private static String shortened(String action) {
        return action.length() > 40 ? action.substring(0, 40) + "…" : action;
    }
}
