package io.everup.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.VmSpec;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LawsTest {

    private final Stage stage = new Stage(42);

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aQuietWorldBreaksNoLaw() {
        stage.pass(3600);
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void theSameVmOnTwoHostsIsSeenAndKeptInMind() {
        stage.say("disk-locks off");
        var home = stage.home("web-1");
        var other = stage.elsewhere("web-1");
        stage.pass(10);
        startCopy("web-1", home, other);

        assertThat(stage.world.brokenLaws())
                .singleElement()
                .satisfies(law -> assertThat(law)
                        .startsWith("VM must never run on two hosts: web-1 on ")
                        .contains(home, other, "t=10.", "(seed 42)"));
        assertThat(stage.world.runningOn("web-1")).containsExactlyInAnyOrder(home, other);
        stage.connect(other).powerOff(stage.id("web-1"));
        assertThat(stage.world.brokenLaws()).hasSize(1);
    }

    @Test
    void inADoubleRunBothInstancesWrite() {
        stage.say("disk-locks off");
        startCopy("web-1", stage.home("web-1"), stage.elsewhere("web-1"));
        var before = stage.world.guestWrites("web-1");
        stage.pass(600);
        assertThat(before).hasSize(2);
        stage.world
                .guestWrites("web-1")
                .forEach((host, bytes) -> assertThat(bytes).isGreaterThan(before.get(host)));
    }

    @Test
    void twoVmsWithOneDiskAreSeen() {
        stage.say("disk-locks off");
        var home = stage.home("web-1");
        var host = stage.connect(home);
        var spec = host.describe(stage.id("web-1")).spec();
        var thief = new VmSpec(
                UUID.nameUUIDFromBytes(new byte[] {1}),
                "thief",
                1,
                64 << 20,
                null,
                true,
                VmSpec.Boot.DISK,
                spec.disks(),
                spec.nics());
        host.define(thief);
        host.start(thief.uuid());
        assertThat(stage.world.brokenLaws())
                .singleElement()
                .satisfies(law -> assertThat(law)
                        .startsWith("A volume must never have two writers: /srv/shared/web-1.qcow2")
                        .contains("thief"));
    }

    @Test
    void deletingAVolumeInUseIsSeen() {
        stage.connect("h1").deleteVolume("shared", "web-1.qcow2");
        assertThat(stage.world.brokenLaws()).singleElement().asString().startsWith("A volume in use");
    }

    @Test
    void diskLocksStopTheSecondInstance() {
        assertThatThrownBy(() -> startCopy("web-1", stage.home("web-1"), stage.elsewhere("web-1")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("locked");
        assertThat(stage.world.brokenLaws()).isEmpty();
    }

    @Test
    void aHostThatOnlyLostItsLinkStillRunsItsVms() {
        stage.say("disk-locks off");
        var home = stage.home("db-1");
        var definition = stage.connect(home).describe(stage.id("db-1")).definition();
        stage.say("network " + home + " off");
        stage.pass(60);
        assertThat(stage.world.guestAnswers("db-1")).isTrue();

        var other = stage.connect(stage.elsewhere("db-1"));
        other.define(definition);
        other.start(stage.id("db-1"));
        assertThat(stage.world.brokenLaws()).isNotEmpty();
    }

    @Test
    void recoveryAfterFencingBreaksNoLaw() {
        var home = stage.home("db-1");
        var definition = stage.connect(home).describe(stage.id("db-1")).definition();
        stage.say("libvirt " + home + " hang");
        stage.simulator.power().off(Stage.bmc(home), Duration.ofSeconds(20));

        var other = stage.connect(stage.elsewhere("db-1"));
        other.define(definition);
        other.start(stage.id("db-1"));

        assertThat(stage.world.brokenLaws()).isEmpty();
        assertThat(stage.world.runningOn("db-1")).hasSize(1).doesNotContain(home);
    }

    private void startCopy(String vm, String from, String to) {
        var copy = stage.connect(from).describe(stage.id(vm)).definition();
        var other = stage.connect(to);
        other.define(copy);
        other.start(stage.id(vm));
    }
}
