package io.everup.ha.core;

import io.everup.host.HostSignal;
import io.everup.placement.Demand;
import io.everup.placement.HostOffer;
import io.everup.placement.Move;
import io.everup.placement.PlacementPolicy;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is kept of hosts, VMs and failovers, for all replicas together. Each change is one transaction that holds only while
 * its epoch is the present one and what it rests on is still so; it answers false when the world has moved on, and then has
 * changed nothing.
 */
public interface Records {

    /** A decision came too late: another replica leads now. Nothing was changed. */
    class NotLeader extends RuntimeException {
        public NotLeader() {
            super("Another replica leads high availability", null, false, false);
        }
    }

    List<PoolRow> pools(Instant now);

    /** The VMs that wait for a host, and those of hosts proven off that count as running there. */
    List<VmRow> victims();

    /** The VMs that are off although their owners want them on, on hosts that are up or proven off. */
    List<VmRow> fallen();

    /** The VMs that are down because their guests crashed, whatever was decided about that. */
    List<CrashRow> crashed(Instant now);

    /** All hosts of a pool with what they have to give. */
    List<HostOffer> offers(UUID pool);

    /** How full hosts of a pool may be made. */
    PlacementPolicy policy(UUID pool);

    Map<UUID, Demand> demands(Collection<UUID> vms);

    /**
     * A host that is up, or being checked, has missed an answer: it is under suspicion from now on. What its last failover
     * still owes goes on in the new one.
     */
    boolean suspect(long epoch, HostRow host, Instant silentAt, String cause, Instant now);

    /** Writes down something found out about a silent host, unless the last of its kind says the same. */
    void note(HostRow host, String stage, String text, Instant now);

    /** It answers again and nothing was done to it. */
    boolean trust(long epoch, HostRow host, String why, Instant now);

    /** Its power is going to be switched off; once more is as good as once. */
    boolean fencing(long epoch, HostRow host, String why, Instant now);

    /** Nothing proves that it is off: whoever can help is told. Once more with the same words changes nothing. */
    boolean lose(long epoch, HostRow host, String why, String advice, Instant now);

    /** It is proven off. @param signal POWER_SEEN_OFF or FENCING_VERIFIED */
    boolean prove(long epoch, HostRow host, HostSignal signal, String text, Instant now);

    /** Keeps what was known when something was decided. @param stage waiting, fencing, proven or dismissed */
    void evidence(HostRow host, String stage, HaRules.Facts facts, Instant now);

    /** Settles what becomes of a VM of a host that is proven off. */
    boolean settle(long epoch, VmRow vm, VmRules.Fate fate, Instant now);

    /** Begins the restart of a VM that waits for a host. */
    boolean begin(long epoch, VmRow vm, Move move, Instant now);

    /** No host can take it yet, or it isn't its turn: it is told why. */
    boolean leaveOut(long epoch, VmRow vm, RestartOrder.Turn turn, Instant now);

    /** Whose turn it is of these, by priority, by what they start after, and by how many start at once. */
    List<RestartOrder.Turn> turns(List<RestartOrder.Waiting> waiting, Instant now);

    /** Tells the failovers of these VMs for how many of them hosts were found. */
    void placed(long epoch, List<VmRow> waiting, int found, Instant now);

    /** Starts a VM again that lost its power. */
    boolean restart(long epoch, VmRow vm, Instant now);

    /** Answers the crash of a guest: starts it again, or writes down that it is left. @param care RESTART or LEAVE */
    boolean care(long epoch, CrashRow row, VmRules.Care care, Instant now);

    /** Takes over which VMs run again, and ends the failovers whose every VM was seen to or whose host is back. */
    void finish(long epoch, Instant now);
}
