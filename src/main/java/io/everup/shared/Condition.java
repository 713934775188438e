package io.everup.shared;

import java.util.Map;

/**
 * A part of a SQL {@code where}, with named parameters as Spring's {@code JdbcClient} takes them. Nothing that a user
 * typed is ever in the text, only in the parameters.
 *
 * @param sql always in brackets or a single word, so it can follow {@code and}
 * @param parameters named {@code q1}, {@code q2} and so on: a query must not use such names for its own
 */
public record Condition(String sql, Map<String, Object> parameters) {

    /** Holds for every row. */
    public static final Condition ALL = new Condition("true", Map.of());

    public Condition {
        parameters = Map.copyOf(parameters);
    }
}
