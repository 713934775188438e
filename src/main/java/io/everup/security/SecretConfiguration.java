package io.everup.security;

import io.everup.shared.SecretBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where the keys of secrets come from. Without the keys of those that are stored, Everup doesn't start. */
@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

    /** @param lost whether whoever starts it knows that a key is gone, and will enter its secrets again */
    @Bean
    @DependsOnDatabaseInitialization
    SecretBox secretBox(
            @Value("${everup.secret-key}") String key,
            @Value("${everup.secret-key-lost}") boolean lost,
            @Value("${everup.data-directory}") Path dataDirectory,
            List<SecretBox.Column> columns,
            DataSource database,
            SecureRandom random) {
        var file = dataDirectory.resolve("secret.key");
        var used = new TreeSet<>(StoredSecrets.keysInUse(JdbcClient.create(database), columns));
        if (key.isBlank() && !Files.exists(file) && !used.isEmpty() && !lost) {
            // A new key would open none of them, and hide that the old one is missing.
            throw new MissingKey(used, "there is neither " + file.toAbsolutePath() + " nor EVERUP_SECRET_KEY");
        }
        var box = key.isBlank() ? SecretBox.withKeyFile(file, random) : SecretBox.withKey(key, random);
        box.keyIds().forEach(used::remove);
        if (!used.isEmpty() && !lost) {
            var where = key.isBlank() ? file.toAbsolutePath().toString() : "EVERUP_SECRET_KEY";
            throw new MissingKey(used, where + " has " + String.join(", ", box.keyIds()));
        }
        return box;
    }
}
