package io.everup.hypervisor.simulator;

import io.everup.hypervisor.DiskLock;
import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.Missing;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VolumeReport;
import io.everup.shared.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a host can do in datastores. */
final class Volumes {

    private static final long COPIED_PER_SECOND = 450 * Bytes.MIB;
    private static final long EMPTY_QCOW2 = 200 * Bytes.KIB;
    private static final Duration AT_ONCE = Duration.ofMillis(40);

    private final SimulatedWorld world;

    Volumes(SimulatedWorld world) {
        this.world = world;
    }

    List<VolumeReport> list(SimHost host, String datastore) {
        return active(host, datastore).volumes().stream()
                .map(volume -> volume.report)
                .toList();
    }

    Optional<VolumeReport> one(SimHost host, String datastore, String volume) {
        return Optional.ofNullable(active(host, datastore).volume(volume)).map(found -> found.report);
    }

    DiskLock hold(SimHost host, UUID trial, String datastore, String name) {
        var volume = active(host, datastore).volume(name);
        if (volume == null) {
            throw new Missing("Datastore " + datastore + " has no volume " + name + ".", null);
        }
        if (volume.held() && world.diskLocks) {
            return DiskLock.LOCK_MANAGER;
        }
        volume.trials.put(trial, host);
        return DiskLock.NONE;
    }

    boolean release(SimHost host, UUID trial) {
        return Stream.of(world.shared, host.local)
                .flatMap(store -> store.volumes().stream())
                .anyMatch(volume -> volume.trials.remove(trial, host));
    }

    void create(SimHost host, String datastore, NewVolume wanted, Reply<VolumeReport> reply) {
        var store = active(host, datastore);
        if (wanted.name().isBlank() || wanted.name().contains("/")) {
            throw new Refused("A volume can't be named '" + wanted.name() + "'.", null);
        }
        requireFree(store, wanted.name());
        var report = report(host, store, wanted);
        if (report.allocationBytes() > store.freeBytes()) {
            throw new Refused(
                    "Datastore " + datastore + " has " + Bytes.text(store.freeBytes()) + " free, and " + wanted.name()
                            + " needs " + Bytes.text(report.allocationBytes()) + ".",
                    null);
        }
        var copied = wanted.source() != null && !wanted.linked() ? report.allocationBytes() : 0;
        host.later(AT_ONCE.plusMillis(copied * 1000 / COPIED_PER_SECOND), () -> {
            if (!store.reachedBy(host.name) || store.volume(wanted.name()) != null) {
                reply.fail(new Refused("Datastore " + datastore + " could not take " + wanted.name() + ".", null));
                return;
            }
            store.put(report);
            world.save(store, wanted.name());
            world.note(wanted.name() + " is created on " + datastore + " by " + host.name);
            reply.done(report);
        });
    }

    private VolumeReport report(SimHost host, SimDatastore store, NewVolume wanted) {
        var path = store.pathOf(wanted.name());
        if (wanted.source() == null) {
            var taken = wanted.format().equals("qcow2") ? EMPTY_QCOW2 : wanted.capacityBytes();
            return new VolumeReport(wanted.name(), path, wanted.format(), wanted.capacityBytes(), taken, null);
        }
        var source = host.volumeAt(wanted.source());
        if (source == null) {
            throw new Missing("Host " + host.name + " has no volume " + wanted.source() + " to clone.", null);
        }
        var capacity = wanted.capacityBytes() == 0 ? source.report.capacityBytes() : wanted.capacityBytes();
        if (capacity < source.report.capacityBytes()) {
            throw new Refused("A clone can't be smaller than its source.", null);
        }
        if (wanted.linked()) {
            return new VolumeReport(wanted.name(), path, "qcow2", capacity, EMPTY_QCOW2, wanted.source());
        }
        var taken = wanted.format().equals("raw") ? capacity : source.report.allocationBytes();
        return new VolumeReport(wanted.name(), path, wanted.format(), capacity, taken, null);
    }

    /** The copies of a migration's disks are whole: they take what their sources take. @throws Refused when they don't fit */
    void fill(Migration migration) {
        var vm = migration.source;
        var to = migration.destination.host;
        for (var copy : migration.terms.disks()) {
            var place = to.volumeAt(copy.path());
            if (place == null) {
                throw new Refused("Host " + to.name + " has lost " + copy.path() + ".", null);
            }
            var report = place.report;
            var taken = vm.allocatedBytes(copy.device());
            if (taken - report.allocationBytes() > place.datastore.freeBytes()) {
                throw new Refused("Datastore " + place.datastore.name + " of " + to.name + " is full.", null);
            }
            place.datastore.put(new VolumeReport(
                    report.name(), report.path(), report.format(), report.capacityBytes(), taken, null));
            world.save(place.datastore, report.name());
        }
    }

    void delete(SimHost host, String datastore, String volume) {
        var store = active(host, datastore);
        var found = store.require(volume);
        world.laws.watchDeletion(found, world.now());
        world.laws.watchNeed(found, world.now());
        store.remove(volume);
        world.save(store, volume);
        world.note(volume + " is deleted from " + datastore + " by " + host.name);
    }

    private SimDatastore active(SimHost host, String datastore) {
        var store = host.datastore(datastore);
        if (!store.reachedBy(host.name)) {
            throw new Conflict("Datastore " + datastore + " is not active on " + host.name + ".", null);
        }
        return store;
    }

    private static void requireFree(SimDatastore store, String volume) {
        if (store.volume(volume) != null) {
            throw new Conflict("Datastore " + store.name + " has a volume " + volume + " already.", null);
        }
    }
}
