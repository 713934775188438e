package io.everup.shared;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/** The keys that secrets are locked with, by their ids; the first one is the newest. */
final class SecretKeys {

    static final int BYTES = 32;

    private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();

    private SecretKeys() {}

    /**
     * @param text keys of 32 bytes in base64, with blanks, line breaks or commas between; lines that begin with # are words
     * @param where it comes from, for the message
     * @throws IllegalArgumentException when it is anything else; the message doesn't hold a key
     */
    static SecretKeys parse(String text, String where) {
        var found = new SecretKeys();
        text.lines()
                .filter(line -> !line.strip().startsWith("#"))
                .flatMap(line -> Arrays.stream(line.split("[\\s,]+")))
                .filter(word -> !word.isEmpty())
                .map(word -> decode(word, where))
                .forEach(key -> found.keys.putIfAbsent(id(key), new SecretKeySpec(key, "AES")));
        if (found.keys.isEmpty()) {
            throw wrong(where);
        }
        return found;
    }

    private static byte[] decode(String base64, String where) {
        try {
            var key = Base64.getDecoder().decode(base64);
            if (key.length == BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the value.
        }
        throw wrong(where);
    }

    private static IllegalArgumentException wrong(String where) {
        return new IllegalArgumentException(
                where + " must hold 32 bytes in base64, as `openssl rand -base64 32` prints them.");
    }

    /** Eight hexadecimal digits that tell keys apart and give none away. */
    private static String id(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    String newest() {
        return keys.keySet().iterator().next();
    }

    /** The newest first. */
    Set<String> ids() {
        return keys.keySet();
    }

    Optional<SecretKeySpec> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }
}
