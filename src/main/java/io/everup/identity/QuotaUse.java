package io.everup.identity;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * What VMs use, or one asks for.
 *
 * @param memoryBytes and {@code diskBytes} in bytes
 */
public record QuotaUse(int vms, int cpus, long memoryBytes, long diskBytes) {

    public static final QuotaUse NOTHING = new QuotaUse(0, 0, 0, 0);

    public QuotaUse plus(QuotaUse other) {
        return new QuotaUse(
                vms + other.vms, cpus + other.cpus, memoryBytes + other.memoryBytes, diskBytes + other.diskBytes);
    }

    /** Tells what teams use: a bean of the module that keeps the VMs. */
    public interface Meter {

        /** Teams without VMs are left out. */
        Map<UUID, QuotaUse> of(Collection<UUID> teams);
    }
}
