package io.everup.vm;

import io.everup.identity.Place;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A VM as readers see it.
 *
 * @param problem what is wrong with it in words; null when nothing is
 * @param powerSeen what its host sees: {@code RUNNING}, {@code PAUSED}, {@code OFF}; {@code UNKNOWN} when the host is
 *     silent or hasn't told for half a minute
 * @param seenAt when that was; null for never
 * @param addresses those that Everup knows, in the order of its interfaces
 * @param cpuUse share of its processors, 0 to 1; null when unknown
 * @param residentBytes memory its host spends on it; -1 when unknown
 * @param diskRate and netRate in bytes per second; null when unknown
 * @param console whether its screen can be opened now
 * @param owner the login of whose it is; null for nobody's
 * @param team the name of the team whose it is; null for none's
 * @param tags in the order of the alphabet
 */
public record VmView(
        UUID id,
        String name,
        String note,
        UUID poolId,
        String pool,
        UUID hostId,
        String host,
        UUID templateId,
        String template,
        VmState state,
        Instant stateSince,
        String problem,
        boolean wantedOn,
        boolean adopted,
        int cpus,
        long memoryBytes,
        String cpuModel,
        boolean accelerated,
        Protection protection,
        int priority,
        String powerSeen,
        Instant seenAt,
        List<String> addresses,
        Double cpuUse,
        long residentBytes,
        Double diskRate,
        Double netRate,
        Instant figuresAt,
        boolean console,
        Instant createdAt,
        UUID ownerId,
        String owner,
        UUID teamId,
        String team,
        List<String> tags,
        long version) {

    /** Where it is, as far as grants speak of it. */
    public Place place() {
        return new Place(poolId, id, ownerId, teamId, Set.copyOf(tags));
    }

    public String sentence() {
        return state.sentence();
    }

    /** Whether only its host could tell if it still is as it was, and the host doesn't. */
    public boolean unheard() {
        return hostId != null
                && powerSeen.equals("UNKNOWN")
                && (state == VmState.RUNNING || state == VmState.PAUSED || state == VmState.STOPPED);
    }

    /** The first that Everup knows; null when it knows none. */
    public String address() {
        return addresses.isEmpty() ? null : addresses.get(0);
    }

    /** A VM with its devices. */
    public record Detail(VmView vm, List<Disk> disks, List<Nic> nics, Boot boot) {}

    /** @param volume null when no datastore holds it; @param owned whether it goes when the VM is deleted */
    public record Disk(
            String target,
            UUID volume,
            String volumeName,
            UUID datastore,
            String datastoreName,
            String path,
            String format,
            String bus,
            boolean cdrom,
            boolean readOnly,
            boolean owned,
            Long capacityBytes,
            Long allocationBytes,
            String backing) {}

    public record Nic(String mac, UUID network, String networkName, String model, String address) {}

    /** @param kernel null when it starts from its disk */
    public record Boot(String kernel, String initrd, String cmdline) {}
}
