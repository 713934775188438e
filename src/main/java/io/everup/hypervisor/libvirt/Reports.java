package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.everup.hypervisor.HostReport;
import io.everup.hypervisor.VmReport;
import io.everup.shared.Bytes;
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
import org.libvirt.jna.virNodeInfo;

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
    private static final int NODE_STAT = 88;
    private static final int NODE_STAT_NAME = 80;
    private static final long UNKNOWN = -1;

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();

    HostReport report(ConnectionPointer connection) throws LibvirtFault {
        var vms = vms(connection);
        var memory = memory(connection);
        var cpu =
                nodeStats((stats, count) -> libvirt.virNodeGetCPUStats(connection, LibvirtX.ALL_CPUS, stats, count, 0));
        var total = cpu.isEmpty() ? UNKNOWN : sum(cpu, "kernel", "user", "idle", "iowait", "intr");
        var busy = cpu.isEmpty() ? UNKNOWN : sum(cpu, "kernel", "user", "intr");
        return new HostReport(memory.total, memory.free, busy, total, vms);
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

    private static Map<String, Long> stats(Pointer record) {
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

    private record HostMemory(long total, long free) {}

    private HostMemory memory(ConnectionPointer connection) throws LibvirtFault {
        var stats = nodeStats(
                (memory, count) -> libvirt.virNodeGetMemoryStats(connection, LibvirtX.ALL_CELLS, memory, count, 0));
        if (stats.containsKey("total")) {
            return new HostMemory(stats.get("total") * Bytes.KIB, sum(stats, "free", "buffers", "cached") * Bytes.KIB);
        }
        var node = new virNodeInfo();
        check(libvirt.virNodeGetInfo(connection, node));
        var free = libvirt.virNodeGetFreeMemory(connection);
        return new HostMemory(node.memory.longValue() * Bytes.KIB, free > 0 ? free : UNKNOWN);
    }

    private interface NodeStats {
        int fill(Pointer stats, IntByReference count);
    }

    /** Empty where the hypervisor doesn't count. libvirt is asked twice: how many values there are, then for them. */
    private Map<String, Long> nodeStats(NodeStats call) throws LibvirtFault {
        var count = new IntByReference();
        if (call.fill(null, count) < 0) {
            var fault = LibvirtFault.last();
            if (fault.unsupported()) {
                return Map.of();
            }
            throw fault;
        }
        if (count.getValue() <= 0) {
            return Map.of();
        }
        var memory = new Memory((long) count.getValue() * NODE_STAT);
        check(call.fill(memory, count));
        var result = new HashMap<String, Long>();
        for (int n = 0; n < count.getValue(); n++) {
            var at = (long) n * NODE_STAT;
            result.put(memory.getString(at, "US-ASCII"), memory.getLong(at + NODE_STAT_NAME));
        }
        return result;
    }

    private static long sum(Map<String, Long> stats, String... names) {
        long sum = 0;
        for (var name : names) {
            sum += stats.getOrDefault(name, 0L);
        }
        return sum;
    }

    private static Pointer[] array(Pointer records, int count) {
        return count == 0 ? new Pointer[0] : records.getPointerArray(0, count);
    }
}
