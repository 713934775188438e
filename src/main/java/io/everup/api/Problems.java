package io.everup.api;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.identity.TooManyAttempts;
import io.everup.shared.Refusal;
import jakarta.validation.ConstraintViolationException;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Turns whatever ended a request into a problem that says no more than its reader may know. */
@Component
class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    /** A NUL in a text, as such and within JSON: the database stores none. */
    private static final Set<String> UNSTORABLE = Set.of("22021", "22P05");

    private static final String CORRECT_REQUEST = "Correct the request; /api/v1/docs describes it.";

    Problem of(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return of(refusal);
        }
        var problem = ofRequest(failure);
        if (problem == null) {
            problem = ofSecurity(failure);
        }
        if (problem == null) {
            problem = ofSurroundings(failure);
        }
        if (problem == null && failure instanceof ErrorResponse answer) {
            problem = ofFramework(answer);
        }
        return problem == null ? unexpected(failure) : problem;
    }

    private static Problem of(Refusal refusal) {
        var status = switch (refusal.kind()) {
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
            case CONFLICT -> HttpStatus.CONFLICT;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case CHANGED -> HttpStatus.PRECONDITION_FAILED;
        };
        var errors = refusal.fields().stream()
                .map(field -> new Problem.FieldError(field.name(), field.problem()))
                .toList();
        return Problem.of(status, refusal.code(), refusal.getMessage(), refusal.next(), errors);
    }

    private static Problem ofRequest(Throwable failure) {
        if (failure instanceof HttpMessageNotReadableException unreadable) {
            return JsonProblems.of(unreadable);
        }
        if (failure instanceof BindException invalid) {
            return ValueProblems.of(invalid);
        }
        if (failure instanceof HandlerMethodValidationException invalid) {
            return ValueProblems.of(invalid);
        }
        if (failure instanceof ConstraintViolationException invalid) {
            return ValueProblems.of(invalid);
        }
        if (failure instanceof MissingRequestValueException missing) {
            return ValueProblems.of(missing);
        }
        return failure instanceof MethodArgumentTypeMismatchException wrong ? ValueProblems.of(wrong) : null;
    }

    private static Problem ofSecurity(Throwable failure) {
        if (failure instanceof TooManyAttempts attempts) {
            return Problem.of(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-attempts",
                    attempts.getMessage(),
                    "Wait for so long as Retry-After says.");
        }
        if (failure instanceof AuthenticationException unknown) {
            return Problem.of(
                    HttpStatus.UNAUTHORIZED,
                    "not-signed-in",
                    unknown.getMessage(),
                    "Send a token as Authorization: Bearer …; POST /api/v1/tokens, with login and password (Basic), gives one.");
        }
        if (failure instanceof CsrfException) {
            return Problem.of(
                    HttpStatus.FORBIDDEN,
                    "stale-page",
                    "The page that this came from is out of date.",
                    "Load the page again and repeat it. A program sends a token instead of a session cookie.");
        }
        return failure instanceof AccessDeniedException
                ? Problem.of(
                        HttpStatus.FORBIDDEN,
                        "forbidden",
                        "You may not do this.",
                        "Ask an administrator for a role that allows it.")
                : null;
    }

    private static Problem ofSurroundings(Throwable failure) {
        if (failure instanceof OptimisticLockingFailureException) {
            return of(Refusal.changed("thing"));
        }
        if (failure instanceof DataIntegrityViolationException violation) {
            return ofRace(violation);
        }
        if (failure instanceof HypervisorFailure host) {
            return of(host);
        }
        if (failure instanceof CannotCreateTransactionException
                || failure instanceof DataAccessResourceFailureException) {
            LOG.error("The database can't be reached", failure);
            return Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "no-database",
                    "Everup can't reach its database.",
                    "Try again in a moment. Virtual machines run on meanwhile.");
        }
        return null;
    }

    /** What was true when it was checked and isn't any more: another request was faster. */
    private static Problem ofRace(DataIntegrityViolationException violation) {
        var state = violation.getMostSpecificCause() instanceof SQLException sql ? sql.getSQLState() : "";
        if (violation instanceof DuplicateKeyException || UNIQUE_VIOLATION.equals(state)) {
            LOG.info("A unique value was taken meanwhile: {}", violation.getMessage());
            return Problem.of(
                    HttpStatus.CONFLICT,
                    "already-exists",
                    "Such a thing was made meanwhile.",
                    "Load the page or list again.");
        }
        if (FOREIGN_KEY_VIOLATION.equals(state)) {
            LOG.info("Something was deleted or taken into use meanwhile: {}", violation.getMessage());
            return Problem.of(
                    HttpStatus.CONFLICT,
                    "gone-meanwhile",
                    "Something that this needs was deleted meanwhile, or what this deletes was taken into use.",
                    "Load the page or list again.");
        }
        if (UNSTORABLE.contains(state)) {
            return Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "invalid-values",
                    "A text holds a character that no text may hold.",
                    "Take it out and send it again.");
        }
        return null;
    }

    private static Problem of(HypervisorFailure failure) {
        LOG.warn("A call to a host failed within a request", failure);
        if (failure instanceof HypervisorFailure.Unreachable) {
            return Problem.of(
                    HttpStatus.GATEWAY_TIMEOUT,
                    "host-unreachable",
                    "The host does not answer.",
                    "Look at the host's page for its state, and try again.");
        }
        if (failure instanceof HypervisorFailure.OutcomeUnknown) {
            return Problem.of(
                    HttpStatus.GATEWAY_TIMEOUT,
                    "outcome-unknown",
                    "The host did not answer in time: it may have been done or not.",
                    "Look at the state before asking again.");
        }
        return Problem.of(
                HttpStatus.BAD_GATEWAY,
                "host-refused",
                "The host refused: " + failure.getMessage(),
                "Correct what the host names, and try again.");
    }

    /** What the framework refuses before any of our code: an unknown address, a wrong method or media type. */
    private static Problem ofFramework(ErrorResponse answer) {
        var status = HttpStatus.resolve(answer.getStatusCode().value());
        if (status == null || status.is5xxServerError()) {
            return null;
        }
        return ofStatus(status, answer.getBody().getDetail());
    }

    /** A problem of which no more than the status is known. */
    static Problem ofStatus(HttpStatus status, String detail) {
        return switch (status) {
            case NOT_FOUND ->
                Problem.of(
                        status,
                        "not-found",
                        "There is nothing at this address.",
                        "Check the address, or search for it.");
            case FORBIDDEN ->
                Problem.of(
                        status, "forbidden", "You may not do this.", "Ask an administrator for a role that allows it.");
            default ->
                Problem.of(
                        status,
                        status.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                        detail == null ? status.getReasonPhrase() + "." : detail,
                        CORRECT_REQUEST);
        };
    }

    private static Problem unexpected(Throwable failure) {
        LOG.error("A request failed unexpectedly", failure);
        return broken();
    }

    static Problem broken() {
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "This was not meant to happen. Nothing more is known here than in the log.",
                "Try again; if it stays, give the reference to whoever runs Everup.");
    }
}
