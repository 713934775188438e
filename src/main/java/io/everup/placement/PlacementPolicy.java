package io.everup.placement;

import io.everup.shared.Bytes;

/**
 * How full a host may become.
 *
 * @param memoryOvercommit configured memory of VMs per byte of host memory less the reserve; 1 promises no more than
 *     there is. Above 1, VMs are expected to use only that share of their memory
 * @param cpuOvercommit virtual processors per logical processor
 * @param reserveBytes memory kept for the host itself, at least this
 * @param reserveShare memory kept for the host itself, at least this share of its memory, 0 to 1
 */
public record PlacementPolicy(double memoryOvercommit, double cpuOvercommit, long reserveBytes, double reserveShare) {

    /** No memory overcommit, eight virtual processors on one; 512 MiB or 5 % stay with the host. */
    public static final PlacementPolicy DEFAULT = new PlacementPolicy(1.0, 8.0, 512 * Bytes.MIB, 0.05);

    public PlacementPolicy {
        if (!(memoryOvercommit > 0)
                || !(cpuOvercommit > 0)
                || reserveBytes < 0
                || !(reserveShare >= 0 && reserveShare <= 1)) {
            throw new IllegalArgumentException("a policy needs ratios above 0 and a reserve between nothing and all");
        }
    }

    /** Memory that VMs may be promised on this host, in bytes; never negative. */
    public long memoryBudget(HostOffer host) {
        var reserve = Math.max(reserveBytes, (long) Math.ceil(host.memoryBytes() * reserveShare));
        return (long) Math.floor(Math.max(0, host.memoryBytes() - reserve) * memoryOvercommit);
    }

    /**
     * Memory that can still be promised, in bytes; never negative. The smaller of what the promises leave and of what
     * the host itself sees free, because programs other than VMs take memory too.
     */
    public long memoryFree(HostOffer host) {
        var unpromised = memoryBudget(host) - host.memoryPromisedBytes();
        if (host.memoryFreeBytes() >= 0) {
            var seen = (long) Math.floor(host.memoryFreeBytes() * Math.max(1, memoryOvercommit));
            unpromised = Math.min(unpromised, seen);
        }
        return Math.max(0, unpromised);
    }

    /** Virtual processors that can still be promised; never negative. */
    public int cpusFree(HostOffer host) {
        return Math.max(0, (int) Math.floor(host.cpus() * cpuOvercommit) - host.cpusPromised());
    }
}
