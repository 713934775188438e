package io.everup.uptime;

/** Whether a VM gave service, as recorded. */
enum Power {
    UP,
    DOWN,
    /** It is being made, or is gone. */
    ABSENT
}
