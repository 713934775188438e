package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import com.sun.jna.ptr.LongByReference;
import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.DatastoreReport;
import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.DiskLock;
import io.everup.hypervisor.HostFacts;
import io.everup.hypervisor.HostReport;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorListener;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.NetworkReport;
import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VmDefinition;
import io.everup.hypervisor.VmDescription;
import io.everup.hypervisor.VmReport;
import io.everup.hypervisor.VmSpec;
import io.everup.hypervisor.VolumeReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.libvirt.jna.ConnectionPointer;

/** A link to one host: a connection for its events and for what can't wait, and others for calls and for long work. */
final class LibvirtHypervisor implements Hypervisor {

    private static final int CALLS_AT_ONCE = 3;

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();
    private final Reports reports = new Reports();
    private final Storage storage = new Storage();
    private final Networks networks = new Networks();
    private final DirtyRates dirtyRates = new DirtyRates();
    private final Migrations migrations;
    private final Vms vms;
    private final NativeLink link;
    private final Lanes calls;
    private final LongWork longWork;
    private final Events events;
    private final DomainWriter writer;
    private final DiskTrials trials;
    private final Deadlines deadlines;

    private LibvirtHypervisor(
            HostUri host,
            Credentials credentials,
            ConnectionPointer connection,
            HypervisorListener listener,
            Deadlines deadlines)
            throws LibvirtFault {
        var where = Where.of(host);
        this.deadlines = deadlines;
        this.vms = new Vms(host);
        var family = DomainWriter.Family.valueOf(host.kind().toUpperCase(Locale.ROOT));
        this.migrations = new Migrations(family);
        this.writer = new DomainWriter(family, Facts.architecture(connection));
        this.trials = new DiskTrials(writer);
        this.events = Events.listen(connection, listener, where);
        this.link = new NativeLink(connection, where, events::unregister);
        this.calls = new Lanes(host, credentials, link, CALLS_AT_ONCE);
        this.longWork = new LongWork(host, credentials, link, migrations, deadlines);
    }

    static LibvirtHypervisor connect(
            HostUri host,
            Credentials credentials,
            HypervisorListener listener,
            Duration deadline,
            Deadlines deadlines) {
        return new Opening(host, credentials).open(deadline, connection -> {
            try {
                return new LibvirtHypervisor(host, credentials, connection, listener, deadlines);
            } catch (LibvirtFault fault) {
                throw Failures.ofConnecting(fault, Where.of(host));
            }
        });
    }

    @Override
    public void ping(Duration deadline) {
        link.read(deadline, connection -> check(libvirt.virConnectGetLibVersion(connection, new LongByReference())));
    }

    @Override
    public HostFacts facts() {
        return calls.link().read(deadlines.facts(), Facts::read);
    }

    @Override
    public HostReport report() {
        return calls.link().read(deadlines.read(), reports::report);
    }

    @Override
    public Optional<VmReport> vm(UUID vm) {
        return calls.link().read(deadlines.read(), connection -> reports.vm(connection, vm));
    }

    @Override
    public VmDescription describe(UUID vm) {
        return calls.link().read(deadlines.read(), connection -> vms.describe(connection, vm));
    }

    @Override
    public void define(VmSpec spec) {
        var xml = writer.write(spec);
        calls.link().change(deadlines.change(), connection -> vms.define(connection, xml));
    }

    @Override
    public void define(VmDefinition definition) {
        calls.link().change(deadlines.change(), connection -> vms.define(connection, definition.text()));
    }

    @Override
    public VmDefinition relocated(VmDefinition definition, List<DiskCopy> disks) {
        return new VmDefinition(DiskPlaces.relocate(definition.text(), disks));
    }

    @Override
    public void undefine(UUID vm) {
        calls.link().change(deadlines.change(), connection -> vms.undefine(connection, vm));
    }

    @Override
    public void start(UUID vm) {
        perform(vm, libvirt::virDomainCreate);
    }

