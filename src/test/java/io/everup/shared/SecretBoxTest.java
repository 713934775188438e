package io.everup.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretBox box = SecretBox.withKey(key(1), RANDOM);

    @Test
    void whatIsLockedOpensAgainAndNeverLooksTheSame() {
        var once = box.lock("geheim ✓");
        var twice = box.lock("geheim ✓");

        assertThat(once).startsWith("v1:").doesNotContain("geheim").isNotEqualTo(twice);
        assertThat(box.open(once)).isEqualTo("geheim ✓");
        assertThat(box.open(twice)).isEqualTo("geheim ✓");
        assertThat(box.lock(null)).isNull();
        assertThat(box.open(null)).isNull();
    }

    @Test
    void oneChangedBitIsNoticedWhereverItIs() {
        var locked = box.lock("geheim");
        var bytes = Base64.getDecoder().decode(locked.substring(locked.lastIndexOf(':') + 1));
        for (var i = 0; i < bytes.length; i++) {
            var changed = bytes.clone();
            changed[i] ^= 1;
            var text = locked.substring(0, locked.lastIndexOf(':') + 1)
                    + Base64.getEncoder().encodeToString(changed);
            assertThatThrownBy(() -> box.open(text))
                    .as("byte %d", i)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("changed or damaged");
        }
    }

    @Test
    void anotherKeySaysWhichKeyItWas() {
        var other = SecretBox.withKey(key(2), RANDOM);
        var locked = other.lock("geheim");
        var keyId = locked.split(":")[1];

        assertThatThrownBy(() -> box.open(locked)).isInstanceOf(Refusal.class).hasMessageContaining(keyId);
        assertThatThrownBy(() -> box.open("geheim")).isInstanceOf(Refusal.class);
    }

    @Test
    void aKeyThatIsNoneIsNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> SecretBox.withKey("too-short", RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes")
                .hasMessageNotContaining("too-short");
    }

    @Test
    void theKeyFileIsMadeOnceForItsOwnerAlone(@TempDir Path folder) throws Exception {
        var file = folder.resolve("data").resolve("secret.key");
        var locked = SecretBox.withKeyFile(file, RANDOM).lock("geheim");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SecretBox.withKeyFile(file, RANDOM).open(locked)).isEqualTo("geheim");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void severalKeysOpenTheirOwnAndTheNewestLocks() {
        var old = SecretBox.withKey(key(1), RANDOM).lock("geheim");
        var both = SecretBox.withKey(key(2) + "," + key(1), RANDOM);

        assertThat(both.open(old)).isEqualTo("geheim");
        assertThat(both.keyIds()).hasSize(2);
        assertThat(both.lock("x")).startsWith("v1:" + both.keyIds().get(0) + ":");
        assertThat(SecretBox.withKey(key(2), RANDOM).open(both.lock("neu"))).isEqualTo("neu");
        assertThat(both.keepsKeys()).isFalse();
        assertThatThrownBy(both::addKey).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatIsAddedLocksAtOnceForWhoeverSharesTheFile(@TempDir Path folder) throws Exception {
        var file = folder.resolve("secret.key");
        var here = SecretBox.withKeyFile(file, RANDOM);
        var there = SecretBox.withKeyFile(file, RANDOM);
        var old = here.lock("geheim");

        here.addKey();

        assertThat(there.keyIds()).isEqualTo(here.keyIds()).hasSize(2);
        assertThat(there.open(here.lock("neu"))).isEqualTo("neu");
        assertThat(here.open(old)).isEqualTo("geheim");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.writeString(file, "# the newest\n" + Files.readAllLines(file).get(0) + "\n");
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
        assertThatThrownBy(() -> here.open(old)).isInstanceOf(Refusal.class);
    }

    private static String key(int seed) {
        var bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
