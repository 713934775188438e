package io.everup.hypervisor.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.StoragePoolPointer;

/**
 * libvirt's functions that libvirt-java 0.5.4 doesn't bind, or binds in a form that doesn't serve; see
 * libvirt.org/html for each. Constants carry libvirt's names without their prefix.
 */
interface LibvirtX extends Libvirt {

    int STATS_STATE = 1;
    int STATS_CPU_TOTAL = 1 << 1;
    int STATS_BALLOON = 1 << 2;
    int STATS_VCPU = 1 << 3;
    int STATS_INTERFACE = 1 << 4;
    int STATS_BLOCK = 1 << 5;
    int STATS_DIRTY_RATE = 1 << 9;
    /** Don't wait for a VM that is busy with another job: report what is known without asking it. */
    int STATS_NOWAIT = 1 << 29;

    int LIST_TRANSIENT = 1 << 3;
    int LIST_AUTOSTART = 1 << 10;

    int XML_SECURE = 1;
    int XML_INACTIVE = 1 << 1;
    int XML_MIGRATABLE = 1 << 3;

    int UNDEFINE_MANAGED_SAVE = 1;
    int UNDEFINE_SNAPSHOTS_METADATA = 1 << 1;
    int UNDEFINE_NVRAM = 1 << 2;
    int UNDEFINE_CHECKPOINTS_METADATA = 1 << 4;

    int MIGRATE_LIVE = 1;
    int MIGRATE_PEER2PEER = 1 << 1;
    int MIGRATE_PERSIST_DEST = 1 << 3;
    int MIGRATE_UNDEFINE_SOURCE = 1 << 4;
    int MIGRATE_NON_SHARED_DISK = 1 << 6;
    int MIGRATE_UNSAFE = 1 << 9;
    int MIGRATE_AUTO_CONVERGE = 1 << 13;
    int MIGRATE_POSTCOPY = 1 << 15;
    int MIGRATE_TLS = 1 << 16;
    int MIGRATE_PARALLEL = 1 << 17;
    int MIGRATE_POSTCOPY_RESUME = 1 << 19;

    int JOB_STATS_COMPLETED = 1;
    int JOB_STATS_KEEP_COMPLETED = 1 << 1;

    int ALL_CPUS = -1;
    int ALL_CELLS = -1;

    int virGetLastErrorCode();

    int virGetLastErrorDomain();

    String virGetLastErrorMessage();

    /** Unlike libvirt-java's: the struct is ours, because libvirt frees the answers in it and JNA would free them again. */
    ConnectionPointer virConnectOpenAuth(String uri, Pointer auth, int flags);

    int virConnectListAllDomains(ConnectionPointer connection, PointerByReference domains, int flags);

    int virConnectListAllStoragePools(ConnectionPointer connection, PointerByReference pools, int flags);

    int virConnectListAllNetworks(ConnectionPointer connection, PointerByReference networks, int flags);

    int virStoragePoolListAllVolumes(StoragePoolPointer pool, PointerByReference volumes, int flags);

    int virConnectGetAllDomainStats(ConnectionPointer connection, int stats, PointerByReference records, int flags);

    /** @param domains ends with a null */
    int virDomainListGetStats(Pointer[] domains, int stats, PointerByReference records, int flags);

    void virDomainStatsRecordListFree(Pointer records);

    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    int virDomainMigrateToURI3(DomainPointer domain, String destination, Pointer parameters, int count, int flags);

    int virDomainMigrateStartPostCopy(DomainPointer domain, int flags);

    int virDomainStartDirtyRateCalc(DomainPointer domain, int seconds, int flags);

    int virNodeGetCPUStats(ConnectionPointer connection, int cpu, Pointer stats, IntByReference count, int flags);

    int virNodeGetMemoryStats(ConnectionPointer connection, int cell, Pointer stats, IntByReference count, int flags);

    /**
     * One shape for every domain event: all of them begin with the connection and the domain, and a callee may ignore
     * further arguments in the C calling conventions of x86-64 and AArch64.
     */
    interface DomainEvent extends Libvirt.VirDomainEventCallback {
        void heard(Pointer connection, Pointer domain);
    }

    /** Asks for user name, password and the like; the answers are written into the credentials. */
    interface Authenticate extends Callback {
        int answer(Pointer credentials, int count, Pointer data);
    }
}
