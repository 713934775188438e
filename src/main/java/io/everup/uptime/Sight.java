package io.everup.uptime;

/** How a host was seen. */
enum Sight {
    SEEN,
    /** Nobody heard it. */
    UNSEEN,
    /** Proven to be off: a fence device saw it, or somebody gave their word. */
    OFF
}
