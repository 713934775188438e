package io.everup.maintenance;

import java.time.Instant;
import java.util.UUID;

/**
 * How a host is reached for commands, as readers see it; never the secret.
 *
 * @param address null for the one in the host's URI
 * @param byKey whether a private key is used; else a password
 * @param fingerprint of the pinned host key; null while none is pinned
 * @param offered fingerprint of the key that the host showed and nobody has confirmed; null for none
 * @param ready whether the last test let us in; null before the first
 */
public record SshView(
        UUID host,
        String address,
        int port,
        String login,
        boolean byKey,
        String fingerprint,
        String offered,
        Boolean ready,
        String finding,
        Instant checkedAt) {}
