package io.everup.migration;

/** Whether the memory of a VM is encrypted (TLS) on its way between two hosts. */
public enum Encryption {
    OFF,
    /** Encrypted where both hosts have certificates, else not. */
    WHEN_POSSIBLE,
    /** Without certificates nothing moves. */
    REQUIRED
}
