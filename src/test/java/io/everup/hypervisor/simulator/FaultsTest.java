package io.everup.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.shared.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Stage stage = new Stage(7);

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aPowerCutEndsTheLinkWithinThreeSecondsAndTheInstances() {
        var home = stage.home("web-1");
        var host = stage.connect(home);
        stage.say("power " + home.replace("h", "host") + " off");
        var before = stage.time.elapsed();
        assertThatThrownBy(host::report).isInstanceOf(Unreachable.class);
        assertThat(stage.time.elapsed().minus(before)).isEqualTo(Duration.ofSeconds(3));
        stage.pass(1);
        assertThat(stage.closed).singleElement().asString().contains("silent");
        assertThat(stage.world.runningOn("web-1")).isEmpty();
        assertThat(stage.simulator.power().status(Stage.bmc(home), PATIENCE)).isEqualTo(PowerState.OFF);
    }

    @Test
    void aHostComesBackWithItsDefinitionsAndWithoutInstances() {
        var home = stage.home("web-1");
        stage.say("power " + home + " cycle");
        assertThatThrownBy(() -> stage.connect(home)).isInstanceOf(Unreachable.class);
        stage.pass(45);
        assertThat(stage.connect(home).vm(stage.id("web-1")).orElseThrow().power())
                .isEqualTo(Power.OFF);
    }

    @Test
    void whatAutostartsComesBackWithItsHost() {
        var home = stage.home("web-1");
        stage.say("autostart web-1 on");
        stage.say("power " + home + " cycle");
        stage.pass(45);
        assertThat(stage.world.runningOn("web-1")).containsExactly(home);
    }

    @Test
    void aShortBlipOfTheNetworkOnlyDelays() {
        var host = stage.connect("h1");
        stage.say("network h1 off");
        stage.time.at(stage.time.now().plusSeconds(2), () -> stage.say("network h1 on"));
        host.report();
        assertThat(stage.time.elapsed()).isEqualTo(Duration.ofSeconds(2));
        stage.pass(10);
        assertThat(stage.closed).isEmpty();
    }

    @Test
    void aHungHypervisorDoesLaterWhatItWasAsked() {
        var home = stage.home("web-1");
        var host = stage.connect(home);
        stage.say("libvirt " + home + " hang");
        assertThatThrownBy(() -> host.powerOff(stage.id("web-1"))).isInstanceOf(OutcomeUnknown.class);
        assertThat(stage.world.runningOn("web-1")).containsExactly(home);
        stage.say("libvirt " + home + " resume");
        stage.pass(1);
        assertThat(stage.world.runningOn("web-1")).isEmpty();
    }

    @Test
    void aDeadHypervisorClosesLinksAndItsVmsRunOn() {
        var home = stage.home("web-1");
        stage.connect(home);
        stage.say("libvirt " + home + " kill");
        stage.pass(0);
        assertThat(stage.closed).hasSize(1);
        assertThat(stage.world.guestAnswers("web-1")).isTrue();
        assertThat(stage.world.answersPing(home)).isTrue();
        assertThatThrownBy(() -> stage.connect(home)).isInstanceOf(Unreachable.class);
        stage.say("libvirt " + home + " resume");
        assertThat(stage.connect(home).vm(stage.id("web-1")).orElseThrow().power())
                .isEqualTo(Power.RUNNING);
    }

    @Test
    void aLostReplyLeavesTheWorkDone() {
        var host = stage.connect(stage.home("web-1"));
        stage.say("lose-reply power-off web-1");
        assertThatThrownBy(() -> host.powerOff(stage.id("web-1"))).isInstanceOf(OutcomeUnknown.class);
        assertThat(stage.world.runningOn("web-1")).isEmpty();
        host.start(stage.id("web-1"));
    }

    @Test
    void aLostRequestLeavesItUndone() {
        var host = stage.connect(stage.home("web-1"));
        stage.say("lose-request power-off");
        assertThatThrownBy(() -> host.powerOff(stage.id("web-1"))).isInstanceOf(OutcomeUnknown.class);
        assertThat(stage.world.runningOn("web-1")).isNotEmpty();
        stage.say("refuse power-off web-1");
        assertThatThrownBy(() -> host.powerOff(stage.id("web-1"))).isInstanceOf(Refused.class);
    }

    @Test
    void slownessDelays() {
        var host = stage.connect("h1");
        stage.say("slow h1 800ms");
        host.report();
        assertThat(stage.time.elapsed()).isEqualTo(Duration.ofMillis(800));
        stage.say("slow host1 off");
        stage.say("slow facts h1 2s");
        host.facts();
        host.facts();
        assertThat(stage.time.elapsed()).isEqualTo(Duration.ofMillis(2800));
    }

    @Test
    void lostStoragePausesVmsUntilSomebodyResumesThem() {
        var home = stage.home("web-1");
        var host = stage.connect(home);
        stage.say("storage shared off");
        var vm = host.vm(stage.id("web-1")).orElseThrow();
        assertThat(vm.power()).isEqualTo(Power.PAUSED);
        assertThat(vm.reason()).isEqualTo(Reason.IO_ERROR);
        assertThat(host.datastores())
                .anySatisfy(store -> assertThat(store.active()).isFalse());
        assertThatThrownBy(() -> host.volumes("shared")).isInstanceOf(Conflict.class);
        stage.say("storage shared on");
        host.resume(stage.id("web-1"));
        assertThat(stage.world.guestAnswers("web-1")).isTrue();
    }

    @Test
    void oneHostCanLoseItsPathToStorage() {
        var home = stage.home("web-1");
        stage.say("storage shared off " + home);
        assertThat(stage.world.guestAnswers("web-1")).isFalse();
        var other = stage.elsewhere("web-1");
        assertThat(stage.connect(other).datastores())
                .allSatisfy(store -> assertThat(store.active()).isTrue());
    }

    @Test
    void guestsCrashAndShutDown() {
        var host = stage.connect(stage.home("web-1"));
        stage.say("crash web-1");
        assertThat(host.vm(stage.id("web-1")).orElseThrow().reason()).isEqualTo(Reason.CRASHED);
        stage.pass(0);
        assertThat(stage.changed).contains(stage.id("web-1"));
        stage.say("guest-shutdown web-2");
        assertThat(stage.connect(hostOf("web-2"))
                        .vm(stage.id("web-2"))
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.SHUTDOWN);
    }

    @Test
    void aDeafGuestIgnoresTheButton() {
        var host = stage.connect(stage.home("web-1"));
        stage.say("deaf web-1 on");
        host.shutdown(stage.id("web-1"));
        stage.pass(60);
        assertThat(stage.world.guestAnswers("web-1")).isTrue();
        stage.say("deaf web-1 off");
        host.shutdown(stage.id("web-1"));
        stage.pass(10);
        assertThat(host.vm(stage.id("web-1")).orElseThrow().reason()).isEqualTo(Reason.SHUTDOWN);
    }

    @Test
    void controllersDieRefuseAndLie() {
        var power = stage.simulator.power();
        stage.say("bmc h2 off");
        assertThatThrownBy(() -> power.status(Stage.bmc("h2"), PATIENCE)).isInstanceOf(Unreachable.class);
        assertThatThrownBy(() -> power.off(Stage.bmc("h2"), PATIENCE)).isInstanceOf(Unreachable.class);
        stage.say("bmc h2 refuse");
        assertThatThrownBy(() -> power.status(Stage.bmc("h2"), PATIENCE)).isInstanceOf(Refused.class);
        stage.say("bmc h2 stuck");
        assertThatThrownBy(() -> power.off(Stage.bmc("h2"), PATIENCE)).isInstanceOf(OutcomeUnknown.class);
        assertThat(stage.world.hasPower("h2")).isTrue();
        stage.say("power h2 cut");
        assertThatThrownBy(() -> power.status(Stage.bmc("h2"), PATIENCE)).isInstanceOf(Unreachable.class);
        stage.say("power h2 on");
        assertThat(power.status(Stage.bmc("h2"), PATIENCE)).isEqualTo(PowerState.ON);
        assertThatThrownBy(() -> power.status(Stage.bmc("h9"), PATIENCE)).isInstanceOf(Refused.class);
    }

    @Test
    void fencingTakesSecondsAndPowerComesBack() {
        var power = stage.simulator.power();
        power.off(Stage.bmc("h2"), PATIENCE);
        assertThat(stage.world.hasPower("h2")).isFalse();
        power.on(Stage.bmc("h2"), PATIENCE);
        assertThat(stage.world.hasPower("h2")).isTrue();
        assertThat(stage.time.elapsed()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    }

    @Test
    void healingEndsAllFaults() {
        stage.say("power h1 cut");
        stage.say("network h2 off");
        stage.say("libvirt h3 kill");
        stage.say("storage shared off");
        stage.say("heal");
        stage.pass(60);
        for (var host : stage.world.hosts()) {
            assertThat(stage.connect(host).datastores())
                    .allSatisfy(store -> assertThat(store.active()).isTrue());
        }
        assertThat(stage.world.command("status")).contains("0 without power, 0 silent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "explode",
                "power",
                "power h9 off",
                "power h1 maybe",
                "network h1",
                "crash nobody",
                "storage local off",
                "lose-reply explode",
                "slow h1 soon",
                "load web-1 900",
                "power h1 off now",
                "where nobody"
            })
    void whatIsNotUnderstoodIsRefusedInWords(String line) {
        assertThatThrownBy(() -> stage.say(line))
                .isInstanceOf(Refusal.class)
                .extracting(Throwable::getMessage)
                .asString()
                .endsWith(".");
    }

    @Test
    void tellsWhatIsAndWas() {
        var home = stage.home("web-1");
        assertThat(stage.world.command("where web-1")).contains(home, "RUNNING");
        stage.say("crash web-1");
        assertThat(stage.world.command("history")).contains("web-1 crashes on " + home);
        assertThat(stage.world.command("laws")).isEqualTo("No law was broken.");
        assertThat(stage.world.command("help")).contains("lose-reply");
    }

    private String hostOf(String vm) {
        return stage.world.hosts.values().stream()
                .filter(host -> host.vms.containsKey(stage.id(vm)))
                .findFirst()
                .orElseThrow()
                .name;
    }
}