    @Override
    public void shutdown(UUID vm) {
        perform(vm, libvirt::virDomainShutdown);
    }

    @Override
    public void reboot(UUID vm) {
        perform(vm, domain -> libvirt.virDomainReboot(domain, 0));
    }

    @Override
    public void powerOff(UUID vm) {
        perform(vm, libvirt::virDomainDestroy);
    }

    @Override
    public void reset(UUID vm) {
        calls.link().change(deadlines.change(), connection -> vms.reset(connection, vm));
    }

    @Override
    public void suspend(UUID vm) {
        perform(vm, libvirt::virDomainSuspend);
    }

    @Override
    public void resume(UUID vm) {
        perform(vm, libvirt::virDomainResume);
    }

    @Override
    public void autostart(UUID vm, boolean on) {
        perform(vm, domain -> libvirt.virDomainSetAutostart(domain, on ? 1 : 0));
    }

    private void perform(UUID vm, Vms.Verb verb) {
        calls.link().change(deadlines.change(), connection -> Vms.perform(connection, vm, verb));
    }

    @Override
    public List<DatastoreReport> datastores() {
        return calls.link().read(deadlines.storage(), storage::datastores);
    }

    @Override
    public List<VolumeReport> volumes(String datastore) {
        return calls.link().read(deadlines.storage(), connection -> storage.volumes(connection, datastore));
    }

    @Override
    public Optional<VolumeReport> volume(String datastore, String volume) {
        return calls.link().read(deadlines.storage(), connection -> storage.volume(connection, datastore, volume));
    }

    @Override
    public VolumeReport createVolume(String datastore, NewVolume volume) {
        NativeLink.Call<VolumeReport> call = connection -> storage.create(connection, datastore, volume);
        var copies = volume.source() != null && !volume.linked();
        return copies
                ? longWork.link().change(deadlines.copy(), call)
                : calls.link().change(deadlines.storage(), call);
    }

    @Override
    public void deleteVolume(String datastore, String volume) {
        calls.link().change(deadlines.storage(), connection -> {
            storage.delete(connection, datastore, volume);
            return null;
        });
    }

    @Override
    public List<NetworkReport> networks() {
        return calls.link().read(deadlines.read(), networks::networks);
    }

    @Override
    public DiskLock holdDisk(UUID trial, String datastore, String volume) {
        var found = DiskTrials.found(volume(datastore, volume), volume);
        var accelerated = facts().accelerated();
        return calls.link()
                .change(deadlines.change(), connection -> trials.hold(connection, trial, found, accelerated));
    }

    @Override
    public boolean releaseDisk(UUID trial) {
        return calls.link().change(deadlines.change(), connection -> trials.release(connection, trial));
    }

    @Override
    public void migrate(UUID vm, HostUri destination, MigrationOptions options) {
        longWork.migrate(vm, destination, options);
    }

    @Override
    public Optional<MigrationProgress> migrationProgress(UUID vm) {
        return link.read(deadlines.read(), connection -> migrations.progress(connection, vm));
    }

    @Override
    public void switchToPostCopy(UUID vm) {
        link.change(deadlines.change(), connection -> migrations.switchToPostCopy(connection, vm));
    }

    @Override
    public void resumePostCopy(UUID vm, HostUri destination, MigrationOptions options) {
        longWork.resumePostCopy(vm, destination, options);
    }

    @Override
    public OptionalLong dirtyRate(UUID vm) {
        return dirtyRates.measure(calls.link(), deadlines.read(), vm);
    }

    @Override
    public void cancelMigration(UUID vm) {
        link.change(deadlines.change(), connection -> migrations.cancel(connection, vm));
    }

    @Override
    public Optional<MigrationFigures> arrivalFigures(UUID vm) {
        return calls.link().read(deadlines.read(), connection -> migrations.arrival(connection, vm));
    }

    @Override
    public void close() {
        events.mute();
        link.close();
        calls.close();
        longWork.close();
    }
}
