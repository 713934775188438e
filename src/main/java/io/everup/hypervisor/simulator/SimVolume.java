package io.everup.hypervisor.simulator;

import io.everup.hypervisor.VolumeReport;
import java.util.ArrayList;
import java.util.List;

/** A volume, and who writes to it now. */
final class SimVolume {

    final SimDatastore datastore;
    final VolumeReport report;
    private List<SimVm> writers = List.of();

    SimVolume(SimDatastore datastore, VolumeReport report) {
        this.datastore = datastore;
        this.report = report;
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
