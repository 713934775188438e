package io.everup.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * Why a request was not carried out, as RFC 9457 has it.
 *
 * @param type a stable reference that programs may compare, {@code /problems/<code>}
 * @param title the kind of problem, the same words each time
 * @param detail this case, in a sentence for people
 * @param next what the reader can do about it
 * @param errors the rejected values
 * @param reference what the log calls this request
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type, String title, int status, String detail, String next, List<FieldError> errors, String reference) {

    /** One rejected value: its field as the request spells it, and what is wrong with it. */
    public record FieldError(String field, String problem) {}

    static Problem of(HttpStatus status, String code, String detail, String next) {
        return of(status, code, detail, next, List.of());
    }

    static Problem of(HttpStatus status, String code, String detail, String next, List<FieldError> errors) {
        return new Problem(
                "/problems/" + code, title(status), status.value(), detail, next, errors, RequestLog.reference());
    }

    @JsonIgnore
    public HttpStatus httpStatus() {
        return HttpStatus.valueOf(status);
    }

    private static String title(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "The request can't be read";
            case UNAUTHORIZED -> "Not signed in";
            case FORBIDDEN -> "Not allowed";
            case NOT_FOUND -> "Not found";
            case CONFLICT -> "Not possible now";
            case PRECONDITION_FAILED -> "Changed meanwhile";
            case UNPROCESSABLE_CONTENT -> "Values that can't be accepted";
            case TOO_MANY_REQUESTS -> "Too many requests";
            case INTERNAL_SERVER_ERROR -> "Something went wrong in Everup";
            case BAD_GATEWAY, GATEWAY_TIMEOUT -> "A host could not do it";
            case SERVICE_UNAVAILABLE -> "Everup can't answer now";
            default -> status.getReasonPhrase();
        };
    }
}
