package io.everup.api;

import io.everup.api.Problem.FieldError;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Lists the values of a request that can't be accepted. */
final class ValueProblems {

    private ValueProblems() {}

    static Problem of(BindException failure) {
        return of(failure.getBindingResult());
    }

    private static Problem of(BindingResult result) {
        return invalid(result.getAllErrors().stream()
                .map(error -> {
                    var field = error instanceof org.springframework.validation.FieldError one ? one.getField() : "";
                    return new FieldError(field, sentence(field, error.getDefaultMessage()));
                })
                .toList());
    }

    static Problem of(HandlerMethodValidationException failure) {
        return invalid(failure.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream().map(error -> {
                    var name = result.getMethodParameter().getParameterName();
                    return new FieldError(name, sentence(name, error.getDefaultMessage()));
                }))
                .toList());
    }

    static Problem of(ConstraintViolationException failure) {
        return invalid(failure.getConstraintViolations().stream()
                .map(violation -> {
                    var path = violation.getPropertyPath().toString();
                    var field = path.substring(path.lastIndexOf('.') + 1);
                    return new FieldError(field, sentence(field, violation.getMessage()));
                })
                .toList());
    }

    static Problem of(MissingRequestValueException failure) {
        var field =
                failure instanceof MissingServletRequestParameterException missing ? missing.getParameterName() : "";
        return invalid(List.of(new FieldError(field, field + " is missing.")));
    }

    /** An id in a path that can't be an id names nothing. */
    static Problem of(MethodArgumentTypeMismatchException failure) {
        MethodParameter parameter = failure.getParameter();
        if (parameter.hasParameterAnnotation(PathVariable.class)) {
            return Problem.of(
                    HttpStatus.NOT_FOUND, "not-found", "There is nothing at this address.", "Check the id in it.");
        }
        var type = failure.getRequiredType() == null ? String.class : failure.getRequiredType();
        var problem = failure.getName() + " must be " + JsonWords.of(type) + ".";
        return invalid(List.of(new FieldError(failure.getName(), problem)));
    }

    private static Problem invalid(List<FieldError> errors) {
        var detail = errors.size() == 1
                ? errors.get(0).problem()
                : errors.size() + " values can't be accepted: "
                        + String.join(
                                " ", errors.stream().map(FieldError::problem).toList());
        return Problem.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-values",
                detail,
                "Correct the values and send it again.",
                errors);
    }

    /** Messages of the validator are phrases ({@code must not be blank}); ours are sentences. */
    private static String sentence(String field, String message) {
        var known = message == null ? "can't be accepted" : message.equals("must not be null") ? "is missing" : message;
        return known.endsWith(".") || field.isEmpty() ? known : field + " " + known + ".";
    }
}
