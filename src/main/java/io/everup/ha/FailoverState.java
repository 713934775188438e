package io.everup.ha;

/** Where a failover stands. */
public enum FailoverState {
    /** Evidence is sought that the host is off. */
    PROVING,
    /** The host is being switched off. */
    FENCING,
    /** No device can say that it is off: for a proof, or an operator's word. */
    WAITING,
    /** It is proven off, and its VMs are being started elsewhere. */
    RECOVERING,
    /** Every VM that was to be restarted has been seen to. */
    DONE,
    /** It turned out not to be needed. */
    DISMISSED
}
