package io.everup.service;

/** What kept a probe from being good. */
public enum Trouble {
    NONE,
    /** Nothing answered in time, or there is no way there: where the members run, the network is at fault. */
    NO_ANSWER,
    /** The other side answered that nothing listens there. */
    REFUSED,
    /** It answered, but not as expected. */
    WRONG_ANSWER,
    /** Its certificate has ended, is for another name, or is signed by nobody known. */
    CERTIFICATE,
    /** The VM doesn't run. */
    POWER,
    /** The probe could not be made at all: it says nothing of the service. */
    NOT_POSSIBLE
}
