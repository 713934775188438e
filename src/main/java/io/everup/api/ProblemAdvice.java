package io.everup.api;

import io.everup.audit.AuditJournal;
import io.everup.audit.AuditResult;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.TooManyAttempts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** The one place where a failed request gets its answer. */
@ControllerAdvice
class ProblemAdvice {

    private final Problems problems;
    private final ProblemAnswers answers;
    private final AuditJournal audit;

    ProblemAdvice(Problems problems, ProblemAnswers answers, AuditJournal audit) {
        this.problems = problems;
        this.answers = answers;
        this.audit = audit;
    }

    @ExceptionHandler
    Object refused(Throwable failure, HttpServletRequest request, HttpServletResponse response) {
        if (failure instanceof AsyncRequestNotUsableException || response.isCommitted()) {
            // Whoever listened has gone: there is no one to tell.
            return null;
        }
        if (failure instanceof TooManyAttempts attempts) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(attempts.retryAfterSeconds()));
        }
        if (failure instanceof HttpRequestMethodNotSupportedException method && method.getSupportedMethods() != null) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", method.getSupportedMethods()));
        }
        var problem = problems.of(failure);
        if (problem.httpStatus() == HttpStatus.FORBIDDEN && !request.getMethod().equals("GET")) {
            writeDown(problem, request);
        }
        return answers.answer(problem, request, RequestLog.path(request));
    }

    /** Whoever tries what they may not is in the journal; what can't be seen is refused as not there, and isn't. */
    private void writeDown(Problem problem, HttpServletRequest request) {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Actor actor) {
            audit.record(
                    actor,
                    "request",
                    new Subject("address", null, request.getMethod() + " " + RequestLog.path(request)),
                    AuditResult.REFUSED,
                    Map.of("why", problem.detail()));
        }
    }
}
