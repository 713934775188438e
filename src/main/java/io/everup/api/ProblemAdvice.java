package io.everup.api;

import io.everup.identity.TooManyAttempts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** The one place where a failed request gets its answer. */
@ControllerAdvice
class ProblemAdvice {

    private final Problems problems;
    private final ProblemAnswers answers;
    private final RefusedRequests refused;

    ProblemAdvice(Problems problems, ProblemAnswers answers, RefusedRequests refused) {
        this.problems = problems;
        this.answers = answers;
        this.refused = refused;
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
        refused.write(problem, request);
        return answers.answer(problem, request, RequestLog.path(request));
    }
}
