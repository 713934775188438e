package io.everup.placement;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What one host has to give, at the moment of a decision.
 *
 * @param refusal null when the host accepts VMs, else the sentence why not, such as "h2 is in maintenance"
 * @param cpus logical processors
 * @param cpusPromised virtual processors of the VMs that run or will run there
 * @param memoryBytes physical memory
 * @param memoryPromisedBytes configured memory of the VMs that run or will run there
 * @param memoryFreeBytes memory that could be given away now, as the host itself says (free and reclaimable); -1 unknown
 * @param cpuBusy share of processor time in use, 0 to 1; NaN when unknown
 * @param architecture such as {@code x86_64}; null when unknown
 * @param cpuModel the model by which compatibility is judged; null when unknown
 * @param datastores those the host reaches now
 * @param networks those the host offers now
 * @param group hosts of one group fail together, such as those of a rack; null for none
 * @param vms those that run or will run there and that a placement rule names, with their names for sentences
 */
public record HostOffer(
        UUID id,
        String name,
        String refusal,
        int cpus,
        int cpusPromised,
        long memoryBytes,
        long memoryPromisedBytes,
        long memoryFreeBytes,
        double cpuBusy,
        String architecture,
        String cpuModel,
        Set<UUID> datastores,
        Set<UUID> networks,
        int runningVms,
        String group,
        Map<UUID, String> vms) {

    public HostOffer {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        datastores = Set.copyOf(datastores);
        networks = Set.copyOf(networks);
        vms = Map.copyOf(vms);
    }

    /** The same host as it were if it took no VMs and gave up those it has. @param reason why, in words */
    public HostOffer refusing(String reason) {
        return new HostOffer(
                id,
                name,
                reason,
                cpus,
                cpusPromised,
                memoryBytes,
                memoryPromisedBytes,
                memoryFreeBytes,
                cpuBusy,
                architecture,
                cpuModel,
                datastores,
                networks,
                runningVms,
                group,
                vms);
    }

    /** The same host, and it reaches these datastores. */
    public HostOffer reaching(Set<UUID> stores) {
        return new HostOffer(
                id,
                name,
                refusal,
                cpus,
                cpusPromised,
                memoryBytes,
                memoryPromisedBytes,
                memoryFreeBytes,
                cpuBusy,
                architecture,
                cpuModel,
                stores,
                networks,
                runningVms,
                group,
                vms);
    }

    /** The same host as it were with so much more promised, or less where negative. */
    public HostOffer promising(int processors, long bytes) {
        return new HostOffer(
                id,
                name,
                refusal,
                cpus,
                cpusPromised + processors,
                memoryBytes,
                memoryPromisedBytes + bytes,
                memoryFreeBytes < 0 ? memoryFreeBytes : Math.max(0, memoryFreeBytes - bytes),
                cpuBusy,
                architecture,
                cpuModel,
                datastores,
                networks,
                runningVms,
                group,
                vms);
    }

    /** The same host as it were with this VM on it as well. */
    public HostOffer with(Demand demand) {
        var seated = new java.util.HashMap<>(vms);
        if (!demand.rules().isEmpty()) {
            seated.put(demand.vm(), demand.name());
        }
        return new HostOffer(
                id,
                name,
                refusal,
                cpus,
                cpusPromised + demand.cpus(),
                memoryBytes,
                memoryPromisedBytes + demand.memoryBytes(),
                memoryFreeBytes < 0 ? memoryFreeBytes : Math.max(0, memoryFreeBytes - demand.memoryBytes()),
                cpuBusy,
                architecture,
                cpuModel,
                datastores,
                networks,
                runningVms + 1,
                group,
                seated);
    }
}
