package io.everup.hypervisor.simulator;

import io.everup.hypervisor.DatastoreReport;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VolumeReport;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A place for volumes: the shared one of the world, or a host's own. */
final class SimDatastore {

    final String name;
    /** The host it belongs to; null when it is shared. */
    final String host;

    final String identity;
    final String path;
    final long capacityBytes;
    boolean active = true;
    /** Hosts that lost their way to it. */
    final Set<String> cutOff = new LinkedHashSet<>();

    private final Map<String, SimVolume> volumes = new LinkedHashMap<>();
    private long allocatedBytes;

    SimDatastore(String name, String host, String identity, String path, long capacityBytes) {
        this.name = name;
        this.host = host;
        this.identity = identity;
        this.path = path;
        this.capacityBytes = capacityBytes;
    }

    boolean isShared() {
        return host == null;
    }

    boolean reachedBy(String hostName) {
        return active && !cutOff.contains(hostName);
    }

    long freeBytes() {
        return Math.max(0, capacityBytes - allocatedBytes);
    }

    String pathOf(String volume) {
        return path + "/" + volume;
    }

    Collection<SimVolume> volumes() {
        return volumes.values();
    }

    /** Null when there is none of that name. */
    SimVolume volume(String volume) {
        return volumes.get(volume);
    }

    SimVolume require(String volume) {
        var found = volumes.get(volume);
        if (found == null) {
            throw new HypervisorFailure.Missing("Datastore " + name + " has no volume " + volume + ".", null);
        }
        return found;
    }

    SimVolume put(VolumeReport report) {
        remove(report.name());
        var volume = new SimVolume(this, report);
        volumes.put(report.name(), volume);
        allocatedBytes += report.allocationBytes();
        return volume;
    }

    void remove(String volume) {
        var gone = volumes.remove(volume);
        if (gone != null) {
            allocatedBytes -= gone.report.allocationBytes();
        }
    }

    DatastoreReport report(String hostName) {
        var reached = reachedBy(hostName);
        return new DatastoreReport(
                name,
                isShared() ? "netfs" : "dir",
                identity,
                isShared(),
                path,
                reached,
                reached ? capacityBytes : 0,
                reached ? freeBytes() : 0);
    }
}
