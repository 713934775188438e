package io.everup.notice;

import io.everup.shared.SecretBox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where notices keep locked secrets. */
@Configuration(proxyBeanMethods = false)
class NoticeSecrets {

    @Bean
    SecretBox.Column webhookSecrets() {
        return new SecretBox.Column("notice_channel", "locked_secret", "secrets of webhooks", true);
    }
}
