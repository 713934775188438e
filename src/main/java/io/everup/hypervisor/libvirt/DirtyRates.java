package io.everup.hypervisor.libvirt;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.everup.shared.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.libvirt.jna.ConnectionPointer;

/**
 * How much memory a guest writes. QEMU takes a sample of its pages twice and counts those that changed; each is counted
 * once however often it was written, so what is written over and over within the time counts once, which is just what a
 * migration has to send again. The exact ways (dirty bitmap, dirty ring) are left alone: the bitmap kills QEMU 7.2 under
 * software emulation.
 */
final class DirtyRates {

    /** VIR_DOMAIN_DIRTYRATE_MEASURED. */
    private static final long MEASURED = 2;

    private static final int SECONDS = 1;
    private static final long LOOK_MILLIS = 400;
    private static final int LOOKS = 8;

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();

    /** Measures; between its short calls others have the connection. Empty when it can't be measured, or not in time. */
    OptionalLong measure(NativeLink link, Duration deadline, UUID vm) {
        if (!link.change(deadline, connection -> begin(connection, vm))) {
            return OptionalLong.empty();
        }
        for (var look = 0; look < LOOKS; look++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            var rate = link.read(deadline, connection -> read(connection, vm));
            if (rate.isPresent() || Thread.currentThread().isInterrupted()) {
                return rate;
            }
        }
        return OptionalLong.empty();
    }

    /** Begins to measure; answers whether the hypervisor can. */
    private boolean begin(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> libvirt.virDomainStartDirtyRateCalc(domain, SECONDS, 0) >= 0);
    }

    /** What was measured, in bytes per second; empty while it isn't done. */
    private OptionalLong read(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> rate(stats(domain.getPointer())));
    }

    private static OptionalLong rate(Map<String, Long> stats) {
        return stats.getOrDefault("dirtyrate.calc_status", -1L) == MEASURED
                ? OptionalLong.of(stats.getOrDefault("dirtyrate.megabytes_per_second", 0L) * Bytes.MIB)
                : OptionalLong.empty();
    }

    private Map<String, Long> stats(Pointer domain) throws LibvirtFault {
        var records = new PointerByReference();
        var domains = new Pointer[] {domain, null};
        if (LibvirtFault.check(libvirt.virDomainListGetStats(domains, LibvirtX.STATS_DIRTY_RATE, records, 0)) == 0) {
            return Map.of();
        }
        try {
            return Reports.stats(records.getValue().getPointer(0));
        } finally {
            libvirt.virDomainStatsRecordListFree(records.getValue());
        }
    }
}
