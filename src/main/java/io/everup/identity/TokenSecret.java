package io.everup.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a token looks like: {@code everup_<12 to look it up>_<40 secret>}. The secret has 206 bits of chance, so that a
 * plain SHA-256 of it can't be searched through.
 */
record TokenSecret(String lookup, String text) {

    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM = Pattern.compile("everup_([0-9a-z]{12})_[0-9a-z]{40}");

    static TokenSecret fresh(SecureRandom random) {
        var lookup = letters(random, 12);
        return new TokenSecret(lookup, "everup_" + lookup + "_" + letters(random, 40));
    }

    static Optional<TokenSecret> parse(String text) {
        var match = FORM.matcher(text);
        return match.matches() ? Optional.of(new TokenSecret(match.group(1), text)) : Optional.empty();
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String letters(SecureRandom random, int count) {
        return random.ints(count, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return "everup_" + lookup + "_…";
    }
}
