package io.everup.migration;

import io.everup.shared.Refusal;
import io.everup.storage.StorageDirectory;
import io.everup.storage.VolumeView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads which disks a host doesn't reach, and where they could go. Asks no host. For modules and pages alike. */
@Component
public class DiskPlans {

    private static final int LONGEST_CHAIN = 16;

    private final JdbcClient jdbc;
    private final StorageDirectory storage;

    DiskPlans(JdbcClient jdbc, StorageDirectory storage) {
        this.jdbc = jdbc;
        this.storage = storage;
    }

    /**
     * @param wanted the datastore to copy to; null for the best
     * @throws Refusal when a disk is of a kind that can't be copied, or the wanted datastore won't do; it says why
     */
    public DiskPlan of(UUID vm, UUID host, UUID wanted) {
        var home = jdbc.sql("select host_id from vm where id = :vm")
                .param("vm", vm)
                .query(UUID.class)
                .optional();
        var disks = disks(vm, host).stream()
                .map(disk -> checked(disk, home.orElse(host)))
                .toList();
        if (disks.isEmpty()) {
            return new DiskPlan(host, List.of(), List.of(), null);
        }
        var bytes = disks.stream().mapToLong(DiskPlan.Disk::copyBytes).sum();
        var stores = stores(host, formats(disks), null);
        var best = wanted == null
                ? DiskRoom.best(stores, bytes).map(DiskRoom.Store::id).orElse(null)
                : wanted;
        var places = stores.stream()
                .sorted(Comparator.comparing(
                                (DiskRoom.Store store) -> !store.id().equals(best))
                        .thenComparing(store -> DiskRoom.objection(store, bytes).isPresent())
                        .thenComparing(DiskRoom.Store::name))
                .map(store -> new DiskPlan.Place(
                        store.id(),
                        store.name(),
                        store.shared(),
                        store.room(),
                        DiskRoom.objection(store, bytes).orElse(null)))
                .toList();
        var to = places.stream()
                .filter(place -> place.datastore().equals(best))
                .findFirst()
                .orElse(null);
        refuseUnfit(wanted, to);
        return new DiskPlan(host, disks, places, to);
    }

    private static void refuseUnfit(UUID wanted, DiskPlan.Place to) {
        if (wanted != null && to == null) {
            throw Refusal.invalidField("datastore", "The host doesn't reach that datastore.");
        }
        if (wanted != null && to.objection() != null) {
            throw Refusal.conflict(
                    "datastore-does-not-fit",
                    "The datastore " + to.name() + " " + to.objection() + ".",
                    "Choose another datastore, or free room in it.");
        }
    }

    /** A disk as it was read. @param otherVms names of other VMs that have it, too */
    private record Found(
            String device,
            UUID store,
            String storeName,
            String volume,
            String path,
            String format,
            long capacity,
            long allocation,
            String backing,
            boolean fixed,
            String otherVms,
            boolean template,
            int clones) {}

    private List<Found> disks(UUID vm, UUID host) {
        return jdbc.sql("""
                        select k.device, k.path, k.format, k.fixed, d.id as store, d.name as store_name, w.name as volume,
                          w.capacity_bytes, w.allocation_bytes, w.backing,
                          (select string_agg(distinct o.name, ', ') from vm_disk ok join vm o on o.id = ok.vm_id
                            where ok.volume_id = w.id and ok.vm_id <> :vm and o.state <> 'DELETED') as others,
                          exists (select 1 from template_disk t where t.volume_id = w.id) as template,
                          (select count(*) from volume c join datastore_host r on r.datastore_id = c.datastore_id
                            join vm v on v.id = :vm and v.host_id = r.host_id where c.backing = w.path) as clones
                        from (select target as device, path, format, volume_id, datastore_id,
                                     cdrom or read_only or volume_id is null as fixed
                              from vm_disk where vm_id = :vm and path is not null) k
                        left join volume w on w.id = k.volume_id left join datastore d on d.id = k.datastore_id
                        where d.id is null or not exists (select 1 from datastore_host r where r.datastore_id = d.id
                                                           and r.host_id = :host and r.active)
                        order by k.device
                        """)
                .param("vm", vm)
                .param("host", host)
                .query(DiskPlans::found)
                .list();
    }

