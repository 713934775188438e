package io.everup.ha;

import java.time.Instant;

/**
 * What one observer said of a silent host, or one thing that a decision was made on.
 *
 * @param observer who or what said it, such as {@code fence_ipmilan} or {@code link from replica n1}
 * @param said in words
 * @param speaksFor whether it speaks for the host being off: true, against it: false, for neither: null
 * @param at when it was said; null when nobody can tell
 */
public record FailoverFact(String observer, String said, Boolean speaksFor, Instant at) {}
