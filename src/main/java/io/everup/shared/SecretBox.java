package io.everup.shared;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Locks secrets (passwords of hosts and fence devices, private keys) before they are stored, with a key that is not in
 * the database: a stolen backup gives none away. AES-256-GCM; a locked secret reads {@code v1:<key id>:<base64>}, so
 * that several keys can be known: the newest locks, each opens what it locked.
 */
public final class SecretBox {

    /** What a locked secret looks like, wherever it stands; the group is the id of its key. */
    public static final Pattern LOCKED = Pattern.compile("v1:([0-9a-f]{8}):[A-Za-z0-9+/]+=*");

    private static final String VERSION = "v1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Supplier<SecretKeys> keys;
    private final SecretKeyFile file;
    private final SecureRandom random;

    private SecretBox(Supplier<SecretKeys> keys, SecretKeyFile file, SecureRandom random) {
        this.keys = keys;
        this.file = file;
        this.random = random;
    }

    /**
     * A column that holds locked secrets, alone or among other text. Each module has a bean for each of its own, so
     * that none is forgotten when keys change.
     *
     * @param words what is kept there, such as {@code passwords of hosts}
     * @param lasting false for what is forgotten by itself soon: Everup starts without the key of that
     */
    public record Column(String table, String column, String words, boolean lasting) {}

    /**
     * @param base64 32 bytes in base64; several with commas between, the newest first
     * @throws IllegalArgumentException when it is anything else; the message doesn't hold the key
     */
    public static SecretBox withKey(String base64, SecureRandom random) {
        var known = SecretKeys.parse(base64, "EVERUP_SECRET_KEY");
        return new SecretBox(() -> known, null, random);
    }

    /** Reads the keys from a file; where there is none, makes a new key in a file that only its owner may read. */
    public static SecretBox withKeyFile(Path file, SecureRandom random) {
        var keyFile = new SecretKeyFile(file, random);
        keyFile.createIfMissing();
        keyFile.keys();
        return new SecretBox(keyFile::keys, keyFile, random);
    }

    /** The ids of all known keys, the newest first. */
    public List<String> keyIds() {
        return List.copyOf(keys.get().ids());
    }

    /** Whether {@link #addKey} can: keys that come from a setting are changed there. */
    public boolean keepsKeys() {
        return file != null;
    }

    /** Makes a new key, which locks from now on; those before go on opening what they locked. */
    public void addKey() {
        if (file == null) {
            throw new IllegalStateException("The keys come from a setting.");
        }
        file.add();
    }

    /** The secret, locked; null stays null. Twice the same secret gives two different results. */
    public String lock(String secret) {
        if (secret == null) {
            return null;
        }
        var known = keys.get();
        var id = known.newest();
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, id, known.key(id).orElseThrow(), nonce)
                    .doFinal(secret.getBytes(StandardCharsets.UTF_8));
            var bytes = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return VERSION + ":" + id + ":" + Base64.getEncoder().encodeToString(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A secret could not be locked.", e);
        }
    }

    /**
     * The secret that was locked; null stays null.
     *
     * @throws Refusal when it was locked with another key, or changed since
     */
    public String open(String locked) {
        if (locked == null) {
            return null;
        }
        var parts = locked.split(":", 3);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw unreadable("A stored secret can't be read: it was not locked by Everup.");
        }
        var known = keys.get();
        var key = known.key(parts[1]);
        if (key.isEmpty()) {
            throw unreadable("A stored secret was locked with key " + parts[1] + ", and Everup runs with key "
                    + String.join(", ", known.ids()) + ".");
        }
        try {
            var bytes = Base64.getDecoder().decode(parts[2]);
            var nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            var plain = cipher(Cipher.DECRYPT_MODE, parts[1], key.get(), nonce)
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw unreadable("A stored secret was changed or damaged since it was locked.");
        }
    }

    private static Cipher cipher(int mode, String id, SecretKeySpec key, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((VERSION + ":" + id).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static Refusal unreadable(String detail) {
        return Refusal.conflict(
                "secret-unreadable",
                detail,
                "Start Everup with the key it had (EVERUP_SECRET_KEY, or secret.key in the data directory), or enter the"
                        + " password or key again.");
    }
}
