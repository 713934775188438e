package io.everup.shared;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a SQL {@code where}, with named parameters as Spring's {@code JdbcClient} takes them. Nothing that a user
 * typed is ever in the text, only in the parameters.
 *
 * @param sql always in brackets or a single word, so it can follow {@code and}
 * @param parameters named {@code q1}, {@code q2} and so on, or {@code scope…}: a query must not use such names for its own
 */
public record Condition(String sql, Map<String, Object> parameters) {

    /** Holds for every row. */
    public static final Condition ALL = new Condition("true", Map.of());

    /** Holds for no row. */
    public static final Condition NONE = new Condition("false", Map.of());

    public Condition {
        parameters = Map.copyOf(parameters);
    }

    /** Holds where both hold. Parameters of the same name must mean the same. */
    public Condition and(Condition other) {
        if (equals(ALL) || other.equals(NONE)) {
            return other;
        }
        if (other.equals(ALL) || equals(NONE)) {
            return this;
        }
        var both = new HashMap<>(parameters);
        both.putAll(other.parameters);
        return new Condition("(" + sql + " and " + other.sql + ")", both);
    }

    /** Holds where one of the two holds. Parameters of the same name must mean the same. */
    public Condition or(Condition other) {
        if (equals(NONE) || other.equals(ALL)) {
            return other;
        }
        if (other.equals(NONE) || equals(ALL)) {
            return this;
        }
        var both = new HashMap<>(parameters);
        both.putAll(other.parameters);
        return new Condition("(" + sql + " or " + other.sql + ")", both);
    }

    /** Writes conditions and gathers their parameters. */
    static final class Writer {
        private final Map<String, Object> parameters = new HashMap<>();

        /** The value's name as SQL has it. */
        String parameter(Object value) {
            var name = "q" + (parameters.size() + 1);
            parameters.put(name, value);
            return ":" + name;
        }

        String same(String column, String text) {
            return "lower(" + column + ") = lower(" + parameter(text) + ")";
        }

        /** @param parameter the name of a pattern made by {@link #pattern} */
        String like(String column, String parameter) {
            return "lower(" + column + ") like lower(" + parameter + ") escape '!'";
        }

        /** A pattern in which the text means itself, save {@code *} where that stands for anything. */
        String pattern(String text, boolean wildcards) {
            var literal = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
            return wildcards ? literal.replaceAll("\\*+", "%") : literal;
        }

        /** A comparison with a missing value is unknown in SQL; leaving out must keep such rows. */
        String negated(String sql, boolean negated) {
            return negated ? "(" + sql + " is not true)" : sql;
        }

        /** The condition that all of these hold. */
        Condition all(List<String> parts) {
            return parts.isEmpty() ? ALL : new Condition("(" + String.join(" and ", parts) + ")", parameters);
        }
    }
}
