package io.everup.identity;

import io.everup.shared.SecretBox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where identity keeps locked secrets. */
@Configuration(proxyBeanMethods = false)
class IdentitySecrets {

    @Bean
    SecretBox.Column secondFactorSecrets() {
        return new SecretBox.Column("second_factor", "secret", "second factors", true);
    }

    @Bean
    SecretBox.Column ldapBindPassword() {
        return new SecretBox.Column("ldap_settings", "bind_password", "the password for LDAP", true);
    }
}
