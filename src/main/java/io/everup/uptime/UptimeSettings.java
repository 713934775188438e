package io.everup.uptime;

import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How uptime is reckoned.
 *
 * @param zone in which the business's days begin and end
 * @param avoidedWithin a host that goes down so long after a VM left it alive earns that migration a credit
 * @param avoidedMost what one credit is worth at most
 */
@ConfigurationProperties("everup.uptime")
record UptimeSettings(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("24h") Duration avoidedWithin,
        @DefaultValue("24h") Duration avoidedMost) {}
