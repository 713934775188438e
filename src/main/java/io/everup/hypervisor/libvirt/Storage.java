package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import io.everup.hypervisor.DatastoreReport;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VolumeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.libvirt.jna.virStoragePoolInfo;
import org.libvirt.jna.virStorageVolInfo;

/**
 * Datastores are libvirt's storage pools. A host lists a pool once and then notes only its own changes: volumes that
 * another host made in a shared folder show after a refresh, which reads the head of every volume.
 */
final class Storage {

    private static final int RUNNING = 2;
    /** How old the free space of a datastore may be. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();
    private final Map<String, Long> refreshedAt = new ConcurrentHashMap<>();

    List<DatastoreReport> datastores(ConnectionPointer connection) throws LibvirtFault {
        var pools = Handles.list(
                StoragePoolPointer::new, array -> libvirt.virConnectListAllStoragePools(connection, array, 0));
        try {
            var result = new ArrayList<DatastoreReport>();
            for (var pool : pools) {
                try {
                    result.add(datastore(pool));
                } catch (LibvirtFault fault) {
                    // removed since it was listed
                    if (fault.code() != ErrorCode.NO_STORAGE_POOL) {
                        throw fault;
                    }
                }
            }
            return result;
        } finally {
            pools.forEach(libvirt::virStoragePoolFree);
        }
    }

    private DatastoreReport datastore(StoragePoolPointer pointer) throws LibvirtFault {
        var pool = StorageXml.pool(Handles.text(libvirt.virStoragePoolGetXMLDesc(pointer, 0)));
        var before = info(pointer);
        var active = before.state == RUNNING;
        var last = refreshedAt.get(pool.name());
        if (active && (last == null || System.nanoTime() - last > FRESH_NANOS)) {
            refresh(pointer, pool.name());
        }
        var info = active ? info(pointer) : before;
        return new DatastoreReport(
                pool.name(),
                pool.kind(),
                pool.identity(),
                pool.remote(),
                pool.path(),
                active,
                info.capacity,
                info.available);
    }

    private virStoragePoolInfo info(StoragePoolPointer pool) throws LibvirtFault {
        var info = new virStoragePoolInfo();
        check(libvirt.virStoragePoolGetInfo(pool, info));
        return info;
    }

    List<VolumeReport> volumes(ConnectionPointer connection, String datastore) throws LibvirtFault {
        return Handles.pool(connection, datastore, pool -> {
            refresh(pool, datastore);
            var volumes =
                    Handles.list(StorageVolPointer::new, array -> libvirt.virStoragePoolListAllVolumes(pool, array, 0));
            var result = new ArrayList<VolumeReport>();
            for (var volume : volumes) {
                present(volume).ifPresent(result::add);
            }
            return result;
        });
    }

    Optional<VolumeReport> volume(ConnectionPointer connection, String datastore, String name) throws LibvirtFault {
        return Handles.pool(connection, datastore, pool -> {
            var known = find(pool, name);
            if (known != null) {
                var found = present(known);
                if (found.isPresent()) {
                    return found;
                }
            }
            refresh(pool, datastore);
            var fresh = find(pool, name);
            return fresh == null ? Optional.empty() : present(fresh);
        });
    }

    /** Null when the host doesn't know it. */
    private StorageVolPointer find(StoragePoolPointer pool, String name) throws LibvirtFault {
        var volume = libvirt.virStorageVolLookupByName(pool, name);
        if (volume == null) {
            var fault = LibvirtFault.last();
            if (fault.code() != ErrorCode.NO_STORAGE_VOL) {
                throw fault;
            }
        }
        return volume;
    }

