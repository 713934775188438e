package io.everup.identity;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param adminPassword of the first administrator; empty for a random one
 * @param metricsOpenTo networks (CIDR) that may read metrics without a token
 * @param signInsPerMinute how often passwords may be tried from one address
 * @param tokensPerMinute how many tokens one user may make
 */
@ConfigurationProperties("everup.identity")
record IdentitySettings(
        @DefaultValue("") String adminPassword,
        @DefaultValue({}) List<String> metricsOpenTo,
        @DefaultValue("60") int signInsPerMinute,
        @DefaultValue("30") int tokensPerMinute) {

    @Override
    public String toString() {
        return "IdentitySettings";
    }
}
