package io.everup.notice;

/** What a notice is. */
public enum NoticeKind {
    /** One alarm was raised, changed or cleared. */
    ALARM,
    /** Several in one: gathered over time, or all at once. */
    DIGEST,
    /** A report is attached. */
    REPORT,
    /** Somebody tries whether a channel works. */
    TEST
}
