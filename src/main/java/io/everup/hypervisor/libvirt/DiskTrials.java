package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import io.everup.hypervisor.DiskLock;
import io.everup.hypervisor.HypervisorFailure.Missing;
import io.everup.hypervisor.VmSpec;
import io.everup.hypervisor.VolumeReport;
import io.everup.shared.Bytes;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.libvirt.jna.ConnectionPointer;

/** Throw-away VMs that open a disk and never run: transient, paused from the start, and gone with the connection. */
final class DiskTrials {

    /** What begins so is ours, and no VM of anybody's. */
    static final String NAME = "everup-disk-trial-";

    private static final int START_PAUSED = 1;
    private static final int AUTODESTROY = 1 << 1;
    private static final long MEMORY = 32 * Bytes.MIB;

    /** virtlockd ("Lockspace resource '…' is locked"), sanlock ("Failed to acquire lock"). */
    private static final Pattern MANAGER = Pattern.compile(
            "Lockspace resource '[^']*' is locked|Failed to acquire lock|resource busy", Pattern.CASE_INSENSITIVE);

    private static final Pattern IMAGE = Pattern.compile("Failed to get .*lock", Pattern.DOTALL);

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();
    private final DomainWriter writer;

    DiskTrials(DomainWriter writer) {
        this.writer = writer;
    }

    static boolean is(String name) {
        return name != null && name.startsWith(NAME);
    }

    DiskLock hold(ConnectionPointer connection, UUID trial, VolumeReport volume, boolean accelerated)
            throws LibvirtFault {
        var disk = new VmSpec.Disk("vda", volume.path(), volume.format(), "virtio", false, false);
        var spec = new VmSpec(
                trial, NAME + trial, 1, MEMORY, null, accelerated, VmSpec.Boot.DISK, List.of(disk), List.of());
        try {
            libvirt.virDomainFree(
                    check(libvirt.virDomainCreateXML(connection, writer.write(spec), START_PAUSED | AUTODESTROY)));
            return DiskLock.NONE;
        } catch (LibvirtFault fault) {
            if (MANAGER.matcher(fault.getMessage()).find()) {
                return DiskLock.LOCK_MANAGER;
            }
            if (IMAGE.matcher(fault.getMessage()).find()) {
                return DiskLock.IMAGE_LOCK;
            }
            throw fault;
        }
    }

    boolean release(ConnectionPointer connection, UUID trial) throws LibvirtFault {
        try {
            Vms.perform(connection, trial, libvirt::virDomainDestroy);
            return true;
        } catch (LibvirtFault fault) {
            if (fault.code() == ErrorCode.NO_DOMAIN) {
                return false;
            }
            throw fault;
        }
    }

    static VolumeReport found(java.util.Optional<VolumeReport> volume, String name) {
        return volume.orElseThrow(() -> new Missing("There is no volume " + name + ".", null));
    }
}
