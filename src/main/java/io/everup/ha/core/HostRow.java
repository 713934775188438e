package io.everup.ha.core;

import io.everup.host.HostState;
import java.time.Instant;
import java.util.UUID;

/**
 * A host as the records have it.
 *
 * @param problem what is said to be wrong with it; null for nothing
 * @param heardElsewhere whether a living replica other than this one hears it
 * @param guarded how many VMs on it are to be restarted elsewhere
 * @param silence its last one; null when it hasn't been silent lately
 * @param open its failover that hasn't ended; null for none
 */
public record HostRow(
        UUID id,
        String name,
        HostState state,
        String problem,
        boolean heardElsewhere,
        int guarded,
        Silence silence,
        Case open) {

    /**
     * A time in which nothing was heard of it.
     *
     * @param from when it was first doubted
     * @param to when it was heard again; null while it is silent, and when it was proven off and hasn't come back
     * @param died when it was proven that it had gone off by itself, or an operator said so; null for neither. Being
     *     switched off by us says nothing of why it was silent
     * @param settled whether it was proven off before its pool was armed again last: that isn't judged anew, and its times
     *     are as they were
     */
    public record Silence(Instant from, Instant to, Instant died, boolean settled) {

        public Silence(Instant from, Instant to, Instant died) {
            this(from, to, died, false);
        }
    }

    /**
     * A failover that hasn't ended.
     *
     * @param first when its host was first doubted
     * @param suspectedAt the same, or when its pool was armed again since: it is judged from then on
     * @param fencingAt when the host's fencing was decided last; null for never
     * @param ordered whether an operator ordered the fencing
     * @param proven whether the host is proven off
     * @param advice what is asked of an operator; null for nothing
     */
    public record Case(
            UUID id,
            Instant first,
            Instant suspectedAt,
            Instant fencingAt,
            boolean ordered,
            boolean proven,
            String advice) {

        public Case(UUID id, Instant suspectedAt, Instant fencingAt, boolean ordered, boolean proven, String advice) {
            this(id, suspectedAt, suspectedAt, fencingAt, ordered, proven, advice);
        }
    }

    /** Whether nothing is heard of it and nothing proves it off. */
    public boolean silent() {
        return state == HostState.SUSPECT || state == HostState.LOST || state == HostState.FENCING;
    }
}
