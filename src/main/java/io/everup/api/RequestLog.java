package io.everup.api;

import io.everup.shared.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request a reference, which stands on every line that is logged for it and in every problem that is
 * answered, and writes a line about each that changes something or fails. Addresses are logged without their query:
 * it may hold a ticket.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class RequestLog extends OncePerRequestFilter {

    static final String HEADER = "X-Request-Id";
    static final String ACTOR = RequestLog.class.getName() + ".actor";

    private static final String KEY = "reference";
    private static final Logger LOG = LoggerFactory.getLogger("io.everup.request");

    private final Ids ids;
    private final Clock clock;

    RequestLog(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** What the log calls the request that this thread is at work on; null outside of one. */
    static String reference() {
        return MDC.get(KEY);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var started = clock.millis();
        var reference = newReference();
        MDC.put(KEY, reference);
        response.setHeader(HEADER, reference);
        try {
            chain.doFilter(request, response);
        } finally {
            say(request, response.getStatus(), clock.millis() - started);
            MDC.remove(KEY);
        }
    }

    /** The last 50 bits of a new id: short enough to be read out on the telephone. */
    private String newReference() {
        var bits = ids.next().getLeastSignificantBits() & 0x3_FFFF_FFFF_FFFFL;
        var text = Long.toString(bits, 32);
        return "0".repeat(10 - text.length()) + text;
    }

    private static void say(HttpServletRequest request, int status, long millis) {
        var actor = request.getAttribute(ACTOR);
        var line = "{} {} {} {} ms, {} at {}";
        Object[] facts = {
            request.getMethod(),
            printable(request.getRequestURI()),
            status,
            millis,
            actor == null ? "nobody" : actor,
            request.getRemoteAddr()
        };
        if (status >= 500) {
            LOG.warn(line, facts);
        } else if (status >= 400 || !request.getMethod().equals("GET")) {
            LOG.info(line, facts);
        } else {
            LOG.debug(line, facts);
        }
    }

    /** One line stays one line, whatever was asked for. */
    private static String printable(String path) {
        var clean = path.replaceAll("[^\\x21-\\x7E]", "?");
        return clean.length() > 200 ? clean.substring(0, 200) + "…" : clean;
    }

    /** The path within Everup, as it was asked for. */
    static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
