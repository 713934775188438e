package io.everup.identity;

import io.everup.shared.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Whose role asks for a second factor that they don't have yet gets no further than to where it is set up. */
final class FactorDuty extends OncePerRequestFilter {

    static final String PAGE = "/account/second-factor";

    private static final List<String> OPEN = List.of(PAGE, "/api/v1/me", "/sign-out", "/static", "/favicon.ico");

    private final HandlerExceptionResolver problems;

    FactorDuty(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var path = Gatekeeper.path(request);
        if (open(path) || !owed(request)) {
            chain.doFilter(request, response);
        } else if (page(request)) {
            response.sendRedirect(request.getContextPath() + PAGE);
        } else {
            problems.resolveException(
                    request,
                    response,
                    null,
                    Refusal.forbidden(
                            "second-factor-wanted",
                            "Your role needs a second factor.",
                            "Set it up on " + PAGE + ", or with POST /api/v1/me/second-factor."));
        }
    }

    private static boolean owed(HttpServletRequest request) {
        // Whose the session is, is read at the first question.
        SecurityContextHolder.getContext().getAuthentication();
        return SessionIdentity.factorOwed(request);
    }

    private static boolean open(String path) {
        return OPEN.stream().anyMatch(start -> path.equals(start) || path.startsWith(start + "/"));
    }

    private static boolean page(HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return request.getMethod().equals("GET")
                && request.getHeader("HX-Request") == null
                && accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE);
    }
}
