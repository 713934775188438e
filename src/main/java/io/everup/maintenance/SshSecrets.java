package io.everup.maintenance;

import io.everup.shared.SecretBox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where maintenance keeps locked secrets. */
@Configuration(proxyBeanMethods = false)
class SshSecrets {

    @Bean
    SecretBox.Column hostSshSecrets() {
        return new SecretBox.Column("host_ssh", "locked_secret", "SSH passwords and keys of hosts", true);
    }
}