    /** Reads a volume anew from its storage, and frees it; empty when it isn't there any more. */
    private Optional<VolumeReport> present(StorageVolPointer volume) throws LibvirtFault {
        try {
            return Optional.of(Handles.volume(volume, this::read));
        } catch (LibvirtFault fault) {
            if (fault.code() == ErrorCode.NO_STORAGE_VOL || gone(fault)) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    private VolumeReport read(StorageVolPointer volume) throws LibvirtFault {
        // Asking for the info makes the host look at the volume itself; the XML alone would be from memory.
        check(libvirt.virStorageVolGetInfo(volume, new virStorageVolInfo()));
        return StorageXml.volume(Handles.text(libvirt.virStorageVolGetXMLDesc(volume, 0)));
    }

    private static boolean gone(LibvirtFault fault) {
        return fault.getMessage().contains("No such file or directory");
    }

    VolumeReport create(ConnectionPointer connection, String datastore, NewVolume volume) throws LibvirtFault {
        return Handles.pool(connection, datastore, pool -> {
            refresh(pool, datastore);
            var xml = StorageXml.write(volume, capacity(connection, volume));
            if (volume.source() == null || volume.linked()) {
                return Handles.volume(check(libvirt.virStorageVolCreateXML(pool, xml, 0)), this::read);
            }
            return Handles.volume(
                    source(connection, volume.source()),
                    source -> Handles.volume(
                            check(libvirt.virStorageVolCreateXMLFrom(pool, xml, source, 0)),
                            copy -> grown(copy, volume.capacityBytes())));
        });
    }

    /** A copy is as large as its source, whatever size was asked for. */
    private VolumeReport grown(StorageVolPointer copy, long capacity) throws LibvirtFault {
        var report = read(copy);
        if (report.capacityBytes() >= capacity) {
            return report;
        }
        check(libvirt.virStorageVolResize(copy, capacity, 0));
        return read(copy);
    }

    private long capacity(ConnectionPointer connection, NewVolume volume) throws LibvirtFault {
        if (volume.source() == null) {
            return volume.capacityBytes();
        }
        var source = Handles.volume(source(connection, volume.source()), this::read);
        return Math.max(volume.capacityBytes(), source.capacityBytes());
    }

    /** A volume by its path; where the host doesn't know it yet, its datastore is listed again. */
    private StorageVolPointer source(ConnectionPointer connection, String path) throws LibvirtFault {
        var known = libvirt.virStorageVolLookupByPath(connection, path);
        if (known != null) {
            return known;
        }
        var slash = path.lastIndexOf('/');
        for (var pool : Handles.list(
                StoragePoolPointer::new, array -> libvirt.virConnectListAllStoragePools(connection, array, 0))) {
            refreshIfAt(pool, slash <= 0 ? path : path.substring(0, slash));
        }
        var found = libvirt.virStorageVolLookupByPath(connection, path);
        if (found == null) {
            throw new HypervisorFailure.Missing("There is no volume " + path + " in this host's datastores.", null);
        }
        return found;
    }

    private void refreshIfAt(StoragePoolPointer pool, String folder) throws LibvirtFault {
        try {
            var found = StorageXml.pool(Handles.text(libvirt.virStoragePoolGetXMLDesc(pool, 0)));
            if (folder.equals(found.path())) {
                refresh(pool, found.name());
            }
        } finally {
            libvirt.virStoragePoolFree(pool);
        }
    }

    void delete(ConnectionPointer connection, String datastore, String name) throws LibvirtFault {
        Handles.pool(connection, datastore, pool -> {
            var known = find(pool, name);
            if (known == null) {
                refresh(pool, datastore);
                known = find(pool, name);
            }
            if (known == null) {
                throw missing(datastore, name);
            }
            return Handles.volume(known, volume -> {
                if (present(volume, pool, datastore)) {
                    return check(libvirt.virStorageVolDelete(volume, 0));
                }
                throw missing(datastore, name);
            });
        });
    }

    private static HypervisorFailure missing(String datastore, String name) {
        return new HypervisorFailure.Missing("There is no volume " + name + " in " + datastore + ".", null);
    }

    /** Whether it is really there; if another host removed it, this host forgets it too. */
    private boolean present(StorageVolPointer volume, StoragePoolPointer pool, String datastore) throws LibvirtFault {
        if (libvirt.virStorageVolGetInfo(volume, new virStorageVolInfo()) == 0) {
            return true;
        }
        var fault = LibvirtFault.last();
        if (!gone(fault)) {
            throw fault;
        }
        refresh(pool, datastore);
        return false;
    }

    /** While a volume is being copied into a pool it can't be refreshed; what is known of it then has to do. */
    private void refresh(StoragePoolPointer pool, String name) throws LibvirtFault {
        if (libvirt.virStoragePoolRefresh(pool, 0) == 0) {
            refreshedAt.put(name, System.nanoTime());
            return;
        }
        var fault = LibvirtFault.last();
        var busy =
                fault.code() == ErrorCode.INTERNAL_ERROR && fault.getMessage().contains("asynchronous jobs");
        if (!busy && fault.code() != ErrorCode.OPERATION_INVALID) {
            throw fault;
        }
    }
}
