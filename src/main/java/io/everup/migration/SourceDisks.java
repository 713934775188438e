package io.everup.migration;

import io.everup.migration.CopiedDisk.End;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import org.springframework.stereotype.Component;

/** After a move that copied disks: what they were copied from goes, once it is sure that nobody needs it. */
@Component
class SourceDisks implements TaskStep {

    private final DiskJournal disks;
    private final LeftDisks left;

    SourceDisks(DiskJournal disks, LeftDisks left) {
        this.disks = disks;
        this.left = left;
    }

    @Override
    public String title() {
        return "Remove what its disks were copied from";
    }

    @Override
    public void perform(TaskRun run) {
        var migration = run.uuid("migration");
        disks.removeAt(migration, End.SOURCE);
        disks.of(migration).stream()
                .filter(disk -> disk.kept() != null)
                .forEach(disk -> run.log(disk.sourceVolume() + " stays in " + disk.sourceStore() + ": " + disk.kept()));
        left.tryNow(migration, run);
    }
}
