package io.everup.api;

import io.everup.shared.SecretBox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the API keeps locked secrets. */
@Configuration(proxyBeanMethods = false)
class ApiSecrets {

    @Bean
    SecretBox.Column rememberedAnswers() {
        return new SecretBox.Column("idempotency", "body", "answers kept for a day", false);
    }
}
