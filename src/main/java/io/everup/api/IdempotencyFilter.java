package io.everup.api;

import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.ui.RepeatableRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * A POST that is sent again with the same {@code Idempotency-Key}, since its answer got lost, is not carried out again:
 * it gets the answer that the first one got. Only what was carried out (2xx) is remembered.
 */
@Component
@Order(-50)
class IdempotencyFilter extends OncePerRequestFilter {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final int LONGEST_KEY = 255;
    private static final int LARGEST_BODY = 2 << 20;
    private static final List<String> KEPT =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG, HttpHeaders.CACHE_CONTROL);

    private final Idempotency memory;
    private final HandlerExceptionResolver problems;

    IdempotencyFilter(Idempotency memory, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.memory = memory;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || !RequestLog.path(request).startsWith("/api/")
                || request.getHeader(HEADER) == null
                || request.getContentLengthLong() > LARGEST_BODY
                || isUpload(request)
                || actor() == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var key = request.getHeader(HEADER).strip();
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            refuse(request, response, "An " + HEADER + " has 1 to " + LONGEST_KEY + " characters.");
            return;
        }
        var body = RepeatableRequest.of(request, LARGEST_BODY);
        if (body.isEmpty()) {
            refuse(request, response, "A request with an " + HEADER + " has at most 2 MiB.");
            return;
        }
        var again = body.get();
        var known = memory.begin(actor().id(), key, fingerprint(again));
        if (known.isEmpty()) {
            carryOut(again, response, chain, actor().id(), key);
        } else if (!known.get().sameRequest()) {
            refuse(request, response, "This " + HEADER + " was used for another request.");
        } else if (known.get().answer() == null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            problems.resolveException(request, response, null, atWork());
        } else {
            replay(known.get().answer(), response);
        }
    }

    /** Files are not held in memory to be compared: an upload is not covered. */
    private static boolean isUpload(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && !type.startsWith(MediaType.APPLICATION_JSON_VALUE);
    }

    private void carryOut(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, UUID actor, String key)
            throws ServletException, IOException {
        var copy = new ContentCachingResponseWrapper(response);
        var done = false;
        try {
            chain.doFilter(request, copy);
            done = copy.getStatus() >= 200 && copy.getStatus() < 300;
        } finally {
            if (done) {
                memory.end(actor, key, answer(copy));
            } else {
                memory.giveBack(actor, key);
            }
            copy.copyBodyToResponse();
        }
    }

    private static Idempotency.Answer answer(ContentCachingResponseWrapper copy) {
        var headers = new LinkedHashMap<String, String>();
        for (var name : KEPT) {
            var value = name.equals(HttpHeaders.CONTENT_TYPE) ? copy.getContentType() : copy.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        var body = new String(copy.getContentAsByteArray(), StandardCharsets.UTF_8);
        return new Idempotency.Answer(copy.getStatus(), headers, body);
    }

    private static void replay(Idempotency.Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setHeader(REPLAYED, "true");
        response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, String detail) {
        var refusal = Refusal.invalid("idempotency-key", detail, "Use a new key for each new request.");
        problems.resolveException(request, response, null, refusal);
    }

    private static Refusal atWork() {
        return Refusal.conflict(
                "still-at-work",
                "The first request with this " + HEADER + " is still at work.",
                "Send it again in a second.");
    }

    private static Actor actor() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Actor actor ? actor : null;
    }

    private static byte[] fingerprint(RepeatableRequest request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    (request.getRequestURI() + "?" + request.getQueryString() + "\n").getBytes(StandardCharsets.UTF_8));
            return digest.digest(request.body());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
