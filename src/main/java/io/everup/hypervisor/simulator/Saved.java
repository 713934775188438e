package io.everup.hypervisor.simulator;

import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.hypervisor.VmSpec;
import io.everup.hypervisor.VolumeReport;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** A world's state as it is kept on disk: what differs from the world that its name gives. */
final class Saved {

    private Saved() {}

    /** One thing's whole state; exactly one part is there. */
    record Line(Host host, Vm vm, Store store, Volume volume) {
        static Line of(Host host) {
            return new Line(host, null, null, null);
        }

        static Line of(Vm vm) {
            return new Line(null, vm, null, null);
        }

        static Line of(Store store) {
            return new Line(null, null, store, null);
        }

        static Line of(Volume volume) {
            return new Line(null, null, null, volume);
        }

        /** Equal for two states of one thing. */
        String key() {
            if (host != null) {
                return "host " + host.name;
            }
            if (vm != null) {
                return "vm " + vm.host + " " + vm.uuid;
            }
            return store != null
                    ? "store " + store.host + " " + store.name
                    : "volume " + volume.host + " " + volume.store + " " + volume.name;
        }
    }

    record Host(
            String name,
            boolean powered,
            boolean network,
            SimHost.Daemon daemon,
            SimHost.Bmc bmc,
            Instant bootedAt,
            Instant bootsAt,
            long cpuGone) {}

    /** @param spec null when the host no longer knows it */
    record Vm(
            String host,
            UUID uuid,
            VmSpec spec,
            VmSpec next,
            boolean autostart,
            boolean deaf,
            Integer dirtyMiB,
            Reason offBy,
            Instant stopsAt,
            MigrationFigures arrival,
            Running instance,
            Move leaving) {}

    record Running(Instant started, Instant since, Counters used, Reason pausedBy, Integer load) {}

    record Move(String to, Instant started, Migration.Terms terms, Migration.Round round) {}

    /** @param host null for the shared one */
    record Store(String host, String name, boolean active, Set<String> cutOff) {}

    /** @param report null when it is gone */
    record Volume(String host, String store, String name, VolumeReport report) {}
}
