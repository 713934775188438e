package io.everup.hypervisor;

import java.util.UUID;

/**
 * What a host is.
 *
 * @param uuid the host's own identity, by which a duplicate is known; for libvirt the host_uuid
 * @param hypervisor {@code QEMU}, {@code Xen}, {@code TEST} or {@code Simulator}
 * @param hypervisorVersion such as {@code 7.2.17}; "unknown" where it isn't told
 * @param managerVersion libvirt's version
 * @param cpus logical processors
 * @param memoryBytes physical memory
 * @param architecture such as {@code x86_64}
 * @param cpuModel the processor model by which migration compatibility is judged; "unknown" where it isn't told
 * @param accelerated whether hardware virtualisation (KVM, Xen) runs the guests; false means software emulation
 */
public record HostFacts(
        UUID uuid,
        String hostname,
        String hypervisor,
        String hypervisorVersion,
        String managerVersion,
        int cpus,
        long memoryBytes,
        String architecture,
        String cpuModel,
        boolean accelerated) {}
