package io.everup.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** How a value of a type is written, in words. */
final class JsonWords {

    private static final Set<Class<?>> WHOLE =
            Set.of(int.class, long.class, short.class, byte.class, Integer.class, Long.class, Short.class, Byte.class);

    private JsonWords() {}

    static String of(Class<?> type) {
        if (WHOLE.contains(type)) {
            return "a whole number";
        }
        if (type == double.class
                || type == float.class
                || Number.class.isAssignableFrom(type)
                || type == BigDecimal.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == UUID.class) {
            return "an id, such as 018f3c6e-7a10-7c4e-9b0e-3f6f2a4d5b6c";
        }
        if (type == Duration.class) {
            return "a duration, such as PT30S";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time, such as 2026-11-22T13:00:00Z";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return CharSequence.class.isAssignableFrom(type) ? "a text" : "an object";
    }
}
