package io.everup.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Locks secrets (passwords of hosts and fence devices, private keys) before they are stored, with a key that is not in
 * the database: a stolen backup gives none away. AES-256-GCM; a locked secret reads {@code v1:<key id>:<base64>}, so
 * that a later key can tell its own secrets from those of the key before.
 */
public final class SecretBox {

    private static final String VERSION = "v1";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String keyId;
    private final SecureRandom random;

    private SecretBox(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.keyId = HexFormat.of().formatHex(sha256(key), 0, 4);
        this.random = random;
    }

    /**
     * @param base64 32 bytes in base64
     * @throws IllegalArgumentException when it is anything else; the message doesn't hold the key
     */
    public static SecretBox withKey(String base64, SecureRandom random) {
        return new SecretBox(decode(base64, "EVERUP_SECRET_KEY"), random);
    }

    /** Reads the key from a file; where there is none, makes a new key in a file that only its owner may read. */
    public static SecretBox withKeyFile(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                create(file, random);
            }
            return new SecretBox(decode(Files.readString(file), file.toString()), random);
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + file + " can't be read or made: " + e.getMessage(), e);
        }
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Files.createDirectories(file.toAbsolutePath().getParent());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "secret", ".new", ownerOnly);
        Files.writeString(fresh, Base64.getEncoder().encodeToString(key) + "\n", StandardOpenOption.SYNC);
        try {
            // A link, not a move: of two replicas that start at once on a shared folder, the first one's key stays.
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // The other replica was first: its key is read.
        } finally {
            Files.delete(fresh);
        }
    }

    private static byte[] decode(String base64, String where) {
        try {
            var key = Base64.getDecoder().decode(base64.strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the value.
        }
        throw new IllegalArgumentException(
                where + " must hold 32 bytes in base64, as `openssl rand -base64 32` prints them.");
    }

    /** The secret, locked; null stays null. Twice the same secret gives two different results. */
    public String lock(String secret) {
        if (secret == null) {
            return null;
        }
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            var bytes = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return VERSION + ":" + keyId + ":" + Base64.getEncoder().encodeToString(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A secret could not be locked.", e);
        }
    }

    /**
     * The secret that {@link #lock} was given; null stays null.
     *
     * @throws Refusal (conflict, {@code secret-unreadable}) when it was locked with another key or was changed since
     */
    public String open(String locked) {
        if (locked == null) {
            return null;
        }
        var parts = locked.split(":", 3);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw unreadable("A stored secret is not in a form that this version of Everup knows.");
        }
        if (!parts[1].equals(keyId)) {
            throw unreadable(
                    "A stored secret was locked with key " + parts[1] + ", and Everup runs with key " + keyId + ".");
        }
        try {
            var bytes = Base64.getDecoder().decode(parts[2]);
            var nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            var plain = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable("A stored secret was changed or damaged since it was locked.");
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((VERSION + ":" + keyId).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Refusal unreadable(String detail) {
        return Refusal.conflict(
                "secret-unreadable",
                detail,
                "Start Everup with the key it had (EVERUP_SECRET_KEY, or secret.key in the data directory), or enter the"
                        + " password or key again.");
    }
}
