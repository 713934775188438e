package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.everup.hypervisor.HostReport;
import io.everup.hypervisor.VmReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.virDomainInfo;

/** The load of a host and its VMs: five round trips, however many VMs there are, where the hypervisor has bulk statistics. */
final class Reports {

    private static final int STATS = LibvirtX.STATS_STATE
            | LibvirtX.STATS_CPU_TOTAL
            | LibvirtX.STATS_BALLOON
            | LibvirtX.STATS_VCPU
            | LibvirtX.STATS_INTERFACE
            | LibvirtX.STATS_BLOCK;

    /** Xen's Domain-0 is the host itself. */
    private static final UUID DOMAIN_ZERO = new UUID(0, 0);

    private static final int RECORD_PARAMS = 8;
    private static final int RECORD_COUNT = 16;

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();

    HostReport report(ConnectionPointer connection) throws LibvirtFault {
        var vms = vms(connection);
        var memory = NodeStats.memory(connection);
        var cpu = NodeStats.processors(connection);
        return new HostReport(memory.total(), memory.free(), cpu.busyNanos(), cpu.totalNanos(), vms);
    }

    Optional<VmReport> vm(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domainIfAny(connection, vm, domain -> {
            var autostart = new IntByReference();
            check(libvirt.virDomainGetAutostart(domain, autostart));
            var persistent = check(libvirt.virDomainIsPersistent(domain)) == 1;
            return Optional.of(VmStats.report(
                    new VmStats.Identity(vm, libvirt.virDomainGetName(domain), persistent, autostart.getValue() != 0),
                    stats(domain)));
        });
    }

    private List<VmReport> vms(ConnectionPointer connection) throws LibvirtFault {
        var result = new ArrayList<VmReport>();
        var flags = new Flags(listed(connection, LibvirtX.LIST_TRANSIENT), listed(connection, LibvirtX.LIST_AUTOSTART));
        var records = new PointerByReference();
        var count = libvirt.virConnectGetAllDomainStats(connection, STATS, records, LibvirtX.STATS_NOWAIT);
        if (count < 0) {
            var fault = LibvirtFault.last();
            if (!fault.unsupported()) {
                throw fault;
            }
            return vmsOneByOne(connection, flags);
        }
        try {
            for (var record : array(records.getValue(), count)) {
                add(result, new DomainPointer(record.getPointer(0)), stats(record), flags);
            }
        } finally {
            libvirt.virDomainStatsRecordListFree(records.getValue());
        }
        return result;
    }

    private List<VmReport> vmsOneByOne(ConnectionPointer connection, Flags flags) throws LibvirtFault {
        var result = new ArrayList<VmReport>();
        var domains = domains(connection, 0);
        try {
            for (var domain : domains) {
                try {
                    add(result, domain, Map.of(), flags);
                } catch (LibvirtFault fault) {
                    // it went away since it was listed
                    if (fault.code() != ErrorCode.NO_DOMAIN) {
                        throw fault;
                    }
                }
            }
        } finally {
            domains.forEach(libvirt::virDomainFree);
        }
        return result;
    }

    private void add(List<VmReport> result, DomainPointer domain, Map<String, Long> stats, Flags flags)
            throws LibvirtFault {
        var uuid = Handles.uuid(domain);
        if (uuid.equals(DOMAIN_ZERO)) {
            return;
        }
        var identity = new VmStats.Identity(
                uuid,
                libvirt.virDomainGetName(domain),
                !flags.transients.contains(uuid),
                flags.autostart.contains(uuid));
        result.add(VmStats.report(identity, complete(domain, stats)));
    }

    private Map<String, Long> stats(DomainPointer domain) throws LibvirtFault {
        var records = new PointerByReference();
        var domains = new Pointer[] {domain.getPointer(), null};
        var count = libvirt.virDomainListGetStats(domains, STATS, records, LibvirtX.STATS_NOWAIT);
        if (count < 0) {
            var fault = LibvirtFault.last();
            if (!fault.unsupported()) {
                throw fault;
            }
            return complete(domain, Map.of());
        }
        try {
            return complete(
                    domain, count == 0 ? Map.of() : stats(records.getValue().getPointer(0)));
        } finally {
            libvirt.virDomainStatsRecordListFree(records.getValue());
        }
    }

    static Map<String, Long> stats(Pointer record) {
        return TypedParams.numbers(record.getPointer(RECORD_PARAMS), record.getInt(RECORD_COUNT));
    }

    /** Hypervisors without (full) bulk statistics are asked for the basics one by one. */
    private Map<String, Long> complete(DomainPointer domain, Map<String, Long> stats) throws LibvirtFault {
        if (stats.containsKey("vcpu.current")) {
            return stats;
        }
        var result = new HashMap<>(stats);
        var state = new IntByReference();
        var reason = new IntByReference();
        check(libvirt.virDomainGetState(domain, state, reason, 0));
        result.put("state.state", (long) state.getValue());
        result.put("state.reason", (long) reason.getValue());
        var info = new virDomainInfo();
        check(libvirt.virDomainGetInfo(domain, info));
        result.put("vcpu.current", (long) info.nrVirtCpu);
        result.put("balloon.current", info.memory.longValue());
        result.put("cpu.time", info.cpuTime);
        return result;
    }

    private record Flags(Set<UUID> transients, Set<UUID> autostart) {}

    private Set<UUID> listed(ConnectionPointer connection, int flags) throws LibvirtFault {
        var domains = domains(connection, flags);
        try {
            var result = new HashSet<UUID>();
            for (var domain : domains) {
                result.add(Handles.uuid(domain));
            }
            return result;
        } finally {
            domains.forEach(libvirt::virDomainFree);
        }
    }

    private List<DomainPointer> domains(ConnectionPointer connection, int flags) throws LibvirtFault {
        return Handles.list(DomainPointer::new, array -> libvirt.virConnectListAllDomains(connection, array, flags));
    }

    private static Pointer[] array(Pointer records, int count) {
        return count == 0 ? new Pointer[0] : records.getPointerArray(0, count);
    }
}
