package io.everup.audit;

/** What came of a request. */
public enum AuditResult {
    /** It is done. */
    DONE,
    /** A task was made for it; the task tells how it ends. */
    STARTED,
    /** Whoever asked may not, or it was not possible then; nothing was changed. */
    REFUSED,
    /** It was begun and failed. */
    FAILED
}
