package io.everup.api;

import io.everup.api.Problem.FieldError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says where a JSON body is wrong, in words of JSON: no class name of ours gets out. */
final class JsonProblems {

    private static final String NEXT = "See /api/v1/docs for what this request takes.";

    private JsonProblems() {}

    static Problem of(HttpMessageNotReadableException failure) {
        var cause = failure.getCause();
        if (cause instanceof InputCoercionException wrong) {
            return outOfRange(wrong);
        }
        if (cause instanceof StreamReadException broken) {
            return malformed("The body is not well-formed JSON: it can't be read" + place(broken) + ".");
        }
        if (cause instanceof DatabindException wrong) {
            return field(wrong);
        }
        return malformed("The request needs a JSON body.");
    }

    private static Problem outOfRange(InputCoercionException failure) {
        var field = path(failure);
        var problem = (field.isEmpty() ? "A number" + place(failure) : field) + " is out of range.";
        return Problem.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-values",
                problem,
                "Correct the values and send it again.",
                List.of(new FieldError(field, problem)));
    }

    private static Problem malformed(String detail) {
        return Problem.of(HttpStatus.BAD_REQUEST, "malformed-json", detail, NEXT);
    }

    private static String place(JacksonException failure) {
        var at = failure.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static Problem field(DatabindException failure) {
        var field = path(failure);
        if (field.isEmpty()) {
            return malformed("The body must be a JSON object as this request takes it" + expected(failure) + ".");
        }
        var problem = problem(failure, field);
        return Problem.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-values",
                problem,
                failure instanceof UnrecognizedPropertyException unknown
                        ? "Known here: " + known(unknown) + "."
                        : "Correct the values and send it again.",
                List.of(new FieldError(field, problem)));
    }

    private static String problem(DatabindException failure, String field) {
        if (failure instanceof UnrecognizedPropertyException) {
            return "There is no field " + field + ".";
        }
        if (failure instanceof InvalidFormatException wrong
                && wrong.getTargetType().isEnum()) {
            return field + " must be one of "
                    + Arrays.stream(wrong.getTargetType().getEnumConstants())
                            .map(constant -> EnumWords.of((Enum<?>) constant))
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        if (failure instanceof MismatchedInputException wrong && wrong.getTargetType() != null) {
            return field + " must be " + JsonWords.of(wrong.getTargetType()) + ".";
        }
        var reason = failure.getCause() instanceof io.everup.shared.Refusal refusal ? refusal.getMessage() : null;
        return reason != null ? reason : field + " has a value that can't be accepted.";
    }

    private static String expected(DatabindException failure) {
        return failure instanceof MismatchedInputException wrong && wrong.getTargetType() != null
                ? ": " + JsonWords.of(wrong.getTargetType()) + place(failure)
                : place(failure);
    }

    private static String known(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream()
                .map(Object::toString)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** {@code disks[1].sizeGiB}. */
    private static String path(JacksonException failure) {
        var path = new StringBuilder();
        for (var step : failure.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
