package io.everup.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The seal of an entry in a chain: SHA-256 (FIPS 180-4) over the seal before it and the entry's fields. Each field is written
 * as its length in characters, a colon, the text and a line feed, and a missing one as a minus sign and a line feed: no
 * two entries have the same text.
 */
public final class Seal {

    private Seal() {}

    /** @return 64 hexadecimal digits */
    public static String of(String before, List<?> fields) {
        var text = new StringBuilder();
        append(text, before);
        fields.forEach(field -> append(text, field));
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static void append(StringBuilder text, Object field) {
        if (field == null) {
            text.append("-\n");
        } else {
            var value = field.toString();
            text.append(value.length()).append(':').append(value).append('\n');
        }
    }
}
