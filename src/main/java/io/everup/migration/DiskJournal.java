package io.everup.migration;

import io.everup.hypervisor.DiskCopy;
import io.everup.migration.CopiedDisk.End;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down the disks that are copied with migrations, and which volumes are still to be removed. */
@Component
class DiskJournal {

    /** What {@link #copyName} puts between a volume's name and its ending. */
    private static final Pattern MARK = Pattern.compile("-m[0-9a-f]{8}(?=\\.[^.]*$|$)");

    private final JdbcClient jdbc;
    private final Clock clock;

    DiskJournal(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Transactional
    public void plan(UUID migration, DiskPlan plan) {
        for (var disk : plan.disks()) {
            jdbc.sql("""
                            insert into migration_disk (migration_id, device, source_datastore_id, source_datastore,
                              source_volume, source_path, target_datastore_id, target_datastore, target_volume, format,
                              capacity_bytes, copy_bytes, kept)
                            values (:migration, :device, :fromId, :from, :volume, :path, :toId, :to, :copy, :format,
                              :capacity, :bytes, :kept)
                            """)
                    .param("migration", migration)
                    .param("device", disk.device())
                    .param("fromId", disk.datastore())
                    .param("from", disk.datastoreName())
                    .param("volume", disk.volume())
                    .param("path", disk.path())
                    .param("toId", plan.to().datastore())
                    .param("to", plan.to().name())
                    .param("copy", copyName(disk.volume(), migration))
                    .param("format", disk.format())
                    .param("capacity", disk.capacityBytes())
                    .param("bytes", disk.copyBytes())
                    .param("kept", disk.kept())
                    .update();
        }
    }

    /** Says whose it is: a volume of this name was made for this migration, and for nothing else. */
    static String copyName(String volume, UUID migration) {
        var plain = MARK.matcher(volume).replaceAll("");
        var dot = plain.lastIndexOf('.');
        var digits = migration.toString().replace("-", "");
        var mark = "-m" + digits.substring(digits.length() - 8);
        return dot <= 0 ? plain + mark : plain.substring(0, dot) + mark + plain.substring(dot);
    }

    List<CopiedDisk> of(UUID migration) {
        return jdbc.sql("select * from migration_disk where migration_id = :id order by device")
                .param("id", migration)
                .query(DiskJournal::disk)
                .list();
    }

    long copyBytes(UUID migration) {
        return of(migration).stream().mapToLong(CopiedDisk::copyBytes).sum();
    }

    /** For the hypervisor; only when all volumes are made. */
    List<DiskCopy> copies(UUID migration) {
        return of(migration).stream()
                .map(disk -> new DiskCopy(disk.device(), disk.targetPath()))
                .toList();
    }

    @Transactional
    public void made(UUID migration, String device, String path) {
        jdbc.sql("update migration_disk set target_path = :path where migration_id = :id and device = :device")
                .param("path", path)
                .param("id", migration)
                .param("device", device)
                .update();
    }

    /** From now on the volumes at that end are to be removed, except those that stay at the source for others. */
    @Transactional
    public void removeAt(UUID migration, End end) {
        jdbc.sql("""
                        update migration_disk set removes = :end where migration_id = :id and removed_at is null
                          and (:end = 'TARGET' or kept is null)
                        """).param("end", end.name()).param("id", migration).update();
    }

    @Transactional
    public void removed(UUID migration, String device) {
        jdbc.sql(
                        "update migration_disk set removes = null, removed_at = :now where migration_id = :id and device = :device")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", migration)
                .param("device", device)
                .update();
    }

    /** Found out only when it was to be removed. */
    @Transactional
    public void keep(UUID migration, String device, String why) {
        jdbc.sql("update migration_disk set removes = null, kept = :why where migration_id = :id and device = :device")
                .param("why", why)
                .param("id", migration)
                .param("device", device)
                .update();
    }

    private static CopiedDisk disk(ResultSet row, int number) throws SQLException {
        var removes = row.getString("removes");
        var removed = row.getObject("removed_at", OffsetDateTime.class);
        return new CopiedDisk(
                row.getString("device"),
                row.getObject("source_datastore_id", UUID.class),
                row.getString("source_datastore"),
                row.getString("source_volume"),
                row.getString("source_path"),
                row.getObject("target_datastore_id", UUID.class),
                row.getString("target_datastore"),
                row.getString("target_volume"),
                row.getString("target_path"),
                row.getString("format"),
                row.getLong("capacity_bytes"),
                row.getLong("copy_bytes"),
                removes == null ? null : End.valueOf(removes),
                removed == null ? null : removed.toInstant(),
                row.getString("kept"));
    }
}
