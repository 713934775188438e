package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.DatastoreReport;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.NewVolume;
import io.everup.migration.CopiedDisk.End;
import io.everup.shared.Refusal;
import io.everup.storage.Volumes;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Before a move that copies disks: empty volumes of the right size at the target, once it has said that it has room. */
@Component
class TargetDisks implements TaskStep {

    private final HostConnections connections;
    private final Volumes volumes;
    private final DiskPlans plans;
    private final DiskJournal disks;
    private final MigrationJournal journal;
    private final LeftDisks left;

    TargetDisks(
            HostConnections connections,
            Volumes volumes,
            DiskPlans plans,
            DiskJournal disks,
            MigrationJournal journal,
            LeftDisks left) {
        this.connections = connections;
        this.volumes = volumes;
        this.plans = plans;
        this.disks = disks;
        this.journal = journal;
        this.left = left;
    }

    @Override
    public String title() {
        return "Make room for its disks";
    }

    @Override
    public void perform(TaskRun run) {
        var migration = run.uuid("migration");
        var host = run.uuid("host");
        var all = disks.of(migration);
        requireRoom(host, migration, all);
        for (var disk : all) {
            if (disk.targetPath() == null) {
                make(host, disk);
                disks.made(migration, disk.device(), path(host, disk));
                run.log("Made " + disk.targetVolume() + " in " + disk.targetStore() + " for " + disk.device() + ".");
            }
        }
    }

    /** Asked of the host itself: what is written down may be half a minute old. */
    private void requireRoom(UUID host, UUID migration, List<CopiedDisk> all) {
        var target = all.get(0);
        var formats = all.stream().map(CopiedDisk::format).collect(Collectors.toSet());
        var known = plans.stores(host, formats, migration).stream()
                .filter(store -> store.id().equals(target.targetStoreId()))
                .findFirst();
        var report = connections.to(host).datastores().stream()
                .filter(store -> store.name().equals(volumes.nameOn(host, target.targetStoreId())))
                .filter(DatastoreReport::active)
                .findFirst();
        if (known.isEmpty() || report.isEmpty()) {
            throw refused(target.targetStore() + " isn't there any more.");
        }
        var store = known.get();
        var now = new DiskRoom.Store(
                store.id(),
                store.name(),
                store.shared(),
                store.takes(),
                report.get().capacityBytes(),
                report.get().freeBytes(),
                store.promisedBytes());
        DiskRoom.objection(now, all.stream().mapToLong(CopiedDisk::copyBytes).sum())
                .ifPresent(why -> {
                    throw refused(store.name() + " " + why + ".");
                });
    }

    private static Refusal refused(String why) {
        return Refusal.conflict(
                "datastore-does-not-fit",
                "The disks can't be copied: the datastore " + why,
                "Choose another datastore, or free room in it.");
    }

    /** By its name it is ours: from an attempt before that got no answer. */
    private void make(UUID host, CopiedDisk disk) {
        var wanted = NewVolume.empty(disk.targetVolume(), disk.format(), disk.capacityBytes());
        try {
            volumes.create(host, disk.targetStoreId(), wanted);
        } catch (HypervisorFailure.Conflict e) {
            if (!volumes.exists(host, disk.targetStoreId(), disk.targetVolume())) {
                throw e;
            }
            volumes.delete(host, disk.targetStoreId(), disk.targetVolume());
            volumes.create(host, disk.targetStoreId(), wanted);
        }
    }

    private String path(UUID host, CopiedDisk disk) {
        return volumes.path(host, disk.targetStoreId(), disk.targetVolume());
    }

    /** What was made goes; when the VM has gone over already, what it was copied from does. A silent host's goes later. */
    @Override
    public void undo(TaskRun run) {
        var migration = run.uuid("migration");
        disks.removeAt(migration, journal.arrived(migration) ? End.SOURCE : End.TARGET);
        left.tryNow(migration, run);
    }
}
