package io.everup.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Answers who may not pass: programs with a problem document, people with the sign-in page, and a part of a page
 * (htmx) with the word to go there as a whole.
 */
@Component
class Gatekeeper implements AuthenticationEntryPoint, AccessDeniedHandler {

    static final String SIGN_IN = "/sign-in";

    private static final String PART_OF_PAGE = "HX-Request";

    private final HandlerExceptionResolver problems;

    Gatekeeper(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        if (forProgram(request)) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(request));
            problems.resolveException(request, response, null, why);
        } else if (request.getHeader(PART_OF_PAGE) != null) {
            response.setHeader("HX-Redirect", request.getContextPath() + SIGN_IN);
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            response.sendRedirect(request.getContextPath() + SIGN_IN);
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        if (request.getMethod().equals("POST") && path(request).startsWith(SIGN_IN)) {
            // The page was open for so long that its session is gone.
            response.sendRedirect(request.getContextPath() + SIGN_IN + "?expired");
        } else if (anonymous()) {
            commence(request, response, new InsufficientAuthenticationException("Sign in first."));
        } else if (forProgram(request) || request.getHeader(PART_OF_PAGE) != null) {
            problems.resolveException(request, response, null, why);
        } else {
            request.setAttribute(WebAttributes.ACCESS_DENIED_403, why);
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private static boolean anonymous() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication == null || authentication instanceof AnonymousAuthenticationToken;
    }

    private static String challenge(HttpServletRequest request) {
        var shown = request.getHeader(HttpHeaders.AUTHORIZATION);
        return shown != null && shown.regionMatches(true, 0, "Basic ", 0, 6)
                ? "Basic realm=\"Everup\", charset=\"UTF-8\""
                : "Bearer realm=\"Everup\"";
    }

    /** The API and the metrics answer programs; of the API, a browser may open the documentation. */
    private static boolean forProgram(HttpServletRequest request) {
        var path = path(request);
        if (path.startsWith("/actuator/")) {
            return true;
        }
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        var page = request.getMethod().equals("GET") && accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
        return path.startsWith("/api/") && !page;
    }

    /** The path within Everup, as it was asked for. */
    static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
