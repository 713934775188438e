package io.everup.api;

import io.everup.audit.AuditJournal;
import io.everup.audit.AuditResult;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Writes into the journal who asked for what they didn't get: commands that were refused, and reads that they may not.
 * What can't be seen is refused as not there, and is written down like that.
 */
@Component
class RefusedRequests implements HandlerInterceptor, WebMvcConfigurer {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedRequests.class);
    private static final String WRITTEN = RefusedRequests.class.getName();
    private static final String OF_PAGE = WRITTEN + ".page";
    private static final int LONGEST = 300;

    private static final Set<HttpStatus> REFUSED = Set.of(
            HttpStatus.FORBIDDEN,
            HttpStatus.NOT_FOUND,
            HttpStatus.CONFLICT,
            HttpStatus.PRECONDITION_FAILED,
            HttpStatus.UNPROCESSABLE_CONTENT);

    private final AuditJournal audit;

    RefusedRequests(AuditJournal audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    /** A request that was answered with a problem. */
    void write(Problem problem, HttpServletRequest request) {
        if (REFUSED.contains(problem.httpStatus())) {
            write(request, problem.status(), problem.detail());
        }
    }

    /** A form that is shown again tells why in its model. */
    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, ModelAndView view) {
        if (view != null && !read(request)) {
            view.getModel().values().stream()
                    .filter(Refusal.class::isInstance)
                    .map(Refusal.class::cast)
                    .findFirst()
                    .ifPresent(refusal -> request.setAttribute(OF_PAGE, refusal.getMessage()));
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, Exception failure) {
        if (request.getAttribute(OF_PAGE) instanceof String why) {
            write(request, response.getStatus(), why);
        } else if (!read(request) && response.getStatus() == HttpStatus.UNPROCESSABLE_CONTENT.value()) {
            write(request, response.getStatus(), "A value can't be accepted.");
        }
    }

    private void write(HttpServletRequest request, int status, String why) {
        if (request.getAttribute(WRITTEN) != null || read(request) && status != HttpStatus.FORBIDDEN.value()) {
            return;
        }
        request.setAttribute(WRITTEN, true);
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Actor actor)) {
            return;
        }
        var path = RequestLog.path(request);
        try {
            audit.record(
                    actor,
                    RefusedRules.action(request.getMethod(), path),
                    new Subject(RefusedRules.type(path), RefusedRules.subject(path), shortened(path)),
                    AuditResult.REFUSED,
                    Map.of("why", shortened(why), "status", status));
        } catch (TransactionException | org.springframework.dao.DataAccessException e) {
            // The answer stands: nothing was done that the journal would lack.
            LOG.error("A refusal could not be written down", e);
        }
    }

    private static boolean read(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private static String shortened(String text) {
        var known = text == null ? "" : text;
        return known.length() > LONGEST ? known.substring(0, LONGEST) + "…" : known;
    }
}
