package io.everup.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The first page of the API: what collections there are, and where it is described. */
@RestController
class ApiIndex {

    private static final String BASE = "/api/v1";

    record Index(@JsonProperty("links") TreeMap<String, String> links) {}

    private final RequestMappingHandlerMapping mappings;

    ApiIndex(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        this.mappings = mappings;
    }

    @GetMapping(BASE)
    Index index() {
        var links = new TreeMap<String, String>();
        for (var mapping : mappings.getHandlerMethods().keySet()) {
            var methods = mapping.getMethodsCondition().getMethods();
            if (methods.isEmpty() || methods.equals(Set.of(RequestMethod.GET))) {
                mapping.getDirectPaths().stream()
                        .filter(path -> path.matches(BASE + "/[a-z-]+"))
                        .forEach(path -> links.put(path.substring(BASE.length() + 1), path));
            }
        }
        links.put("openapi", BASE + "/openapi.json");
        links.put("docs", BASE + "/docs");
        return new Index(links);
    }
}
