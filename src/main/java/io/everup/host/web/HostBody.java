package io.everup.host.web;

import io.everup.host.FenceScore;
import io.everup.host.FenceView;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.shared.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A host as the HTTP API shows it.
 *
 * @param seenAt when it last answered
 * @param fencing whether the host could be proven off now, and why
 * @param fenceReady whether some fence device answered at its last test; null when none was tested yet
 */
record HostBody(
        UUID id,
        String name,
        Ref pool,
        String uri,
        HostState state,
        String stateSentence,
        Instant stateSince,
        String problem,
        Instant seenAt,
        boolean answering,
        Boolean fenceReady,
        FenceScore fencing,
        List<Device> fence,
        Machine machine,
        int cpus,
        long memoryMiB,
        Figures figures,
        long version) {

    record Ref(UUID id, String name) {}

    /** @param params without secrets; @param powerSeen {@code on} or {@code off} */
    record Device(
            UUID id,
            int level,
            String agent,
            String label,
            Map<String, String> params,
            Boolean ready,
            Instant readySince,
            String finding,
            String powerSeen,
            Instant checkedAt,
            Long tookMillis) {

        static Device of(FenceView device) {
            var power = device.powerSeen();
            return new Device(
                    device.id(),
                    device.level(),
                    device.agent(),
                    device.label(),
                    device.params(),
                    device.ready(),
                    device.readySince(),
                    device.finding(),
                    power == null ? null : power.toLowerCase(Locale.ROOT),
                    device.checkedAt(),
                    device.tookMillis());
        }
    }

    /** What it is. @param identity the machine's own UUID */
    record Machine(
            UUID identity,
            String hostname,
            String hypervisor,
            String hypervisorVersion,
            String managerVersion,
            String architecture,
            String cpuModel,
            boolean accelerated) {}

    /** @param cpuBusy 0 to 1; @param at when they were taken; each null when unknown */
    record Figures(Long memoryFreeMiB, Double cpuBusy, Instant at) {}

    static HostBody of(HostView host) {
        return new HostBody(
                host.id(),
                host.name(),
                new Ref(host.poolId(), host.pool()),
                host.uri(),
                host.state(),
                host.sentence(),
                host.stateSince(),
                host.problem(),
                host.seenAt(),
                host.answering(),
                ready(host.fence()),
                host.fencing(),
                host.fence().stream().map(Device::of).toList(),
                machine(host),
                host.cpus(),
                host.memoryBytes() / Bytes.MIB,
                new Figures(
                        host.memoryFreeBytes() < 0 ? null : host.memoryFreeBytes() / Bytes.MIB,
                        host.cpuBusy(),
                        host.figuresAt()),
                host.version());
    }

    private static Machine machine(HostView host) {
        return new Machine(
                host.identity(),
                host.hostname(),
                host.hypervisor(),
                host.hypervisorVersion(),
                host.managerVersion(),
                host.architecture(),
                host.cpuModel(),
                host.accelerated());
    }

    private static Boolean ready(List<FenceView> devices) {
        if (devices.isEmpty()) {
            return false;
        }
        return devices.stream().anyMatch(device -> Boolean.TRUE.equals(device.ready()))
                ? Boolean.TRUE
                : devices.stream().allMatch(device -> device.ready() == null) ? null : Boolean.FALSE;
    }
}
