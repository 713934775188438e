package io.everup.identity;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes that change with time: RFC 6238 (TOTP) over RFC 4226 (HOTP), with what every authenticator knows: HMAC-SHA-1,
 * six digits, 30 seconds.
 */
final class TotpRules {

    static final int SECRET_BYTES = 20;

    private static final Duration STEP = Duration.ofSeconds(30);
    /** A clock may be so many steps off, either way. */
    private static final int DRIFT = 1;

    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;
    private static final Pattern FORM = Pattern.compile("[0-9]{" + DIGITS + "}");
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private TotpRules() {}

    static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP.toSeconds());
    }

    /** The code of one time step. */
    static String code(byte[] secret, long step) {
        var hash = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        var offset = hash[hash.length - 1] & 0xf;
        var number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fff_ffff;
        return String.format("%0" + DIGITS + "d", number % MODULUS);
    }

    /**
     * The time step that a code belongs to, now or one step off; empty for a wrong code. All steps are tried whether or
     * not one fits, and each comparison takes the same time.
     */
    static OptionalLong match(byte[] secret, String code, Instant now) {
        if (code == null || !FORM.matcher(code).matches()) {
            return OptionalLong.empty();
        }
        var given = code.getBytes(StandardCharsets.US_ASCII);
        var found = OptionalLong.empty();
        for (var step = step(now) - DRIFT; step <= step(now) + DRIFT; step++) {
            if (MessageDigest.isEqual(code(secret, step).getBytes(StandardCharsets.US_ASCII), given)) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** What authenticators read out of the picture; the form is that of Google Authenticator's key URI. */
    static String uri(byte[] secret, String login) {
        return "otpauth://totp/Everup:" + encoded(login) + "?secret=" + base32(secret)
                + "&issuer=Everup&algorithm=SHA1&digits=" + DIGITS + "&period=" + STEP.toSeconds();
    }

    /** RFC 4648, without padding: what authenticators take when it is typed. */
    static String base32(byte[] bytes) {
        var text = new StringBuilder();
        var bits = 0;
        var held = 0;
        for (var each : bytes) {
            held = held << 8 | each & 0xff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt(held >> bits & 31));
            }
        }
        if (bits > 0) {
            text.append(BASE32.charAt(held << 5 - bits & 31));
        }
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] hmac(byte[] secret, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "RAW"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA-1", e);
        }
    }
}
