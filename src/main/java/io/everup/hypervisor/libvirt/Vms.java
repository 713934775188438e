package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmDefinition;
import io.everup.hypervisor.VmDescription;
import java.util.UUID;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** Definitions and power of single VMs. */
final class Vms {

    private static final int UNDEFINE_WITH_ALL = LibvirtX.UNDEFINE_MANAGED_SAVE
            | LibvirtX.UNDEFINE_SNAPSHOTS_METADATA
            | LibvirtX.UNDEFINE_NVRAM
            | LibvirtX.UNDEFINE_CHECKPOINTS_METADATA;

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();
    private final HostUri host;

    Vms(HostUri host) {
        this.host = host;
    }

    interface Verb {
        int perform(DomainPointer domain);
    }

    /** Does one thing to a VM. */
    static Void perform(ConnectionPointer connection, UUID vm, Verb verb) throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> {
            if (verb.perform(domain) < 0) {
                throw Failures.ofVm(LibvirtFault.last());
            }
            return null;
        });
    }

    VmDescription describe(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> {
            var definition =
                    Handles.text(libvirt.virDomainGetXMLDesc(domain, LibvirtX.XML_INACTIVE | LibvirtX.XML_SECURE));
            var console = active(domain)
                    ? DomainReader.console(Handles.text(libvirt.virDomainGetXMLDesc(domain, 0)), host)
                    : null;
            return new VmDescription(DomainReader.spec(definition), new VmDefinition(definition), console);
        });
    }

    Void define(ConnectionPointer connection, String xml) throws LibvirtFault {
        libvirt.virDomainFree(check(libvirt.virDomainDefineXML(connection, xml)));
        return null;
    }

    Void undefine(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> {
            // libvirt would make a running one vanish when it next goes off
            if (active(domain)) {
                throw new HypervisorFailure.Conflict("The VM is not off, so the host can't forget it.", null);
            }
            if (libvirt.virDomainUndefineFlags(domain, UNDEFINE_WITH_ALL) < 0) {
                var fault = LibvirtFault.last();
                if (!fault.unsupported() && fault.code() != ErrorCode.INVALID_ARG) {
                    throw fault;
                }
                check(libvirt.virDomainUndefine(domain));
            }
            return null;
        });
    }

    /** Where the hypervisor has no reset button, power off and on comes nearest. */
    Void reset(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> {
            if (libvirt.virDomainReset(domain, 0) < 0) {
                var fault = LibvirtFault.last();
                if (!fault.unsupported()) {
                    throw fault;
                }
                check(libvirt.virDomainDestroy(domain));
                check(libvirt.virDomainCreate(domain));
            }
            return null;
        });
    }

    private boolean active(DomainPointer domain) throws LibvirtFault {
        return check(libvirt.virDomainIsActive(domain)) == 1;
    }
}
