package io.everup.shared;

import java.util.List;
import java.util.function.Supplier;

/**
 * A request that is understood and not carried out. It says why in a sentence for people and what to do next; nothing
 * has been changed when it is thrown.
 */
public final class Refusal extends RuntimeException {

    /** What kind of no it is; the HTTP API maps each to a status. */
    public enum Kind {
        /** A value can't be accepted (422). */
        INVALID,
        /** The thing is in a state in which this can't be done (409). */
        CONFLICT,
        /** It doesn't exist, or may not be seen by whoever asks (404). */
        NOT_FOUND,
        /** Whoever asks may see it but not do this (403). */
        FORBIDDEN,
        /** Someone else changed it meanwhile (412). */
        CHANGED
    }

    /** One rejected value: the field's name as the request spells it, and what is wrong with it. */
    public record Field(String name, String problem) {}

    private final Kind kind;
    private final String code;
    private final String next;
    private final List<Field> fields;

    private Refusal(Kind kind, String code, String detail, String next, List<Field> fields) {
        super(detail, null, false, false);
        this.kind = kind;
        this.code = code;
        this.next = next;
        this.fields = List.copyOf(fields);
    }

    /** @param code stable and machine-readable, such as {@code vm-running} */
    public static Refusal conflict(String code, String detail, String next) {
        return new Refusal(Kind.CONFLICT, code, detail, next, List.of());
    }

    public static Refusal invalid(String code, String detail, String next) {
        return new Refusal(Kind.INVALID, code, detail, next, List.of());
    }

    public static Refusal invalid(List<Field> fields) {
        var detail = fields.size() == 1
                ? fields.get(0).problem()
                : fields.size() + " values can't be accepted: "
                        + String.join("; ", fields.stream().map(Field::problem).toList());
        return new Refusal(Kind.INVALID, "invalid-values", detail, "Correct the values and send it again.", fields);
    }

    public static Refusal invalidField(String field, String problem) {
        return invalid(List.of(new Field(field, problem)));
    }

    public static Refusal notFound(String what) {
        return new Refusal(
                Kind.NOT_FOUND,
                "not-found",
                "There is no such " + what + ".",
                "It may have been deleted, or you may not see it.",
                List.of());
    }

    /** What a request's field names must exist: when the look-up finds nothing, it is the field that can't be accepted. */
    public static <T> T named(String field, Supplier<T> lookup) {
        try {
            return lookup.get();
        } catch (Refusal refusal) {
            throw refusal.kind == Kind.NOT_FOUND ? invalidField(field, refusal.getMessage()) : refusal;
        }
    }

    /** @param code as for {@link #conflict}; for a no that another role wouldn't change */
    public static Refusal forbidden(String code, String detail, String next) {
        return new Refusal(Kind.FORBIDDEN, code, detail, next, List.of());
    }

    public static Refusal forbidden(String detail) {
        return new Refusal(
                Kind.FORBIDDEN, "forbidden", detail, "Ask an administrator for a role that allows it.", List.of());
    }

    public static Refusal changed(String what) {
        return new Refusal(
                Kind.CHANGED,
                "changed-meanwhile",
                "Someone else changed this " + what + " meanwhile.",
                "Load it again and repeat your change.",
                List.of());
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** What the reader can do about it; never null. */
    public String next() {
        return next;
    }

    /** The rejected values; empty unless the kind is {@link Kind#INVALID}. */
    public List<Field> fields() {
        return fields;
    }
}
