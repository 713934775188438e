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
    private static final int LIVE = 1;
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

    /**
     * The disk is plugged into a machine without one: the lock manager is then asked before the emulator opens the image,
     * while the disks of a machine that starts paused are locked only when it goes on.
     */
    DiskLock hold(ConnectionPointer connection, UUID trial, VolumeReport volume, boolean accelerated)
            throws LibvirtFault {
        var machine =
                new VmSpec(trial, NAME + trial, 1, MEMORY, null, accelerated, VmSpec.Boot.DISK, List.of(), List.of());
        var domain = check(libvirt.virDomainCreateXML(connection, writer.write(machine), START_PAUSED | AUTODESTROY));
        try {
            check(libvirt.virDomainAttachDeviceFlags(domain, disk(volume), LIVE));
            return DiskLock.NONE;
        } catch (LibvirtFault fault) {
            libvirt.virDomainDestroy(domain);
            if (MANAGER.matcher(fault.getMessage()).find()) {
                return DiskLock.LOCK_MANAGER;
            }
            if (IMAGE.matcher(fault.getMessage()).find()) {
                return DiskLock.IMAGE_LOCK;
            }
            throw fault;
        } finally {
            libvirt.virDomainFree(domain);
        }
    }

    private static String disk(VolumeReport volume) {
        var block = volume.path().startsWith("/dev/");
        return new XmlText()
                .open("disk", "type", block ? "block" : "file", "device", "disk")
                .empty("driver", "name", "qemu", "type", volume.format(), "cache", "none")
                .empty("source", block ? "dev" : "file", volume.path())
                .empty("target", "dev", "vda", "bus", "virtio")
                .close()
                .toString();
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
