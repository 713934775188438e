package io.everup.host;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A host as readers see it.
 *
 * @param problem what is wrong with it in words; null when nothing is
 * @param seenAt when it last answered; null before the first time
 * @param answering whether a replica of Everup hears it now
 * @param memoryFreeBytes -1 when unknown
 * @param cpuBusy 0 to 1; null when unknown
 * @param leavingSince since when it gives up its VMs for maintenance, or is checked after it; null when it does neither
 * @param fencing whether it could be proven off now
 * @param figuresAt when the figures were taken; null when they never were
 */
public record HostView(
        UUID id,
        String name,
        UUID poolId,
        String pool,
        String uri,
        HostState state,
        Instant stateSince,
        String problem,
        Instant seenAt,
        boolean answering,
        UUID identity,
        String hostname,
        String hypervisor,
        String hypervisorVersion,
        String managerVersion,
        int cpus,
        long memoryBytes,
        String architecture,
        String cpuModel,
        boolean accelerated,
        long memoryFreeBytes,
        Double cpuBusy,
        Instant figuresAt,
        Instant leavingSince,
        List<FenceView> fence,
        FenceScore fencing,
        long version) {

    HostView with(List<FenceView> devices, Instant now) {
        return new HostView(
                id,
                name,
                poolId,
                pool,
                uri,
                state,
                stateSince,
                problem,
                seenAt,
                answering,
                identity,
                hostname,
                hypervisor,
                hypervisorVersion,
                managerVersion,
                cpus,
                memoryBytes,
                architecture,
                cpuModel,
                accelerated,
                memoryFreeBytes,
                cpuBusy,
                figuresAt,
                leavingSince,
                devices,
                FenceScore.of(devices, now),
                version);
    }

    public String sentence() {
        return state.sentence();
    }
}
