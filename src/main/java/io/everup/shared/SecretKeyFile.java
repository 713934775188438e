package io.everup.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Keys in a file that only its owner may read: a line each, the newest first. Several replicas may share it. */
final class SecretKeyFile {

    private final Path file;
    private final SecureRandom random;
    private FileTime readAt;
    private SecretKeys keys;

    SecretKeyFile(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    /** As the file has them now: another replica, or whoever runs it, may have added a key. */
    synchronized SecretKeys keys() {
        try {
            var changed = Files.getLastModifiedTime(file);
            if (!changed.equals(readAt)) {
                keys = SecretKeys.parse(Files.readString(file), file.toString());
                readAt = changed;
            }
            return keys;
        } catch (IOException e) {
            if (keys != null) {
                // The file is being replaced, or its disk is away: what was read before still holds.
                return keys;
            }
            throw new UncheckedIOException("The key file " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Makes the file with a first key, unless there is one. */
    void createIfMissing() {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var fresh = written(newKey() + "\n");
            try {
                // A link, not a move: of two replicas that start at once on a shared folder, the first one's key stays.
                Files.createLink(file, fresh);
            } catch (FileAlreadyExistsException e) {
                // The other replica was first: its key is read.
            } finally {
                Files.delete(fresh);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + file + " can't be made: " + e.getMessage(), e);
        }
    }

    /** Adds a new key before those that are there. */
    synchronized void add() {
        try {
            var fresh = written(newKey() + "\n" + Files.readString(file));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            readAt = null;
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + file + " can't be written: " + e.getMessage(), e);
        }
    }

    private Path written(String text) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "secret", ".new", ownerOnly);
        Files.writeString(fresh, text, StandardOpenOption.SYNC);
        return fresh;
    }

    private String newKey() {
        var key = new byte[SecretKeys.BYTES];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
