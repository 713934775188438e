package io.everup.service;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How services are probed and kept.
 *
 * @param probeDeny networks (CIDR) to which no probe connects, whatever a name resolves to
 * @param probeThreads how many probes one replica runs at once
 * @param keepResults how long each single result is kept
 * @param keepMinutes how long sums by the minute are kept
 * @param keepHours how long sums by the hour are kept
 */
@ConfigurationProperties("everup.service")
record ServiceSettings(
        @DefaultValue({
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "100.100.100.200/32",
            "168.63.129.16/32",
            "224.0.0.0/3",
            "::/127",
            "fe80::/10",
            "fd00:ec2::254/128",
            "ff00::/8"
        })
        List<String> probeDeny,

        @DefaultValue("16") int probeThreads,
        @DefaultValue("6h") Duration keepResults,
        @DefaultValue("14d") Duration keepMinutes,
        @DefaultValue("800d") Duration keepHours) {}
