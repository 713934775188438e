package io.everup.ui;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The address of a page: the state of a list (search, sort, page, tab) lives in its query. */
record Address(String path, Map<String, String> query) {

    static Address current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : new Address("", Map.of());
    }

    static Address of(HttpServletRequest request) {
        var query = new LinkedHashMap<String, String>();
        if (request.getQueryString() != null) {
            for (var pair : request.getQueryString().split("&")) {
                var equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        }
        return new Address(request.getRequestURI(), query);
    }

    Address with(String parameter, Object value) {
        var changed = new LinkedHashMap<>(query);
        changed.remove("after");
        changed.remove(parameter);
        if (value != null && !value.toString().isEmpty()) {
            changed.put(parameter, value.toString());
        }
        return new Address(path, changed);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        if (query.isEmpty()) {
            return path;
        }
        return query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&", path + "?", ""));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
