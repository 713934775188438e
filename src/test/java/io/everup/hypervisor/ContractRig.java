package io.everup.hypervisor;

import java.time.Duration;
import java.util.Set;

/** A small data centre in which the contract is tried: one adapter's driver and what it reaches. */
public interface ContractRig {

    /** What an adapter may lack for good reason; the tests that need it are skipped, with the rig's name. */
    enum Can {
        /** Counters of processor, disk and network grow. */
        MEASURE,
        /** The guest hears the ACPI button. */
        SHUT_DOWN,
        /** Tells where a VM's screen is. */
        CONSOLE,
        /** There is a second host, and running VMs move to it. */
        MIGRATE,
        /** A migration can be slowed down by a bandwidth cap, watched, and stopped. */
        STEER_MIGRATION,
        /** Each host has a datastore of its own, and a running VM moves from one to another with its disks. */
        COPY_DISKS,
        /** Linked clones and full copies of volumes. */
        CLONE
    }

    String name();

    HypervisorDriver driver();

    Set<Can> can();

    /** The n-th host, from 0; there are two where the rig can {@link Can#MIGRATE}. */
    HostUri host(int n);

    default Credentials credentials() {
        return Credentials.NONE;
    }

    /** An address of this adapter's kind where nothing answers, ever. */
    HostUri silent();

    /** A datastore which all hosts of the rig share and which takes qcow2 files. */
    String datastore();

    /** A datastore that each host has for itself; takes qcow2 files. */
    default String ownDatastore() {
        return "local";
    }

    /** Whether a guest writes to its first disk as soon as it is up. */
    default boolean guestsWrite() {
        return false;
    }

    /** How long some tens of MiB of memory took that followed a guest with 2 MiB/s; time may be another one here. */
    default void followed(Duration took) {}

    /** What refuses a second start of a disk on this rig's hosts. */
    default DiskLock diskLock() {
        return DiskLock.LOCK_MANAGER;
    }

    /** A network on each host. */
    String network();

    /** What makes a guest boot, given by paths that all hosts have; or {@link VmSpec.Boot#DISK} where it doesn't matter. */
    default VmSpec.Boot boot() {
        return VmSpec.Boot.DISK;
    }

    /** Memory of a test VM in bytes. */
    default long memoryBytes() {
        return 96L << 20;
    }

    /** Lets some time go by, some 20 ms: real here, virtual in a simulation. */
    default void passTime() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
