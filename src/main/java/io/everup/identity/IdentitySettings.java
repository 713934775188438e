package io.everup.identity;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param adminPassword of the first administrator; empty for a random one
 * @param metricsOpenTo networks (CIDR) that may read metrics without a token
 * @param signInsPerMinute how often passwords may be tried from one address
 * @param tokensPerMinute how many tokens one user may make
 * @param sessionLifetime a browser is signed out after so long in any case
 * @param apiPerMinute how many requests of the API one user or token may send in a minute; 0 for any number
 */
@ConfigurationProperties("everup.identity")
record IdentitySettings(
        @DefaultValue("") String adminPassword,
        @DefaultValue({}) List<String> metricsOpenTo,
        @DefaultValue("60") int signInsPerMinute,
        @DefaultValue("30") int tokensPerMinute,
        @DefaultValue("7d") Duration sessionLifetime,
        @DefaultValue("6000") int apiPerMinute) {

    @Override
    public String toString() {
        return "IdentitySettings";
    }
}
