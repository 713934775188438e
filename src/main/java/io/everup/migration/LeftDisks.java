package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport;
import io.everup.hypervisor.VmSpec;
import io.everup.migration.CopiedDisk.End;
import io.everup.storage.Volumes;
import io.everup.task.TaskRun;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Removes the volumes that migrations leave: the copies of a move that didn't happen, and what disks were copied from once
 * their VM is seen with the copies. A host that is silent now is asked again when it answers. When in doubt a volume stays.
 */
@Component
class LeftDisks {

    private static final Logger log = LoggerFactory.getLogger(LeftDisks.class);

    private final JdbcClient jdbc;
    private final HostConnections connections;
    private final Volumes volumes;
    private final DiskJournal disks;

    LeftDisks(JdbcClient jdbc, HostConnections connections, Volumes volumes, DiskJournal disks) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.volumes = volumes;
        this.disks = disks;
    }

    /** A migration with volumes to be removed. */
    private record Left(UUID migration, UUID vm, UUID source, UUID target) {
        UUID host(End end) {
            return end == End.SOURCE ? source : target;
        }
    }

    /** Those of one migration, for the log of its task; what can't be removed now is left for the rounds. */
    void tryNow(UUID migration, TaskRun run) {
        left(migration)
                .forEach(one -> disks.of(migration).stream()
                        .filter(disk -> disk.removes() != null)
                        .forEach(disk -> {
                            var name = disk.removes() == End.SOURCE ? disk.sourceVolume() : disk.targetVolume();
                            var store = disk.removes() == End.SOURCE ? disk.sourceStore() : disk.targetStore();
                            var waits = remove(one, disk);
                            run.log(
                                    waits.isEmpty()
                                            ? "Removed " + name + " from " + store + "."
                                            : name + " stays in " + store + " for now: " + waits.get());
                        }));
    }

    /** All that can be removed now. */
    void round() {
        left(null)
                .forEach(one -> disks.of(one.migration()).stream()
                        .filter(disk -> disk.removes() != null)
                        .forEach(disk -> remove(one, disk)
                                .ifPresent(
                                        why -> log.debug("Volumes of migration {} stay: {}", one.migration(), why))));
    }

    /** @param migration null for all. Of a move that is under way nothing is removed */
    private List<Left> left(UUID migration) {
        return jdbc.sql("""
                        select distinct m.id, m.vm_id, m.source_id, m.target_id from migration m
                        join migration_disk k on k.migration_id = m.id where k.removes is not null
                          and (m.id = :one or :one::uuid is null and m.ended_at is not null)
                        """)
                .param("one", migration, java.sql.Types.OTHER)
                .query((row, number) -> new Left(
                        row.getObject("id", UUID.class),
                        row.getObject("vm_id", UUID.class),
                        row.getObject("source_id", UUID.class),
                        row.getObject("target_id", UUID.class)))
                .list();
    }

    /** @return why it can't be removed now; empty when it is gone, or stays for good */
    private Optional<String> remove(Left one, CopiedDisk disk) {
        var end = disk.removes();
        var host = one.host(end);
        if (host == null) {
            disks.keep(one.migration(), disk.device(), "Its host was taken out of Everup.");
            return Optional.empty();
        }
        try {
            var needed = end == End.SOURCE ? neededAtSource(one, disk) : neededAtTarget(one, disk);
            if (needed.isPresent()) {
                return needed;
            }
            var store = end == End.SOURCE ? disk.sourceStoreId() : disk.targetStoreId();
            var name = end == End.SOURCE ? disk.sourceVolume() : disk.targetVolume();
            var users = users(host, store, name);
            if (users.isPresent()) {
                disks.keep(one.migration(), disk.device(), users.get());
                return Optional.empty();
            }
            volumes.delete(host, store, name);
            disks.removed(one.migration(), disk.device());
            return Optional.empty();
        } catch (HypervisorFailure | io.everup.shared.Refusal e) {
            return Optional.of(e.getMessage());
        }
    }

    /** It is needed until the VM is seen with the copy, wherever it is by now, and the source has let it go. */
    private Optional<String> neededAtSource(Left one, CopiedDisk disk) {
        var home = home(one.vm());
        if (home.isPresent()) {
            var link = connections.to(home.get());
            if (link.vm(one.vm())
                    .filter(vm -> vm.reason() != VmReport.Reason.MIGRATING && vm.reason() != VmReport.Reason.TORN)
                    .isEmpty()) {
                return Optional.of("the VM isn't seen on its host now.");
            }
            var path = link.describe(one.vm()).spec().disks().stream()
                    .filter(each -> each.target().equals(disk.device()))
                    .map(VmSpec.Disk::path)
                    .findFirst()
                    .orElse("");
            if (home.get().equals(one.target()) && !path.equals(disk.targetPath())
                    || home.get().equals(one.source()) && path.equals(disk.sourcePath())) {
                return Optional.of("the VM isn't seen with the copy.");
            }
        }
        return !home.equals(Optional.of(one.source()))
                        && connections.to(one.source()).vm(one.vm()).isPresent()
                ? Optional.of("its former host still knows the VM.")
                : Optional.empty();
    }

    /** Where it lives now; empty when it is deleted. */
    private Optional<UUID> home(UUID vm) {
        return jdbc.sql("select host_id from vm where id = :vm and state <> 'DELETED' and host_id is not null")
                .param("vm", vm)
                .query(UUID.class)
                .optional();
    }

    /** The copy of a move that didn't happen: needed by nobody but a VM that the target has in its memory. */
    private Optional<String> neededAtTarget(Left one, CopiedDisk disk) {
        var there = connections.to(one.target()).vm(one.vm());
        if (there.filter(vm -> vm.power() != VmReport.Power.OFF).isPresent()) {
            return Optional.of("the target still has the VM in its memory.");
        }
        var uses = there.isPresent()
                && connections.to(one.target()).describe(one.vm()).spec().disks().stream()
                        .anyMatch(each ->
                                disk.targetPath() != null && disk.targetPath().equals(each.path()));
        return uses ? Optional.of("the target still knows the VM with it.") : Optional.empty();
    }

    /** Who needs a volume by what is written down; empty for nobody. */
    private Optional<String> users(UUID host, UUID store, String name) {
        var users = jdbc.sql("""
                        select string_agg(distinct v.name, ', ') from volume w join vm_disk k on k.volume_id = w.id
                        join vm v on v.id = k.vm_id where w.datastore_id = :store and w.name = :name and v.state <> 'DELETED'
                        """)
                .param("store", store)
                .param("name", name)
                .query(String.class)
                .optional();
        if (users.isPresent()) {
            return users.map(names -> "It is a disk of " + names + ".");
        }
        var readers = jdbc.sql("""
                        select count(*) from volume w join volume c on c.backing = w.path
                        join datastore_host r on r.datastore_id = c.datastore_id and r.host_id = :host
                        where w.datastore_id = :store and w.name = :name
                        """)
                .param("host", host)
                .param("store", store)
                .param("name", name)
                .query(Integer.class)
                .single();
        var template = jdbc.sql("""
                        select count(*) from volume w join template_disk t on t.volume_id = w.id
                        where w.datastore_id = :store and w.name = :name
                        """)
                .param("store", store)
                .param("name", name)
                .query(Integer.class)
                .single();
        return readers + template == 0 ? Optional.empty() : Optional.of("Templates or linked clones read from it.");
    }
}
