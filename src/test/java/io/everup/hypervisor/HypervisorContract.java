package io.everup.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.everup.hypervisor.ContractRig.Can;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every adapter of the hypervisor port promises, in one class. An adapter's test extends it and gives it a
 * {@link ContractRig}. All VMs and volumes it makes are named {@code contract-…}, and it removes them.
 */
@Tag("contract")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class HypervisorContract {

    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long MIB = 1L << 20;

    private final List<Hypervisor> open = new ArrayList<>();
    private final ConcurrentLinkedQueue<UUID> changed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> closed = new ConcurrentLinkedQueue<>();
    private ContractRig rig;
    private Hypervisor host;

    /** Called before each test; throw an assumption's failure with the reason where it isn't there. */
    protected abstract ContractRig rig();

    @BeforeEach
    void connect() {
        rig = rig();
        host = connect(0);
        removeLeftovers(host);
    }

    @AfterEach
    void leaveNothing() {
        for (var each : open) {
            try (each) {
                removeLeftovers(each);
            } catch (HypervisorFailure e) {
                // a link that a test closed: the next test's connect() clears up
            }
        }
    }

    // --- the host -----------------------------------------------------------------------------------------------

    @Test
    void answersPing() {
        assertThatCode(() -> host.ping(Duration.ofSeconds(3))).doesNotThrowAnyException();
    }

    @Test
    void tellsWhatTheHostIs() {
        var facts = host.facts();
        assertThat(facts.uuid()).isNotNull();
        assertThat(facts.hostname()).isNotBlank();
        assertThat(facts.hypervisor()).isNotBlank();
        assertThat(facts.hypervisorVersion()).isNotBlank();
        assertThat(facts.managerVersion()).isNotBlank();
        assertThat(facts.architecture()).isNotBlank();
        assertThat(facts.cpuModel()).isNotBlank();
        assertThat(facts.cpus()).isPositive();
        assertThat(facts.memoryBytes()).isGreaterThan(64 * MIB);
    }

    @Test
    void knowsTheSameHostAgain() {
        assertThat(connect(0).facts().uuid()).isEqualTo(host.facts().uuid());
    }

    @Test
    void twoHostsHaveTwoIdentities() {
        needs(Can.MIGRATE);
        assertThat(connect(1).facts().uuid()).isNotEqualTo(host.facts().uuid());
    }

    @Test
    void reportsTheHostsLoad() {
        needs(Can.MEASURE);
        var first = host.report();
        assertThat(first.memoryBytes()).isEqualTo(host.facts().memoryBytes());
        assertThat(first.memoryFreeBytes()).isBetween(1L, first.memoryBytes());
        assertThat(first.cpuBusyNanos()).isNotNegative();
        until("the host's processor time grows", () -> host.report().cpuTotalNanos() > first.cpuTotalNanos());
    }

    // --- knowing a VM -------------------------------------------------------------------------------------------

    @Test
    void definedVmIsKnownAndOff() {
        var spec = spec("contract-known");
        host.define(spec);

        var vm = host.vm(spec.uuid()).orElseThrow();
        assertThat(vm.name()).isEqualTo(spec.name());
        assertThat(vm.power()).isEqualTo(Power.OFF);
        assertThat(vm.persistent()).isTrue();
        assertThat(vm.autostart()).isFalse();
        assertThat(vm.cpus()).isEqualTo(spec.cpus());
        assertThat(reported(spec)).map(VmReport::name).contains(spec.name());
        assertThat(reported(spec)).map(VmReport::power).contains(Power.OFF);
    }

    @Test
    void aVmSomebodyTurnedIntoWordsComesBackAsItWas() {
        var path = createVolume("contract-back.qcow2").path();
        var spec = new VmSpec(
                UUID.randomUUID(),
                "contract-back",
                2,
                128 * MIB,
                null,
                false,
                rig.boot(),
                List.of(new VmSpec.Disk("vda", path, "qcow2", "virtio", false, false)),
                List.of(new VmSpec.Nic("52:54:00:0c:0a:01", rig.network(), "virtio")));
        host.define(spec);

        var back = host.describe(spec.uuid());
        assertThat(back.console()).isNull();
        assertThat(back.spec().uuid()).isEqualTo(spec.uuid());
        assertThat(back.spec().name()).isEqualTo(spec.name());
        assertThat(back.spec().cpus()).isEqualTo(2);
        assertThat(back.spec().memoryBytes()).isEqualTo(128 * MIB);
        assertThat(back.spec().accelerated()).isFalse();
        assertThat(back.spec().boot()).isEqualTo(spec.boot());
        assertThat(back.spec().disks()).isEqualTo(spec.disks());
        assertThat(back.spec().nics()).isEqualTo(spec.nics());
    }

    @Test
    void aDefinitionMakesTheSameVmKnownAgain() {
        var spec = spec("contract-again");
        host.define(spec);
        var description = host.describe(spec.uuid());
        host.undefine(spec.uuid());
        assertThat(host.vm(spec.uuid())).isEmpty();

        host.define(description.definition());

        assertThat(host.describe(spec.uuid()).spec()).isEqualTo(description.spec());
    }

    @Test
    void hostileNamesAreOnlyNames() {
        for (var name : List.of(
                "contract-it's <b>\"bold\" & co", "contract-zoë-☃-🚀", "contract-]]>--><!--", "contract-${x} ;rm")) {
            var spec = spec(name);
            host.define(spec);
            assertThat(host.vm(spec.uuid()).orElseThrow().name()).isEqualTo(name);
            assertThat(host.describe(spec.uuid()).spec().name()).isEqualTo(name);
            host.undefine(spec.uuid());
        }
    }

    @Test
    void definingAgainReplacesTheDefinition() {
        var spec = spec("contract-twice");
        host.define(spec);
        host.define(new VmSpec(
                spec.uuid(), spec.name(), 2, spec.memoryBytes(), null, false, spec.boot(), spec.disks(), spec.nics()));
        assertThat(host.vm(spec.uuid()).orElseThrow().cpus()).isEqualTo(2);
    }

    @Test
    void aNameIsTakenOnce() {
        host.define(spec("contract-taken"));
        assertThatThrownBy(() -> host.define(spec("contract-taken"))).isInstanceOf(HypervisorFailure.Conflict.class);
    }

    @Test
    void aVmNobodyKnowsIsMissing() {
        var nobody = UUID.randomUUID();
        assertThat(host.vm(nobody)).isEmpty();
        assertThat(host.migrationProgress(nobody)).isEmpty();
        assertThat(host.arrivalFigures(nobody)).isEmpty();
        missing(() -> host.describe(nobody));
        missing(() -> host.undefine(nobody));
        missing(() -> host.start(nobody));
        missing(() -> host.shutdown(nobody));
        missing(() -> host.reboot(nobody));
        missing(() -> host.powerOff(nobody));
        missing(() -> host.reset(nobody));
        missing(() -> host.suspend(nobody));
        missing(() -> host.resume(nobody));
        missing(() -> host.cancelMigration(nobody));
        missing(() -> host.migrate(nobody, rig.host(0), options(0)));
    }

    // --- its power ----------------------------------------------------------------------------------------------

    @Test
    void startsAndIsCutOff() {
        var vm = started("contract-power");
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
        conflict(() -> host.start(vm));
        conflict(() -> host.resume(vm));

        host.powerOff(vm);

        assertThat(power(host, vm)).isEqualTo(Power.OFF);
        assertThat(host.vm(vm).orElseThrow().reason()).isEqualTo(Reason.POWERED_OFF);
        conflict(() -> host.powerOff(vm));
    }

    @Test
    void whatIsOffTakesNoOrders() {
        var spec = spec("contract-off");
        host.define(spec);
        var vm = spec.uuid();
        conflict(() -> host.shutdown(vm));
        conflict(() -> host.reboot(vm));
        conflict(() -> host.reset(vm));
        conflict(() -> host.suspend(vm));
        conflict(() -> host.resume(vm));
        assertThat(power(host, vm)).isEqualTo(Power.OFF);
    }

    @Test
    void suspendsAndResumes() {
        var vm = started("contract-suspend");
        host.suspend(vm);
        assertThat(power(host, vm)).isEqualTo(Power.PAUSED);
        assertThat(host.vm(vm).orElseThrow().reason()).isEqualTo(Reason.SUSPENDED);
        host.resume(vm);
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
    }

    @Test
    void startsItAtBootOnlyWhenToldTo() {
        var vm = started("contract-autostart");
        host.autostart(vm, true);
        assertThat(host.vm(vm).orElseThrow().autostart()).isTrue();
        host.autostart(vm, false);
        assertThat(host.vm(vm).orElseThrow().autostart()).isFalse();
    }

    @Test
    void resetKeepsItRunning() {
        var vm = started("contract-reset");
        host.reset(vm);
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
    }

    @Test
    void theGuestShutsItselfDown() {
        needs(Can.SHUT_DOWN);
        var vm = started("contract-shutdown");
        until("it is off, having been asked again and again", () -> {
            if (power(host, vm) == Power.RUNNING) {
                askToShutDown(vm);
            }
            return power(host, vm) == Power.OFF;
        });
        assertThat(host.vm(vm).orElseThrow().reason()).isEqualTo(Reason.SHUTDOWN);
    }

    @Test
    void aRunningVmIsNotForgotten() {
        var vm = started("contract-hold");
        conflict(() -> host.undefine(vm));
        assertThat(host.vm(vm).orElseThrow().persistent()).isTrue();
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
    }

    @Test
    void tellsOfChangesByItself() {
        var vm = started("contract-event");
        until("the start was told", () -> changed.contains(vm));
        changed.clear();
        host.powerOff(vm);
        until("the power cut was told", () -> changed.contains(vm));
        changed.clear();
        host.undefine(vm);
        until("the end was told", () -> changed.contains(vm));
    }

    @Test
    void measuresARunningVm() {
        needs(Can.MEASURE);
        var vm = started("contract-measure");
        // a host may pass over a VM that it is busy with: each figure shows sooner or later
        until("processor time is counted", () -> host.vm(vm).orElseThrow().cpuNanos() > 0);
        until("its memory is measured", () -> reported(vm).orElseThrow().memoryBytes() > 0);
        until("the host's memory for it is", () -> reported(vm).orElseThrow().residentBytes() > 0);
        until("its network is", () -> reported(vm).orElseThrow().netReceiveBytes() >= 0);
    }

    @Test
    void tellsWhereTheScreenIs() {
        needs(Can.CONSOLE);
        var console = host.describe(started("contract-screen")).console();
        assertThat(console).isNotNull();
        assertThat(console.kind()).isEqualTo("vnc");
        assertThat(console.address()).isNotBlank();
        assertThat(console.port()).isBetween(1, 65535);
    }

    // --- storage and networks -----------------------------------------------------------------------------------

    @Test
    void tellsItsDatastoresAndNetworks() {
        var store = host.datastores().stream()
                .filter(each -> each.name().equals(rig.datastore()))
                .findFirst()
                .orElseThrow();
        assertThat(store.active()).isTrue();
        assertThat(store.identity()).isNotBlank();
        assertThat(store.capacityBytes()).isPositive();
        assertThat(store.freeBytes()).isNotNegative();
        assertThat(host.networks()).anySatisfy(network -> {
            assertThat(network.name()).isEqualTo(rig.network());
            assertThat(network.kind()).isNotBlank();
        });
    }

    @Test
    void twoHostsAgreeOnASharedDatastore() {
        needs(Can.MIGRATE);
        assertThat(identity(connect(1))).isEqualTo(identity(host));
    }

    @Test
    void createsAndDeletesAVolume() {
        var made = createVolume("contract-disk.qcow2");
        assertThat(made.path()).endsWith("contract-disk.qcow2");
        assertThat(made.capacityBytes()).isEqualTo(64 * MIB);
        assertThat(made.format()).isEqualTo("qcow2");
        assertThat(made.backing()).isNull();
        assertThat(host.volume(rig.datastore(), made.name())).contains(made);
        assertThat(host.volumes(rig.datastore())).extracting(VolumeReport::name).contains(made.name());

        host.deleteVolume(rig.datastore(), made.name());

        assertThat(host.volume(rig.datastore(), made.name())).isEmpty();
        missing(() -> host.deleteVolume(rig.datastore(), made.name()));
    }

    @Test
    void aVolumesNameIsTakenOnce() {
        createVolume("contract-disk.qcow2");
        conflict(() -> createVolume("contract-disk.qcow2"));
    }

    @Test
    void aDatastoreNobodyKnowsIsMissing() {
        missing(() -> host.volumes("contract-none"));
        missing(() -> host.volume("contract-none", "x"));
        missing(() -> host.createVolume("contract-none", NewVolume.empty("contract-x.raw", "raw", MIB)));
        missing(() -> host.deleteVolume("contract-none", "x"));
    }

    @Test
    void clonesAVolume() {
        needs(Can.CLONE);
        var source = createVolume("contract-source.qcow2");
        var linked = host.createVolume(
                rig.datastore(), NewVolume.linkedClone("contract-linked.qcow2", 0, source.path(), "qcow2"));
        assertThat(linked.backing()).isEqualTo(source.path());
        assertThat(linked.capacityBytes()).isEqualTo(source.capacityBytes());
        var copy = host.createVolume(
                rig.datastore(), NewVolume.fullCopy("contract-copy.qcow2", "qcow2", 128 * MIB, source.path(), "qcow2"));
        assertThat(copy.backing()).isNull();
        assertThat(copy.capacityBytes()).isEqualTo(128 * MIB);
        missing(() -> host.createVolume(
                rig.datastore(), NewVolume.linkedClone("contract-orphan.qcow2", 0, source.path() + "-none", "qcow2")));
    }

    @Test
    void whatOneHostCreatesTheOtherSees() {
        needs(Can.MIGRATE);
        var other = connect(1);
        other.volumes(rig.datastore());
        createVolume("contract-disk.qcow2");
        assertThat(other.volume(rig.datastore(), "contract-disk.qcow2")).isPresent();
        assertThat(other.volumes(rig.datastore()))
                .extracting(VolumeReport::name)
                .contains("contract-disk.qcow2");
        other.deleteVolume(rig.datastore(), "contract-disk.qcow2");
        assertThat(host.volume(rig.datastore(), "contract-disk.qcow2")).isEmpty();
    }

    // --- migration ----------------------------------------------------------------------------------------------

    @Test
    void aRunningVmMovesToAnotherHost() {
        needs(Can.MIGRATE);
        var other = connect(1);
        var vm = startedWithDisk("contract-move");

        host.migrate(vm, rig.host(1), options(0));

        assertThat(host.vm(vm)).isEmpty();
        var arrived = other.vm(vm).orElseThrow();
        assertThat(arrived.power()).isEqualTo(Power.RUNNING);
        assertThat(arrived.persistent()).isTrue();
        assertThat(host.migrationProgress(vm)).isEmpty();
        assertThat(other.migrationProgress(vm)).isEmpty();
        assertThat(other.arrivalFigures(vm)).hasValueSatisfying(figures -> {
            assertThat(figures.totalMillis()).isPositive();
            assertThat(figures.pauseMillis()).isNotNegative();
        });

        other.migrate(vm, rig.host(0), options(0));
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
        assertThat(other.vm(vm)).isEmpty();
    }

    @Test
    void memoryGoesOverSeveralConnections() {
        needs(Can.MIGRATE);
        var vm = started("contract-wide");
        host.migrate(
                vm,
                rig.host(1),
                new MigrationOptions(Duration.ofSeconds(60), true, 0, 0, false, false, false, 4, List.of()));
        assertThat(host.vm(vm)).isEmpty();
        assertThat(power(connect(1), vm)).isEqualTo(Power.RUNNING);
    }

    @Test
    void theCapHoldsForWhatFollowsAfterPostCopy() throws Exception {
        needs(Can.STEER_MIGRATION);
        var vm = started("contract-follow");
        var cap = 2;
        var options = new MigrationOptions(Duration.ofSeconds(100), true, cap, 0, false, true, false);
        var moving = CompletableFuture.runAsync(() -> host.migrate(vm, rig.host(1), options));
        until(
                "memory is being sent",
                () -> host.migrationProgress(vm)
                        .filter(progress -> progress.remainingBytes() > 0)
                        .isPresent());
        host.switchToPostCopy(vm);
        until(
                "it has gone over",
                () -> moving.isDone()
                        || host.migrationProgress(vm)
                                .filter(progress -> progress.wentOver() && progress.remainingBytes() > 0)
                                .isPresent());
        var at = System.nanoTime();
        moving.get(100, TimeUnit.SECONDS);
        var other = connect(1);
        assertThat(power(other, vm)).isEqualTo(Power.RUNNING);
        rig.followed(Duration.ofNanos(System.nanoTime() - at));
    }

    @Test
    void whatIsOffDoesNotMigrate() {
        needs(Can.MIGRATE);
        var spec = spec("contract-still");
        host.define(spec);
        conflict(() -> host.migrate(spec.uuid(), rig.host(1), options(0)));
    }

    @Test
    void aStaleCopyAtTheDestinationGivesWay() {
        needs(Can.MIGRATE);
        var vm = started("contract-stale");
        var other = connect(1);
        other.define(host.describe(vm).definition());

        host.migrate(vm, rig.host(1), options(0));

        assertThat(host.vm(vm)).isEmpty();
        assertThat(power(other, vm)).isEqualTo(Power.RUNNING);
        assertThat(other.vm(vm).orElseThrow().persistent()).isTrue();
    }

    @Test
    void aNameTakenAtTheDestinationStopsAMigration() {
        needs(Can.MIGRATE);
        var vm = started("contract-clash");
        var other = connect(1);
        var clash = spec("contract-clash");
        other.define(clash);

        conflict(() -> host.migrate(vm, rig.host(1), options(0)));

        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
        assertThat(power(other, clash.uuid())).isEqualTo(Power.OFF);
        assertThat(other.vm(vm)).isEmpty();
    }

    @Test
    void aDiskThatIsHeldElsewhereIsNotStarted() {
        needs(Can.MIGRATE);
        var other = connect(1);
        var volume = "contract-trial.raw";
        host.volume(rig.datastore(), volume).ifPresent(left -> host.deleteVolume(rig.datastore(), volume));
        host.createVolume(rig.datastore(), NewVolume.empty(volume, "raw", 1 << 20));
        var first = UUID.randomUUID();
        var second = UUID.randomUUID();
        try {
            assertThat(host.holdDisk(first, rig.datastore(), volume)).isEqualTo(DiskLock.NONE);
            assertThat(host.vm(first)).as("it is no VM of anybody's").isEmpty();
            assertThat(host.report().vms()).noneMatch(vm -> vm.uuid().equals(first));
            assertThat(other.holdDisk(second, rig.datastore(), volume)).isEqualTo(rig.diskLock());
            assertThat(other.releaseDisk(second)).isFalse();
            assertThat(host.releaseDisk(first)).isTrue();
            assertThat(other.holdDisk(second, rig.datastore(), volume))
                    .as("once it is free")
                    .isEqualTo(DiskLock.NONE);
        } finally {
            host.releaseDisk(first);
            other.releaseDisk(second);
            host.deleteVolume(rig.datastore(), volume);
        }
        missing(() -> host.holdDisk(first, rig.datastore(), "contract-nothing"));
    }

    @Test
    void anUnreachableDestinationIsRefused() {
        needs(Can.MIGRATE);
        var vm = started("contract-nowhere");
        assertThatThrownBy(() -> host.migrate(vm, rig.silent(), new MigrationOptions(PATIENCE, true, 0)))
                .isInstanceOf(HypervisorFailure.Refused.class);
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
    }

    @Test
    void aMigrationIsWatchedAndStopped() throws Exception {
        needs(Can.STEER_MIGRATION);
        var vm = started("contract-slow");
        var moving = CompletableFuture.runAsync(() -> host.migrate(vm, rig.host(1), options(1)));
        until(
                "it is under way",
                () -> host.migrationProgress(vm)
                        .filter(progress -> progress.elapsedMillis() >= 0)
                        .isPresent());

        host.cancelMigration(vm);

        until("it has ended", moving::isDone);
        assertThatThrownBy(moving::get).hasCauseInstanceOf(HypervisorFailure.Refused.class);
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
        assertThat(host.migrationProgress(vm)).isEmpty();
        assertThat(connect(1).vm(vm)).isEmpty();
    }

    @Test
    void aRunningVmMovesWithItsDisk() {
        needs(Can.COPY_DISKS);
        var other = connect(1);
        var from = ownVolume(host, "contract-own.qcow2", 64);
        var to = ownVolume(other, "contract-own-there.qcow2", 64);
        var vm = startedOn("contract-own", from);
        guestWritesTo(from);

        host.migrate(vm, rig.host(1), options(0).copying(List.of(new DiskCopy("vda", to.path()))));

        assertThat(host.vm(vm)).isEmpty();
        var arrived = other.vm(vm).orElseThrow();
        assertThat(arrived.power()).isEqualTo(Power.RUNNING);
        assertThat(arrived.persistent()).isTrue();
        assertThat(disk(other, vm))
                .as("where its disk is, at its next start too")
                .isEqualTo(to.path());
        assertThat(host.volume(rig.ownDatastore(), from.name()))
                .as("what it was copied from stays, unused")
                .isPresent();
        assertThat(other.volume(rig.ownDatastore(), to.name()).orElseThrow().allocationBytes())
                .as("the copy has what the guest wrote")
                .isGreaterThanOrEqualTo(to.allocationBytes());
        host.deleteVolume(rig.ownDatastore(), from.name());
        other.powerOff(vm);
        other.start(vm);
        assertThat(power(other, vm)).isEqualTo(Power.RUNNING);
    }

    @Test
    void aLinkedCloneComesWithAllThatItIsACloneOf() {
        needs(Can.COPY_DISKS);
        needs(Can.CLONE);
        var other = connect(1);
        var base = createVolume("contract-base.qcow2");
        var from = host.createVolume(
                rig.ownDatastore(), NewVolume.linkedClone("contract-clone.qcow2", 0, base.path(), "qcow2"));
        var to = ownVolume(other, "contract-whole.qcow2", 64);
        var vm = startedOn("contract-clone", from);

        host.migrate(vm, rig.host(1), options(0).copying(List.of(new DiskCopy("vda", to.path()))));

        assertThat(power(other, vm)).isEqualTo(Power.RUNNING);
        assertThat(other.volume(rig.ownDatastore(), to.name()).orElseThrow().backing())
                .as("it stands alone")
                .isNull();
    }

    @Test
    void aDiskCopyIsWatchedAndStopped() throws Exception {
        needs(Can.COPY_DISKS);
        needs(Can.STEER_MIGRATION);
        var other = connect(1);
        var from = ownVolume(host, "contract-kept.qcow2", 64);
        var to = ownVolume(other, "contract-left.qcow2", 64);
        var vm = startedOn("contract-kept", from);
        guestWritesTo(from);
        var moving = CompletableFuture.runAsync(() ->
                host.migrate(vm, rig.host(1), options(1).copying(List.of(new DiskCopy("vda", to.path())))));
        until(
                "disk bytes are told apart from memory, or all of them are copied",
                () -> host.migrationProgress(vm)
                        .filter(progress -> progress.diskTotalBytes() > 0 || progress.totalBytes() > 0)
                        .isPresent());

        host.cancelMigration(vm);

        until("it has ended", moving::isDone);
        assertThatThrownBy(moving::get).hasCauseInstanceOf(HypervisorFailure.Refused.class);
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
        assertThat(disk(host, vm)).isEqualTo(from.path());
        assertThat(other.vm(vm)).isEmpty();
        other.deleteVolume(rig.ownDatastore(), to.name());
        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
    }

    @Test
    void aDiskWithoutAPlaceToGoIsRefused() {
        needs(Can.COPY_DISKS);
        var from = ownVolume(host, "contract-homeless.qcow2", 64);
        var vm = startedOn("contract-homeless", from);
        var nowhere = List.of(new DiskCopy("vda", from.path() + "-none"));

        assertThatThrownBy(() -> host.migrate(vm, rig.host(1), options(0).copying(nowhere)))
                .isInstanceOf(HypervisorFailure.class);

        assertThat(power(host, vm)).isEqualTo(Power.RUNNING);
        assertThat(connect(1).vm(vm)).isEmpty();
    }

    @Test
    void aDefinitionIsRewrittenForDisksThatAreElsewhere() {
        var path = createVolume("contract-here.qcow2").path();
        var spec = spec("contract-here");
        var disk = new VmSpec.Disk("vda", path, "qcow2", "virtio", false, false);
        host.define(new VmSpec(
                spec.uuid(), spec.name(), 1, spec.memoryBytes(), null, false, spec.boot(), List.of(disk), spec.nics()));
        var definition = host.describe(spec.uuid()).definition();
        var moved = host.relocated(definition, List.of(new DiskCopy("vda", path + "-2"), new DiskCopy("vdx", "/x")));
        host.undefine(spec.uuid());

        host.define(moved);

        var back = host.describe(spec.uuid()).spec();
        assertThat(back.disks()).hasSize(1);
        assertThat(back.disks().get(0).path()).isEqualTo(path + "-2");
        assertThat(back.disks().get(0).bus()).isEqualTo("virtio");
        assertThat(back.nics()).isEqualTo(spec.nics());
    }

    // --- the link -----------------------------------------------------------------------------------------------

    @Test
    void aClosedLinkAnswersNoMore() {
        var link = connect(0);
        link.close();
        link.close();
        assertThatThrownBy(link::report).isInstanceOf(HypervisorFailure.Unreachable.class);
        assertThatThrownBy(() -> link.start(UUID.randomUUID())).isInstanceOf(HypervisorFailure.Unreachable.class);
        assertThatThrownBy(() -> link.ping(Duration.ofSeconds(1))).isInstanceOf(HypervisorFailure.Unreachable.class);
        assertThat(closed).isEmpty();
    }

    @Test
    void silenceIsUnreachableWithinTheDeadline() {
        var before = System.nanoTime();
        assertThatThrownBy(() ->
                        rig.driver().connect(rig.silent(), rig.credentials(), new Recorder(), Duration.ofSeconds(2)))
                .isInstanceOf(HypervisorFailure.Unreachable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void manyMayUseOneLink() throws Exception {
        var spec = spec("contract-many");
        host.define(spec);
        var threads = Executors.newFixedThreadPool(8);
        try {
            var calls = new ArrayList<Future<?>>();
            IntStream.range(0, 100)
                    .forEach(n -> calls.add(threads.submit(() -> {
                        assertThat(host.vm(spec.uuid())).map(VmReport::name).contains(spec.name());
                        assertThat(host.vm(UUID.randomUUID())).isEmpty();
                    })));
            for (var call : calls) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // --- help ---------------------------------------------------------------------------------------------------

    private final class Recorder implements HypervisorListener {
        @Override
        public void vmChanged(UUID vm) {
            changed.add(vm);
        }

        @Override
        public void closed(String why) {
            closed.add(why);
        }
    }

    private Hypervisor connect(int n) {
        var link = rig.driver().connect(rig.host(n), rig.credentials(), new Recorder(), CONNECT);
        open.add(link);
        return link;
    }

    private void needs(Can ability) {
        assumeTrue(
                rig.can().contains(ability),
                () -> rig.name() + " can't "
                        + ability.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private VmSpec spec(String name) {
        return new VmSpec(
                UUID.randomUUID(),
                name,
                1,
                rig.memoryBytes(),
                null,
                false,
                rig.boot(),
                List.of(),
                List.of(new VmSpec.Nic("52:54:00:0c:0a:02", rig.network(), "virtio")));
    }

    private UUID started(String name) {
        var spec = spec(name);
        host.define(spec);
        host.start(spec.uuid());
        return spec.uuid();
    }

    private UUID startedWithDisk(String name) {
        return startedOn(name, createVolume(name + ".qcow2"));
    }

    private VolumeReport ownVolume(Hypervisor where, String name, long mib) {
        return where.createVolume(rig.ownDatastore(), NewVolume.empty(name, "qcow2", mib * MIB));
    }

    private static String disk(Hypervisor where, UUID vm) {
        return where.describe(vm).spec().disks().get(0).path();
    }

    /** Where guests do: as soon as this one is up, it takes room. */
    private void guestWritesTo(VolumeReport volume) {
        if (rig.guestsWrite()) {
            until(
                    "its guest has written to its disk",
                    () -> host.volume(rig.ownDatastore(), volume.name())
                                    .orElseThrow()
                                    .allocationBytes()
                            > volume.allocationBytes() + MIB);
        }
    }

    private UUID startedOn(String name, VolumeReport volume) {
        var spec = spec(name);
        var disk = new VmSpec.Disk("vda", volume.path(), "qcow2", "virtio", false, false);
        host.define(new VmSpec(
                spec.uuid(), name, 1, spec.memoryBytes(), null, false, spec.boot(), List.of(disk), spec.nics()));
        host.start(spec.uuid());
        return spec.uuid();
    }

    private VolumeReport createVolume(String name) {
        return host.createVolume(rig.datastore(), NewVolume.empty(name, "qcow2", 64 * MIB));
    }

    private MigrationOptions options(int bandwidthMiBps) {
        return new MigrationOptions(Duration.ofSeconds(60), true, bandwidthMiBps);
    }

    private String identity(Hypervisor where) {
        return where.datastores().stream()
                .filter(each -> each.name().equals(rig.datastore()))
                .findFirst()
                .orElseThrow()
                .identity();
    }

    private void askToShutDown(UUID vm) {
        try {
            host.shutdown(vm);
        } catch (HypervisorFailure.Conflict e) {
            // it went off meanwhile, which is what we wait for
        }
    }

    private Power power(Hypervisor where, UUID vm) {
        return where.vm(vm).orElseThrow().power();
    }

    private Optional<VmReport> reported(VmSpec spec) {
        return reported(spec.uuid());
    }

    private Optional<VmReport> reported(UUID vm) {
        return host.report().vms().stream()
                .filter(each -> each.uuid().equals(vm))
                .findFirst();
    }

    private void missing(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(HypervisorFailure.Missing.class);
    }

    private void conflict(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(HypervisorFailure.Conflict.class);
    }

    private void until(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited " + PATIENCE + " in vain until " + what)
                    .isLessThan(end);
            rig.passTime();
        }
    }

    private void removeLeftovers(Hypervisor where) {
        for (var vm : where.report().vms()) {
            if (vm.name().startsWith("contract-")) {
                if (vm.power() != Power.OFF) {
                    where.powerOff(vm.uuid());
                }
                where.undefine(vm.uuid());
            }
        }
        removeVolumes(where, rig.datastore());
        if (rig.can().contains(Can.COPY_DISKS)) {
            removeVolumes(where, rig.ownDatastore());
        }
    }

    private static void removeVolumes(Hypervisor where, String datastore) {
        for (var volume : where.volumes(datastore)) {
            if (volume.name().startsWith("contract-")) {
                where.deleteVolume(datastore, volume.name());
            }
        }
    }
}
