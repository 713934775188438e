package io.everup.identity;

import java.util.Locale;

/** Patterns for SQL's like. */
final class Like {

    private Like() {}

    /** Matches what holds the words, whatever their case; compare with a column in small letters. */
    static String containing(String words) {
        return "%"
                + words.toLowerCase(Locale.ROOT)
                        .replace("\\", "\\\\")
                        .replace("%", "\\%")
                        .replace("_", "\\_") + "%";
    }
}
