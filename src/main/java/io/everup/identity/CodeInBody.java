package io.everup.identity;

import io.everup.ui.RepeatableRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the code of a second factor from the body of a request that shows a password; the body stays as it is. */
final class CodeInBody extends OncePerRequestFilter {

    private static final String CODE = CodeInBody.class.getName();
    private static final int LARGEST_BODY = 64 << 10;

    private final JsonMapper json;

    CodeInBody(JsonMapper json) {
        this.json = json;
    }

    /** What was sent as {@code code}; empty when nothing was. */
    static String of(HttpServletRequest request) {
        return request.getAttribute(CODE) instanceof String code ? code : "";
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var again = RepeatableRequest.of(request, LARGEST_BODY);
        if (again.isEmpty()) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        again.get().setAttribute(CODE, code(again.get().body()));
        chain.doFilter(again.get(), response);
    }

    /** Whatever is wrong with the body is said later, by who reads it as a whole. */
    private String code(byte[] body) {
        try {
            return json.readTree(body).path("code").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }
}
