package io.everup.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.hypervisor.VmSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationTest {

    private static final String VM = "db-1";

    private final Stage stage = new Stage(3);
    private final AtomicReference<HypervisorFailure> failure = new AtomicReference<>();
    private boolean ended;
    private String home;
    private String other;
    private UUID id;
    private Hypervisor source;

    @BeforeEach
    void find() {
        home = stage.home(VM);
        other = stage.elsewhere(VM);
        id = stage.id(VM);
        source = stage.connect(home);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void takesSecondsByItsMemoryAndShowsHowFarItIs() {
        stage.say("dirty " + VM + " 2");
        begin(Duration.ofMinutes(2), 0);
        var seen = new ArrayList<Integer>();
        while (!ended) {
            stage.time.run(Duration.ofMillis(500));
            source.migrationProgress(id).map(MigrationProgress::percent).ifPresent(seen::add);
        }
        assertThat(failure.get()).isNull();
        assertThat(seen).isSorted().hasSizeGreaterThan(5).doesNotHaveDuplicates();
        assertThat(stage.time.elapsed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
        var figures = stage.connect(other).arrivalFigures(id).orElseThrow();
        assertThat(figures.pauseMillis()).isBetween(20L, 180L);
        assertThat(figures.movedBytes()).isPositive();
        assertThat(source.vm(id)).isEmpty();
        assertThat(stage.world.runningOn(VM)).containsExactly(other);
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void onItsWayItIsKnownToBothAndRunsOnOne() {
        begin(Duration.ofMinutes(2), 0);
        stage.pass(2);
        assertThat(source.vm(id).orElseThrow().reason()).isEqualTo(Reason.MIGRATING);
        var there = stage.connect(other).vm(id).orElseThrow();
        assertThat(there.power()).isEqualTo(Power.PAUSED);
        assertThat(there.reason()).isEqualTo(Reason.MIGRATING);
        assertThat(there.persistent()).isFalse();
        assertThat(stage.world.runningOn(VM)).containsExactly(home);
    }

    @Test
    void isGivenUpAtItsDeadline() {
        begin(Duration.ofSeconds(3), 10);
        stage.pass(4);
        assertStays(Refused.class);
    }

    @Test
    void isCancelled() {
        begin(Duration.ofMinutes(2), 0);
        stage.pass(1);
        source.cancelMigration(id);
        stage.pass(1);
        assertStays(Refused.class);
    }

    @Test
    void aStaleCopyThatGaveWayComesBackWhenItFails() {
        var there = stage.connect(other);
        there.define(source.describe(id).definition());
        begin(Duration.ofMinutes(2), 0);
        stage.pass(1);
        source.cancelMigration(id);
        stage.pass(1);
        assertStays(Refused.class);
        assertThat(there.vm(id).orElseThrow().power()).isEqualTo(Power.OFF);
    }

    @Test
    void theDestinationDiesAndTheVmRunsOn() {
        begin(Duration.ofMinutes(2), 0);
        stage.pass(1);
        stage.say("power " + other + " off");
        stage.pass(1);
        assertStays(Refused.class);
    }

    @Test
    void theSourceDiesAndNobodyKnows() {
        begin(Duration.ofMinutes(2), 0);
        stage.pass(1);
        stage.say("power " + home + " off");
        stage.pass(4);
        assertThat(failure.get()).isInstanceOf(OutcomeUnknown.class);
        assertThat(stage.world.runningOn(VM)).isEmpty();
        assertThat(stage.connect(other).vm(id)).isEmpty();
    }

    @Test
    void theSourceHangsAndItEndsWhenThatGoesOn() {
        begin(Duration.ofMinutes(2), 0);
        stage.pass(1);
        stage.say("libvirt " + home + " hang");
        stage.pass(60);
        assertThat(failure.get()).isInstanceOf(OutcomeUnknown.class);
        stage.say("libvirt " + home + " resume");
        stage.pass(2);
        assertThat(stage.world.runningOn(VM)).containsExactly(other);
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void aLostReplyLeavesItMoved() {
        stage.say("lose-reply migrate " + VM);
        begin(Duration.ofMinutes(2), 0);
        stage.pass(180);
        assertThat(failure.get()).isInstanceOf(OutcomeUnknown.class);
        assertThat(stage.world.runningOn(VM)).containsExactly(other);
    }

    @Test
    void aGuestThatWritesFasterThanItIsSentNeverFits() {
        stage.say("dirty " + VM + " 200");
        begin(options(Duration.ofMinutes(10), 100, 200, false, false));
        stage.pass(400);
        assertThat(ended).isFalse();
        var progress = source.migrationProgress(id).orElseThrow();
        assertThat(progress.round()).isGreaterThan(2);
        assertThat(progress.dirtyBytesPerSecond()).isGreaterThan(progress.bytesPerSecond());
        stage.pass(210);
        assertStays(Refused.class);
    }

    @Test
    void slowedDownItFits() {
        stage.say("dirty " + VM + " 200");
        begin(options(Duration.ofMinutes(60), 100, 200, true, false));
        stage.pass(3_000);
        assertThat(failure.get()).isNull();
        assertThat(stage.world.runningOn(VM)).containsExactly(other);
        var figures = stage.connect(other).arrivalFigures(id).orElseThrow();
        assertThat(figures.throttlePercent()).isBetween(20, 99);
        assertThat(figures.pauseMillis()).as("limit and switch").isLessThanOrEqualTo(200 + 180);
    }

    @Test
    void afterPostCopyItRunsThereAtOnceAndTheRestFollows() {
        stage.say("dirty " + VM + " 200");
        begin(options(Duration.ofMinutes(60), 100, 200, false, true));
        stage.pass(60);
        source.switchToPostCopy(id);
        source.switchToPostCopy(id);
        assertThat(stage.world.runningOn(VM)).containsExactly(other);
        var progress = source.migrationProgress(id).orElseThrow();
        assertThat(progress.wentOver()).isTrue();
        assertThat(progress.pauseMillis()).isPositive();
        assertThatThrownBy(() -> source.cancelMigration(id)).isInstanceOf(HypervisorFailure.Conflict.class);
        stage.pass(600);
        assertThat(ended).isTrue();
        assertThat(failure.get()).isNull();
        assertThat(source.vm(id)).isEmpty();
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void aHostLostAfterPostCopyTearsTheGuest() {
        begin(options(Duration.ofMinutes(60), 100, 200, false, true));
        stage.pass(5);
        source.switchToPostCopy(id);
        stage.say("power " + home + " off");
        stage.pass(5);
        assertThat(failure.get()).isInstanceOf(OutcomeUnknown.class);
        var torn = stage.connect(other).vm(id).orElseThrow();
        assertThat(torn.power()).isEqualTo(Power.PAUSED);
        assertThat(torn.reason()).isEqualTo(Reason.TORN);
        assertThat(stage.world.runningOn(VM)).as("no second one").containsExactly(other);
        assertThatThrownBy(() -> stage.connect(other).resume(id)).isInstanceOf(HypervisorFailure.Conflict.class);
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void whatWasNotAllowedIsNotDone() {
        begin(Duration.ofMinutes(2), 0);
        stage.pass(1);
        assertThatThrownBy(() -> source.switchToPostCopy(id)).isInstanceOf(HypervisorFailure.Conflict.class);
    }

    @Test
    void tellsHowMuchItsGuestWrites() {
        stage.say("dirty " + VM + " 40");
        assertThat(source.dirtyRate(id)).hasValue(40L << 20);
    }

    private static MigrationOptions options(
            Duration deadline, int bandwidth, long pause, boolean autoConverge, boolean postCopy) {
        return new MigrationOptions(deadline, false, bandwidth, pause, autoConverge, postCopy, false);
    }

    /** A VM at home whose disk of 10 GiB, all written, only that host has. */
    private void local() {
        var disk = source.createVolume("local", NewVolume.empty("local-1.raw", "raw", 10L << 30));
        var spec = source.describe(id).spec();
        var local = new VmSpec(
                UUID.nameUUIDFromBytes(new byte[] {8}),
                "local-1",
                1,
                1L << 30,
                null,
                true,
                spec.boot(),
                List.of(new VmSpec.Disk("vda", disk.path(), "raw", "virtio", false, false)),
                spec.nics());
        source.define(local);
        source.start(local.uuid());
        id = local.uuid();
        stage.say("dirty local-1 2");
    }

    private MigrationOptions withDisk(int bandwidth) {
        var place = stage.connect(other).createVolume("local", NewVolume.empty("copy.raw", "raw", 10L << 30));
        return new MigrationOptions(Duration.ofMinutes(10), true, bandwidth)
                .copying(List.of(new DiskCopy("vda", place.path())));
    }

    @Test
    void disksAreCopiedBeforeMemoryAndToldApart() {
        local();
        begin(withDisk(0));
        stage.pass(5);
        var copying = source.migrationProgress(id).orElseThrow();
        assertThat(copying.copiesDisks()).isTrue();
        assertThat(copying.diskTotalBytes()).isEqualTo(10L << 30);
        assertThat(copying.diskDoneBytes()).isBetween(3L << 30, 7L << 30);
        assertThatThrownBy(() -> source.switchToPostCopy(id)).isInstanceOf(HypervisorFailure.Conflict.class);
        stage.pass(20);
        assertThat(ended).isTrue();
        assertThat(failure.get()).isNull();
        var there = stage.connect(other);
        assertThat(there.arrivalFigures(id).orElseThrow().diskBytes()).isEqualTo(10L << 30);
        assertThat(there.describe(id).spec().disks().get(0).path()).endsWith("/copy.raw");
        assertThat(source.volume("local", "local-1.raw")).isPresent();
        source.deleteVolume("local", "local-1.raw");
        there.powerOff(id);
        there.start(id);
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void aCopyThatWasStoppedIsWorthNothing() {
        local();
        begin(withDisk(10));
        stage.pass(5);
        source.cancelMigration(id);
        stage.pass(1);
        assertThat(failure.get()).isInstanceOf(Refused.class);
        assertThat(stage.world.runningOn("local-1")).containsExactly(home);
        assertThat(source.describe(id).spec().disks().get(0).path()).endsWith("/local-1.raw");
        stage.connect(other).deleteVolume("local", "copy.raw");
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void aVmThatRunsFromAnUnfinishedCopyBreaksALaw() {
        local();
        var options = withDisk(10);
        begin(options);
        stage.pass(5);
        stage.say("power " + home + " off");
        stage.pass(1);
        var there = stage.connect(other);
        var spec = source(there, options);
        there.define(spec);
        there.start(id);
        assertThat(stage.world.brokenLaws()).singleElement().asString().contains("without what it wrote");
    }

    private VmSpec source(Hypervisor there, MigrationOptions options) {
        var like = there.describe(anyOn(there)).spec();
        return new VmSpec(
                id,
                "local-1",
                1,
                1L << 30,
                null,
                true,
                like.boot(),
                List.of(new VmSpec.Disk("vda", options.disks().get(0).path(), "raw", "virtio", false, false)),
                like.nics());
    }

    private static UUID anyOn(Hypervisor host) {
        return host.report().vms().get(0).uuid();
    }

    @Test
    void deletingADiskThatAVmNeedsBreaksALaw() {
        local();
        source.powerOff(id);
        source.deleteVolume("local", "local-1.raw");
        assertThat(stage.world.brokenLaws()).singleElement().asString().contains("needs must never be deleted");
    }

    @Test
    void aGuestWhoseLinkBrokeIsMadeWholeWhenTheHostsMeetAgain() {
        var options = options(Duration.ofMinutes(60), 100, 200, false, true);
        begin(options);
        stage.pass(5);
        source.switchToPostCopy(id);
        stage.pass(1);
        stage.say("network " + home + " off");
        stage.pass(5);
        assertThat(failure.get()).isInstanceOf(OutcomeUnknown.class);
        stage.say("network " + home + " on");
        stage.pass(1);
        source = stage.connect(home);
        assertThat(source.vm(id).orElseThrow().reason()).isEqualTo(Reason.TORN);
        var done = new AtomicReference<Boolean>();
        stage.time.spawn(() -> {
            source.resumePostCopy(id, Stage.uri(other), options);
            done.set(true);
        });
        stage.pass(1);
        assertThat(stage.connect(other).vm(id).orElseThrow().power()).isEqualTo(Power.RUNNING);
        assertThat(source.migrationProgress(id).orElseThrow().wentOver()).isTrue();
        stage.pass(600);
        assertThat(done.get()).isTrue();
        assertThat(source.vm(id)).isEmpty();
        assertThat(stage.world.runningOn(VM)).containsExactly(other);
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void withoutItsOtherHalfItStaysTorn() {
        var options = options(Duration.ofMinutes(60), 100, 200, false, true);
        begin(options);
        stage.pass(5);
        source.switchToPostCopy(id);
        stage.say("network " + home + " off");
        stage.pass(1);
        stage.connect(other).powerOff(id);
        stage.say("network " + home + " on");
        stage.pass(1);
        var back = stage.connect(home);
        assertThatThrownBy(() -> back.resumePostCopy(id, Stage.uri(other), options))
                .isInstanceOf(Refused.class);
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void aVmOnALocalDiskStays() {
        var file = "contract.raw";
        var disk = source.createVolume("local", io.everup.hypervisor.NewVolume.empty(file, "raw", 1 << 20));
        var spec = source.describe(id).spec();
        var local = new io.everup.hypervisor.VmSpec(
                UUID.nameUUIDFromBytes(new byte[] {9}),
                "local-1",
                1,
                64 << 20,
                null,
                true,
                spec.boot(),
                java.util.List.of(
                        new io.everup.hypervisor.VmSpec.Disk("vda", disk.path(), "raw", "virtio", false, false)),
                spec.nics());
        source.define(local);
        source.start(local.uuid());
        assertThatThrownBy(() -> source.migrate(
                        local.uuid(), Stage.uri(other), new MigrationOptions(Duration.ofMinutes(1), true, 0)))
                .isInstanceOf(Refused.class);
    }

    private void begin(Duration deadline, int bandwidth) {
        begin(new MigrationOptions(deadline, false, bandwidth));
    }

    private void begin(MigrationOptions options) {
        stage.time.spawn(() -> {
            try {
                source.migrate(id, Stage.uri(other), options);
            } catch (HypervisorFailure e) {
                failure.set(e);
            }
            ended = true;
        });
        stage.time.run(Duration.ofMillis(1));
    }

    private void assertStays(Class<? extends HypervisorFailure> how) {
        assertThat(ended).isTrue();
        assertThat(failure.get()).isInstanceOf(how);
        assertThat(stage.world.runningOn(VM)).containsExactly(home);
        assertThat(source.migrationProgress(id)).isEmpty();
    }
}
