package io.everup.storage;

import io.everup.hypervisor.DiskLock;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.NewVolume;
import io.everup.shared.Bytes;
import java.util.UUID;

/**
 * Tries on a throw-away volume what a second start of a disk meets: one host holds it open, the other one tries to. No
 * guest runs, and no VM's disk is touched.
 */
final class DiskLockTrial {

    private static final String VOLUME = "everup-disk-trial-";

    private DiskLockTrial() {}

    /** @param datastore the host's own name for it */
    record Side(Hypervisor link, String datastore) {}

    /**
     * @return what refused the second start
     * @throws HypervisorFailure when that couldn't be found out
     */
    static DiskLock run(Side tried, Side partner, UUID id) {
        var name = VOLUME + id + ".raw";
        var first = new UUID(id.getMostSignificantBits(), 1);
        var second = new UUID(id.getMostSignificantBits(), 2);
        partner.link().createVolume(partner.datastore(), NewVolume.empty(name, "raw", Bytes.MIB));
        try {
            if (partner.link().holdDisk(first, partner.datastore(), name) != DiskLock.NONE) {
                throw new HypervisorFailure.Refused("A fresh disk was refused as if it were in use.", null);
            }
            var outcome = tried.link().holdDisk(second, tried.datastore(), name);
            if (!partner.link().releaseDisk(first)) {
                throw new HypervisorFailure.OutcomeUnknown("The first holder went away before the second try.", null);
            }
            return outcome;
        } finally {
            quietly(() -> tried.link().releaseDisk(second));
            quietly(() -> partner.link().releaseDisk(first));
            quietly(() -> partner.link().deleteVolume(partner.datastore(), name));
        }
    }

    /** What is left over is a paused VM that goes with its link, and an empty file of 1 MiB. */
    private static void quietly(Runnable tidying) {
        try {
            tidying.run();
        } catch (HypervisorFailure e) {
            // The result stands.
        }
    }
}
