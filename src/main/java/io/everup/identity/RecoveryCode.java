package io.everup.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets in, once, whose authenticator is lost: sixteen letters in four groups. They have 80 bits of chance, so that a
 * plain SHA-256 of them can't be searched through.
 */
record RecoveryCode(String letters) {

    static final int COUNT = 10;

    /** Without i, l, o and u, which are easily taken for others; 32 of them. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final Pattern FORM = Pattern.compile("[0-9a-z]{16}");

    static RecoveryCode fresh(SecureRandom random) {
        return new RecoveryCode(random.ints(16, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString());
    }

    /** What someone typed, with or without its hyphens and in whatever case; empty when it is no such code. */
    static Optional<RecoveryCode> parse(String text) {
        var letters = text == null ? "" : text.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        return FORM.matcher(letters).matches() ? Optional.of(new RecoveryCode(letters)) : Optional.empty();
    }

    /** As people read it: {@code abcd-efgh-jkmn-pqrs}. */
    String text() {
        return letters.replaceAll("(.{4})(?!$)", "$1-");
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(letters.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "RecoveryCode";
    }
}
