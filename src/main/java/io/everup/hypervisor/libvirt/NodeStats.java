package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.everup.shared.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.virNodeInfo;

/** A host's own memory and processor time. */
final class NodeStats {

    private static final int SIZE = 88;
    private static final int VALUE = 80;
    private static final long UNKNOWN = -1;

    /** In bytes; free is what could be given to VMs, -1 when unknown. */
    record HostMemory(long total, long free) {}

    /** Counters since boot over all processors; -1 when unknown. */
    record Processors(long busyNanos, long totalNanos) {}

    private NodeStats() {}

    /**
     * The node info, which every hypervisor has, is only the second choice: on Linux it may tell the memory of the first
     * NUMA node alone.
     */
    static HostMemory memory(ConnectionPointer connection) throws LibvirtFault {
        var libvirt = LibvirtRuntime.libvirt();
        var stats = read(
                (memory, count) -> libvirt.virNodeGetMemoryStats(connection, LibvirtX.ALL_CELLS, memory, count, 0));
        if (stats.containsKey("total")) {
            return new HostMemory(stats.get("total") * Bytes.KIB, sum(stats, "free", "buffers", "cached") * Bytes.KIB);
        }
        var node = new virNodeInfo();
        check(libvirt.virNodeGetInfo(connection, node));
        var free = libvirt.virNodeGetFreeMemory(connection);
        return new HostMemory(node.memory.longValue() * Bytes.KIB, free > 0 ? free : UNKNOWN);
    }

    static Processors processors(ConnectionPointer connection) throws LibvirtFault {
        var stats = read((memory, count) ->
                LibvirtRuntime.libvirt().virNodeGetCPUStats(connection, LibvirtX.ALL_CPUS, memory, count, 0));
        if (stats.isEmpty()) {
            return new Processors(UNKNOWN, UNKNOWN);
        }
        var busy = sum(stats, "kernel", "user", "intr");
        return new Processors(busy, busy + sum(stats, "idle", "iowait"));
    }

    private interface Fill {
        int fill(Pointer stats, IntByReference count);
    }

    /** Empty where the hypervisor doesn't count. libvirt is asked twice: how many values there are, then for them. */
    private static Map<String, Long> read(Fill call) throws LibvirtFault {
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
        var memory = new Memory((long) count.getValue() * SIZE);
        check(call.fill(memory, count));
        var result = new HashMap<String, Long>();
        for (int n = 0; n < count.getValue(); n++) {
            var at = (long) n * SIZE;
            result.put(memory.getString(at, "US-ASCII"), memory.getLong(at + VALUE));
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
}
