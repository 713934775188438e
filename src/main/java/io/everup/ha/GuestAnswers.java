package io.everup.ha;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** When guests last answered from inside or outside; told by whichever module asks them. */
public interface GuestAnswers {

    /** The last good answer of each of these VMs whose newest answer was good; one without isn't in it. */
    Map<UUID, Instant> lastAnswers(Collection<UUID> vms);
}
