package io.everup.notice;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How notices are made.
 *
 * @param publicUrl the portal's address as people reach it, for links; empty for no links
 * @param from the sender of mails
 * @param allowPlain whether a webhook may be http
 * @param allow addresses in CIDR that a webhook may call although they are local
 */
@ConfigurationProperties("everup.notice")
record NoticeSettings(
        @DefaultValue("") String publicUrl,
        @DefaultValue("everup@localhost") String from,
        @DefaultValue("false") boolean allowPlain,
        List<String> allow) {

    NoticeSettings {
        allow = allow == null
                ? List.of()
                : allow.stream().filter(range -> !range.isBlank()).toList();
        publicUrl = publicUrl.strip().replaceAll("/+$", "");
    }

    /** @param path from the portal's address on; null where that isn't known */
    String link(String path) {
        return publicUrl.isEmpty() || path == null ? null : publicUrl + path;
    }
}
