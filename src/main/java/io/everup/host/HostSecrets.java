package io.everup.host;

import io.everup.shared.SecretBox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where passwords and keys of hosts and fence devices are kept, locked. */
@Configuration(proxyBeanMethods = false)
class HostSecrets {

    @Bean
    SecretBox.Column hostPasswords() {
        return new SecretBox.Column("host", "locked_password", "passwords of hosts", true);
    }

    @Bean
    SecretBox.Column hostSshKeys() {
        return new SecretBox.Column("host", "locked_ssh_key", "SSH keys of hosts", true);
    }

    @Bean
    SecretBox.Column fenceParameters() {
        return new SecretBox.Column("fence_device", "locked_params", "passwords of fence devices", true);
    }

    /** A host that is being added: its task carries them until they are stored. */
    @Bean
    SecretBox.Column payloadsOfTasks() {
        return new SecretBox.Column("task", "payload", "tasks that add a host", false);
    }
}
