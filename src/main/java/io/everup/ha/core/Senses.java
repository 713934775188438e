package io.everup.ha.core;

import java.time.Instant;
import java.util.UUID;

/**
 * What this replica perceives of hosts and can do to them from outside. Nothing here waits: questions and orders are begun,
 * and their outcome is found in {@link #findings} later.
 */
public interface Senses {

    /** When this replica began to listen. */
    Instant since();

    /** Whether the host answered this replica's last knock. */
    boolean answering(UUID host);

    /** Whether this replica tried to reach the host and got no answer. */
    boolean missing(UUID host);

    /** When it last answered this replica; null for never. */
    Instant lastAnswer(UUID host);

    /** Why it doesn't answer, as a sentence. */
    String problem(UUID host);

    Findings findings(UUID host);

    /** Asks all its fence devices at once for its power; nothing while they are being asked. */
    void askPower(UUID host);

    /** Tries to reach the machine by other paths than its hypervisor; nothing while that is tried. */
    void knock(UUID host);

    /** Switches it off through its fence devices, level by level, until it is seen off; nothing while that is tried. */
    void switchOff(UUID host, UUID failover);

    /** It was silent for a moment: what changed on it meanwhile is to be found out anew. */
    void compareAgain(UUID host);
}