    private static Found found(ResultSet row, int number) throws SQLException {
        return new Found(
                row.getString("device"),
                row.getObject("store", UUID.class),
                row.getString("store_name"),
                row.getString("volume"),
                row.getString("path"),
                row.getString("format"),
                row.getLong("capacity_bytes"),
                row.getLong("allocation_bytes"),
                row.getString("backing"),
                row.getBoolean("fixed"),
                row.getString("others"),
                row.getBoolean("template"),
                row.getInt("clones"));
    }

    private DiskPlan.Disk checked(Found disk, UUID home) {
        if (disk.fixed() || disk.store() == null) {
            throw Refusal.conflict(
                    "disk-cannot-be-copied",
                    "The disk or disc " + disk.path() + " isn't one of the VM's own: it can't be copied along.",
                    "Eject it, or take it out, then try again.");
        }
        if (disk.otherVms() != null) {
            throw Refusal.conflict(
                    "disk-is-shared",
                    "The disk " + disk.path() + " is used by " + disk.otherVms()
                            + ", too: a copy of it would be another.",
                    "Keep it on storage that the host reaches.");
        }
        var kept = disk.template()
                ? "A template is made from it."
                : disk.clones() > 0 ? disk.clones() + " linked clones read from it." : null;
        return new DiskPlan.Disk(
                disk.device(),
                disk.store(),
                disk.storeName(),
                disk.volume(),
                disk.path(),
                disk.format(),
                disk.capacity(),
                Math.min(disk.capacity(), disk.allocation() + below(home, disk.backing())),
                kept);
    }

    /** What a linked clone's source takes, and that one's, and so on. */
    private long below(UUID home, String backing) {
        long sum = 0;
        var path = backing;
        for (var n = 0; path != null && n < LONGEST_CHAIN; n++) {
            var at = storage.atPath(home, path);
            sum += at.map(VolumeView::allocationBytes).orElse(0L);
            path = at.map(VolumeView::backing).orElse(null);
        }
        return sum;
    }

    private static Set<String> formats(List<DiskPlan.Disk> disks) {
        var formats = new HashSet<String>();
        disks.forEach(disk -> formats.add(disk.format()));
        return formats;
    }

    /** Of each host, what may be filled of its roomiest datastore that takes disks of any format; in bytes. */
    public Map<UUID, Long> rooms(Collection<UUID> hosts) {
        var rooms = new HashMap<UUID, Long>();
        hosts.forEach(host -> rooms.put(
                host,
                stores(host, Set.of(), null).stream()
                        .filter(DiskRoom.Store::takes)
                        .mapToLong(DiskRoom.Store::room)
                        .max()
                        .orElse(0)));
        return rooms;
    }

    /** Datastores of a host that can be used now. @param without a migration whose own bytes don't count as promised */
    List<DiskRoom.Store> stores(UUID host, Set<String> formats, UUID without) {
        var raw = formats.equals(Set.of("raw"));
        return jdbc.sql("""
                        select d.id, d.name, d.kind, r.capacity_bytes, r.free_bytes,
                          d.remote or (select count(*) from datastore_host o where o.datastore_id = d.id) > 1 as shared,
                          coalesce((select sum(k.copy_bytes) from migration_disk k join migration m on m.id = k.migration_id
                             where k.target_datastore_id = d.id and m.ended_at is null
                               and m.id is distinct from :without), 0) as promised
                        from datastore_host r join datastore d on d.id = r.datastore_id
                        where r.host_id = :host and r.active order by d.name, d.id
                        """)
                .param("host", host)
                .param("without", without, java.sql.Types.OTHER)
                .query((row, number) -> new DiskRoom.Store(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getBoolean("shared"),
                        takes(row.getString("kind"), raw),
                        row.getLong("capacity_bytes"),
                        row.getLong("free_bytes"),
                        row.getLong("promised")))
                .list();
    }

    /** Where volumes are files, of any format; where they are devices, of none. */
    private static boolean takes(String kind, boolean raw) {
        return switch (kind) {
            case "dir", "fs", "netfs", "vstorage" -> true;
            case "logical" -> raw;
            default -> false;
        };
    }
}
