package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.libvirt.DomainWriter.Family;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.libvirt.jna.DomainPointer;

/** A migration in libvirt's flags and named values (virDomainMigrateFlags, VIR_MIGRATE_PARAM_). */
final class MoveOrder {

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();
    private final Family family;

    MoveOrder(Family family) {
        this.family = family;
    }

    /** Xen's driver knows only the first four. */
    int flags(MigrationOptions options) {
        var plain = LibvirtX.MIGRATE_LIVE
                | LibvirtX.MIGRATE_PEER2PEER
                | LibvirtX.MIGRATE_PERSIST_DEST
                | LibvirtX.MIGRATE_UNDEFINE_SOURCE;
        return family != Family.QEMU
                ? plain
                : plain
                        | (options.sharedByDeclaration() ? LibvirtX.MIGRATE_UNSAFE : 0)
                        | (options.autoConverge() ? LibvirtX.MIGRATE_AUTO_CONVERGE : 0)
                        | (options.postCopy() ? LibvirtX.MIGRATE_POSTCOPY : 0)
                        | (options.encrypted() ? LibvirtX.MIGRATE_TLS : 0)
                        | (options.connections() > 1 ? LibvirtX.MIGRATE_PARALLEL : 0)
                        | (options.disks().isEmpty() ? 0 : LibvirtX.MIGRATE_NON_SHARED_DISK);
    }

    /** @param explicit whether guest memory goes to the destination's address as we know it, not as it names itself */
    Map<String, Object> parameters(
            DomainPointer domain, HostUri destination, MigrationOptions options, boolean explicit) throws LibvirtFault {
        var result = new HashMap<String, Object>();
        if (options.bandwidthMiBps() > 0 && family == Family.QEMU) {
            result.put("bandwidth", (long) options.bandwidthMiBps());
            if (options.postCopy()) {
                // Else what follows the guest would be sent as fast as the link can.
                result.put("bandwidth.postcopy", (long) options.bandwidthMiBps());
            }
        }
        if (options.connections() > 1 && family == Family.QEMU) {
            result.put("parallel.connections", options.connections());
        }
        if (explicit) {
            result.put("migrate_uri", "tcp://" + destination.address());
        }
        if (!options.disks().isEmpty()) {
            result.putAll(disks(domain, options));
        }
        return result;
    }

    /** Which disks to copy, and what the VM is to be at the destination: now, and for its next start. */
    private Map<String, Object> disks(DomainPointer domain, MigrationOptions options) throws LibvirtFault {
        var copies = options.disks();
        return Map.of(
                "migrate_disks", copies.stream().map(DiskCopy::device).toList(),
                "destination_xml", definition(domain, LibvirtX.XML_MIGRATABLE, copies),
                "persistent_xml", definition(domain, LibvirtX.XML_MIGRATABLE | LibvirtX.XML_INACTIVE, copies));
    }

    private String definition(DomainPointer domain, int form, List<DiskCopy> copies) throws LibvirtFault {
        var xml = Handles.text(libvirt.virDomainGetXMLDesc(domain, LibvirtX.XML_SECURE | form));
        return DiskPlaces.relocate(xml, copies);
    }
}
