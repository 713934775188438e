package io.everup.hypervisor;

import java.util.List;

/**
 * What a host says of itself at one moment.
 *
 * @param memoryBytes all of its memory
 * @param memoryFreeBytes memory that could be given to VMs (free and reclaimable); -1 when unknown
 * @param cpuBusyNanos a counter of processor time in use since boot, over all processors; -1 when unknown
 * @param cpuTotalNanos the same counter with idle time; -1 when unknown
 */
public record HostReport(
        long memoryBytes, long memoryFreeBytes, long cpuBusyNanos, long cpuTotalNanos, List<VmReport> vms) {}
