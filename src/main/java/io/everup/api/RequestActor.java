package io.everup.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Behind the security filters: notes for the request log who asks. */
@Component
@Order(-60)
class RequestActor extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!RequestLog.path(request).startsWith("/static/")) {
            request.setAttribute(RequestLog.ACTOR, request.getRemoteUser());
        }
        chain.doFilter(request, response);
    }
}
