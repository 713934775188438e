package io.everup.hypervisor.simulator;

import io.everup.hypervisor.DatastoreReport;
import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.DiskLock;
import io.everup.hypervisor.HostFacts;
import io.everup.hypervisor.HostReport;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A host of a simulated world, as the port shows it. */
final class SimulatedHypervisor implements Hypervisor {

    private static final Duration READ = Duration.ofSeconds(5);
    private static final Duration CHANGE = Duration.ofSeconds(30);
    private static final Duration COPY = Duration.ofMinutes(30);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SimulatedWorld world;
    private final SimHost host;
    private final Link link;

    /** @param link over which the host has answered */
    SimulatedHypervisor(Link link) {
        this.link = link;
        this.host = link.host();
        this.world = host.world;
    }

    @Override
    public void close() {
        link.close();
    }

    // --- reads ------------------------------------------------------------------------------------------------------

    @Override
    public void ping(Duration deadline) {
        link.read("ping", List.of(), deadline, () -> null);
    }

    @Override
    public HostFacts facts() {
        return link.read("facts", List.of(), READ, host::facts);
    }

    @Override
    public HostReport report() {
        return link.read("report", List.of(), READ, () -> host.report(world.now()));
    }

    @Override
    public Optional<VmReport> vm(UUID vm) {
        return link.read(
                "vm",
                names(vm),
                READ,
                () -> Optional.ofNullable(host.vms.get(vm)).map(found -> found.report(world.now())));
    }

    @Override
    public VmDescription describe(UUID vm) {
        return link.read("describe", names(vm), READ, () -> {
            var spec = host.require(vm).definition();
            return new VmDescription(spec, Definitions.write(spec), null);
        });
    }

    @Override
    public List<DatastoreReport> datastores() {
        return link.read(
                "datastores",
                List.of(),
                READ,
                () -> List.of(world.shared.report(host.name), host.local.report(host.name)));
    }

    @Override
    public List<VolumeReport> volumes(String datastore) {
        return link.read("volumes", List.of(datastore), READ, () -> world.volumes.list(host, datastore));
    }

    @Override
    public Optional<VolumeReport> volume(String datastore, String volume) {
        return link.read("volume", List.of(volume, datastore), READ, () -> world.volumes.one(host, datastore, volume));
    }

    @Override
    public List<NetworkReport> networks() {
        return link.read("networks", List.of(), READ, () -> SimulatedWorld.NETWORKS);
    }

    @Override
    public Optional<MigrationProgress> migrationProgress(UUID vm) {
        return link.read("progress", names(vm), READ, () -> world.migrations.progress(host, vm));
    }

    @Override
    public Optional<MigrationFigures> arrivalFigures(UUID vm) {
        return link.read("figures", names(vm), READ, () -> world.migrations.figures(host, vm));
    }

    // --- changes ----------------------------------------------------------------------------------------------------

    @Override
    public DiskLock holdDisk(UUID trial, String datastore, String volume) {
        return link.read(
                "hold-disk",
                List.of(volume, datastore),
                CHANGE,
                () -> world.volumes.hold(host, trial, datastore, volume));
    }

    @Override
    public boolean releaseDisk(UUID trial) {
        return link.read("release-disk", List.of(), CHANGE, () -> world.volumes.release(host, trial));
    }

    @Override
    public void define(VmSpec spec) {
        link.change("define", List.of(spec.name()), () -> world.machines.define(host, spec));
    }

    @Override
    public void define(VmDefinition definition) {
        define(Definitions.read(definition));
    }

    @Override
    public VmDefinition relocated(VmDefinition definition, List<DiskCopy> disks) {
        return Definitions.write(Definitions.relocated(Definitions.read(definition), disks));
    }

    @Override
    public void undefine(UUID vm) {
        link.change("undefine", names(vm), () -> world.machines.undefine(host, vm));
    }

    @Override
    public void start(UUID vm) {
        link.<Void>call("start", names(vm), true, CHANGE, reply -> world.machines.start(host, vm, reply));
    }

    @Override
    public void shutdown(UUID vm) {
        link.change("shutdown", names(vm), () -> world.machines.shutdown(host, vm));
    }

    @Override
    public void reboot(UUID vm) {
        link.change("reboot", names(vm), () -> world.machines.reboot(host, vm));
    }

    @Override
    public void powerOff(UUID vm) {
        link.<Void>call("power-off", names(vm), true, CHANGE, reply -> world.machines.powerOff(host, vm, reply));
    }

    @Override
    public void reset(UUID vm) {
        link.change("reset", names(vm), () -> world.machines.reset(host, vm));
    }

    @Override
    public void suspend(UUID vm) {
        link.change("suspend", names(vm), () -> world.machines.suspend(host, vm));
    }

    @Override
    public void autostart(UUID vm, boolean on) {
        link.change("autostart", names(vm), () -> world.machines.autostart(host, vm, on));
    }

    @Override
    public void resume(UUID vm) {
        link.change("resume", names(vm), () -> world.machines.resume(host, vm));
    }

    @Override
    public VolumeReport createVolume(String datastore, NewVolume volume) {
        var patience = volume.source() == null || volume.linked() ? CHANGE : COPY;
        return link.<VolumeReport>call(
                "create-volume",
                List.of(volume.name(), datastore),
                true,
                patience,
                reply -> world.volumes.create(host, datastore, volume, reply));
    }

    @Override
    public void deleteVolume(String datastore, String volume) {
        link.change("delete-volume", List.of(volume, datastore), () -> world.volumes.delete(host, datastore, volume));
    }

    @Override
    public void migrate(UUID vm, HostUri destination, MigrationOptions options) {
        link.<Void>call(
                "migrate",
                names(vm),
                true,
                options.deadline().plus(GRACE),
                reply -> world.migrations.begin(host, vm, destination, options, reply));
    }

    @Override
    public void switchToPostCopy(UUID vm) {
        link.change("post-copy", names(vm), () -> world.migrations.switchToPostCopy(host, vm));
    }

    @Override
    public void resumePostCopy(UUID vm, HostUri destination, MigrationOptions options) {
        link.<Void>call(
                "resume-post-copy",
                names(vm),
                true,
                options.deadline().plus(GRACE),
                reply -> world.migrations.resumePostCopy(host, vm, destination, reply));
    }

    @Override
    public OptionalLong dirtyRate(UUID vm) {
        return link.read("dirty-rate", names(vm), READ, () -> world.migrations.dirtyRate(host, vm));
    }

    @Override
    public void cancelMigration(UUID vm) {
        link.change("cancel-migration", names(vm), () -> world.migrations.cancel(host, vm));
    }

    /** By what an arranged fault may call this VM. */
    private List<String> names(UUID vm) {
        return world.locked(() -> {
            var found = host.vms.get(vm);
            return found == null ? List.of(vm.toString()) : List.of(found.name(), vm.toString());
        });
    }
}
