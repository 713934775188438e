package io.everup.hypervisor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A live link to one host's hypervisor. Every call has a deadline of its own; a read that isn't answered by then ends in
 * {@link HypervisorFailure.Unreachable}, a change in {@link HypervisorFailure.OutcomeUnknown}. A link may be used by
 * many threads. VMs are named by their UUID, datastores, volumes and networks by the host's names for them.
 */
public interface Hypervisor extends AutoCloseable {

    /** One cheap round trip: returns when the hypervisor's daemon has answered. */
    void ping(Duration deadline);

    HostFacts facts();

    /** The host's load and every VM on it, in as few calls as the hypervisor allows. */
    HostReport report();

    /** State and load of one VM; empty when the host doesn't know it. */
    Optional<VmReport> vm(UUID vm);

    /** The VM's devices, its portable definition and, while it runs, where its console listens. */
    VmDescription describe(UUID vm);

    /** Makes the VM known to the host, shut off. Nothing else is changed on the host. */
    void define(VmSpec spec);

    /** Makes a VM known from the definition that some host gave out ({@link VmDescription#definition()}). */
    void define(VmDefinition definition);

    /** A definition in which disks are somewhere else; speaks to nobody. Devices that it hasn't got are passed over. */
    VmDefinition relocated(VmDefinition definition, List<DiskCopy> disks);

    /** Makes the host forget a VM that is shut off; its volumes stay. {@code Missing} when it isn't there. */
    void undefine(UUID vm);

    /** Switches a VM on. Returns when its processors run. */
    void start(UUID vm);

    /** Asks the guest to shut down (ACPI button) and returns at once; the guest may ignore it. */
    void shutdown(UUID vm);

    /** Asks the guest to reboot and returns at once. */
    void reboot(UUID vm);

    /** Cuts the VM's power; what the guest hasn't written is lost. */
    void powerOff(UUID vm);

    /** Presses the reset button: the guest starts again without shutting down. */
    void reset(UUID vm);

    /** Stops the VM's processors; it stays in memory. */
    void suspend(UUID vm);

    /** Lets a suspended VM run on. */
    void resume(UUID vm);

    /** Says whether the host is to start the VM by itself at boot; asked of a host that keeps no definition of it, {@code Conflict}. */
    void autostart(UUID vm, boolean on);

    List<DatastoreReport> datastores();

    /** @throws HypervisorFailure.Missing no such datastore on this host */
    List<VolumeReport> volumes(String datastore);

    Optional<VolumeReport> volume(String datastore, String volume);

    /** Creates a volume: empty, a linked clone, or a full copy, as the argument says. {@code Conflict} when the name is taken. */
    VolumeReport createVolume(String datastore, NewVolume volume);

    void deleteVolume(String datastore, String volume);

    List<NetworkReport> networks();

    /**
     * Tries whether a disk would start here: a throw-away VM that never executes anything opens the volume for writing. It
     * is in no report, and gone with {@link #releaseDisk} or this link.
     *
     * @param trial names it; the same for {@link #releaseDisk}
     * @return {@code NONE} when it started, else what refused it because the disk is in use elsewhere
     */
    DiskLock holdDisk(UUID trial, String datastore, String volume);

    /** Ends a trial; nothing happens where there is none. @return whether it was there */
    boolean releaseDisk(UUID trial);

    /**
     * Moves a running VM to another host and returns when it runs there; the source forgets it, the destination keeps it
     * defined. On {@code Refused} or {@code Conflict} it runs on at the source. After {@code OutcomeUnknown} ask both hosts.
     * A stopped copy of the same name and UUID at the destination gives way; one by another name, or another VM of that
     * name, is a {@code Conflict}. Disks that the options name are copied along, whole, while the guest writes to them; the
     * VM then has them at their new place, and what they were copied from stays where it is, unused. Where it runs on at
     * the source it has them there, and what was copied so far is worth nothing.
     *
     * @param destination as the source host reaches it
     */
    void migrate(UUID vm, HostUri destination, MigrationOptions options);

    /** How far the migration of this VM away from this host is; empty when none is under way. */
    Optional<MigrationProgress> migrationProgress(UUID vm);

    /**
     * Lets a VM that is on its way, and was sent with {@link MigrationOptions#postCopy}, go over now: it runs at the
     * destination at once and fetches what is missing from here. From then on there is no way back, and a loss of either
     * host costs it its memory; a loss of the network between them, until {@link #resumePostCopy}. Asked again, nothing
     * more happens.
     *
     * @throws HypervisorFailure.Conflict when it isn't on its way, or may not
     */
    void switchToPostCopy(UUID vm);

    /**
     * Sends the rest of the memory of a VM that went over and lost its link ({@link VmReport.Reason#TORN} at both ends), and
     * returns when all of it is there. {@code Refused} when a half is gone, the hosts don't reach each other, or one of
     * them can't do that (libvirt before 8.5): then nothing has changed.
     *
     * @param options as it was sent with
     */
    void resumePostCopy(UUID vm, HostUri destination, MigrationOptions options);

    /**
     * Watches for a second or so how much memory a running VM writes, in bytes per second; empty when the hypervisor
     * can't tell. The guest doesn't notice.
     */
    OptionalLong dirtyRate(UUID vm);

    /** Asks a migration under way to stop; {@link #migrate} then ends in {@code Refused} and the VM runs on here. */
    void cancelMigration(UUID vm);

    /** Figures of the migration that brought this VM to this host; empty when the hypervisor no longer knows. */
    Optional<MigrationFigures> arrivalFigures(UUID vm);

    /** Ends the link; calls under way end in {@code Unreachable} or {@code OutcomeUnknown}. */
    @Override
    void close();
}
