package io.everup.hypervisor.simulator;

import io.everup.hypervisor.VolumeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A volume, and who writes to it now. */
final class SimVolume {

    final SimDatastore datastore;
    final VolumeReport report;
    private List<SimVm> writers = List.of();

    SimVolume(SimDatastore datastore, VolumeReport report) {
        this.datastore = datastore;
        this.report = report;
    }

    /** Throw-away VMs that hold it open, by the host of each. */
    final Map<UUID, SimHost> trials = new HashMap<>(0);

    /** Whether a second start would find it in use. */
    boolean held() {
        trials.values().removeIf(host -> !host.powered);
        return !writers.isEmpty() || !trials.isEmpty();
    }

    List<SimVm> writers() {
        return writers;
    }

    void opened(SimVm writer) {
        if (writers.isEmpty()) {
            writers = new ArrayList<>(1);
        }
        writers.add(writer);
    }

    void closed(SimVm writer) {
        if (!writers.isEmpty()) {
            writers.remove(writer);
        }
    }
}
