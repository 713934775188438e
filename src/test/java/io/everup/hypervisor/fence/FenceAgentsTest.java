package io.everup.hypervisor.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerControl.FenceTarget;
import io.everup.hypervisor.PowerControl.PowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceAgentsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void readsTheStateFromTheExitStatus() throws IOException {
        assertThat(agents("fence_a", "exit 0").status(target("fence_a"), DEADLINE))
                .isEqualTo(PowerState.ON);
        assertThat(agents("fence_a", "exit 2").status(target("fence_a"), DEADLINE))
                .isEqualTo(PowerState.OFF);
    }

    @Test
    void givesParametersByStandardInputAlone() throws IOException {
        var agents = agents("fence_a", "cat > \"$0.in\"; echo \"$#$*\" > \"$0.args\"; env > \"$0.env\"");
        agents.status(new FenceTarget("fence_a", Map.of("ip", "10.0.0.1", "password", "s3cret")), DEADLINE);
        assertThat(folder.resolve("fence_a.in"))
                .content()
                .contains("ip=10.0.0.1\n", "password=s3cret\n", "power_wait=0\n")
                .endsWith("action=status\n");
        assertThat(folder.resolve("fence_a.args")).hasContent("0");
        assertThat(folder.resolve("fence_a.env")).content().doesNotContain("s3cret");
    }

    @Test
    void tellsAWrongLoginFromSilence() throws IOException {
        var log = "echo \"2026-11-22 14:10:21,781 DEBUG: 1  Error: %s\" >&2;"
                + "echo '2026-11-22 14:10:21,781 ERROR: Failed: Unable to obtain correct plug status' >&2; exit 1";
        var quick = agents("fence_a", log.formatted("Unable to establish IPMI v2 / RMCP+ session"));
        assertThatThrownBy(() -> quick.status(target("fence_a"), DEADLINE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("refuses the login");
        var hmac = agents("fence_a", log.formatted("RAKP 2 HMAC is invalid"));
        assertThatThrownBy(() -> hmac.status(target("fence_a"), DEADLINE)).isInstanceOf(Refused.class);
        var silent = agents("fence_a", "echo '2026-11-22 14:10:21,781 ERROR: Connection timed out' >&2; exit 1");
        assertThatThrownBy(() -> silent.status(target("fence_a"), DEADLINE)).isInstanceOf(Unreachable.class);
    }

    @Test
    void aWrongParameterIsSaidInTheAgentsWords() throws IOException {
        var agents = agents(
                "fence_a", "echo '2026-11-22 14:10:21,781 ERROR: Failed: You have to enter fence address' >&2; exit 1");
        assertThatThrownBy(() -> agents.status(target("fence_a"), DEADLINE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("You have to enter fence address");
    }

    @Test
    void secretsAreNotRepeated() throws IOException {
        var agents = agents("fence_a", "grep ^password= >&2; exit 1");
        assertThatThrownBy(() -> agents.status(new FenceTarget("fence_a", Map.of("password", "s3cret")), DEADLINE))
                .hasMessageNotContaining("s3cret");
        assertThat(new FenceTarget("fence_a", Map.of("password", "s3cret")).toString())
                .doesNotContain("s3cret");
    }

    @Test
    void theDeadlineEndsAnAgentAndWhatItStarted() throws IOException {
        var agents = agents("fence_a", "sleep 61.25 & echo $! > \"$0.child\"; wait");
        var begun = System.nanoTime();
        assertThatThrownBy(() -> agents.status(target("fence_a"), Duration.ofMillis(300)))
                .isInstanceOf(Unreachable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        var child =
                Long.parseLong(Files.readString(folder.resolve("fence_a.child")).strip());
        assertThat(ProcessHandle.of(child)
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> process.info().command().isPresent()))
                .isEmpty();
    }

    @Test
    void offIsBelievedOnlyWhenItIsSeen() throws IOException {
        var honest = agents(
                "fence_a", "case $(cat) in *action=off*) touch \"$0.off\";; esac; [ -e \"$0.off\" ] && exit 2; exit 0");
        // its own "off" ends with 2, which says nothing: the state decides
        honest.off(target("fence_a"), DEADLINE);
        assertThat(honest.status(target("fence_a"), DEADLINE)).isEqualTo(PowerState.OFF);

        var liar = agents("fence_b", "exit 0");
        assertThatThrownBy(() -> liar.off(target("fence_b"), Duration.ofMillis(200)))
                .isInstanceOf(OutcomeUnknown.class);
        var deaf = agents("fence_c", "sleep 62.25");
        assertThatThrownBy(() -> deaf.off(target("fence_c"), Duration.ofMillis(200)))
                .isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void runsNothingButInstalledAgents() throws IOException {
        var agents = agents("fence_a", "exit 0");
        Files.createDirectories(folder.resolve("sub"));
        for (var name : new String[] {
            "fence_b", "../bin/sh", "sh", "fence_a;id", "", "fence_a\n", "sub/fence_a", "fence_dummy", "fence_scsi"
        }) {
            assertThat(agents.controls(name)).as(name).isFalse();
            assertThatThrownBy(() -> agents.status(target(name), DEADLINE)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void takesNoParameterThatWouldRunOrWriteSomethingElse() throws IOException {
        var agents = agents("fence_a", "exit 0");
        for (var name : new String[] {
            "action",
            "ipmitool_path",
            "password_script",
            "passwd_script",
            "snmp_priv_passwd_script",
            "identity_file",
            "token_file",
            "kubeconfig",
            "cacert",
            "ssh_options",
            "command_prompt",
            "exec",
            "use_sudo",
            "debug_file",
            "logfile",
            "missing_as_off",
            "method",
            "9p",
            "a=b\nc",
            "verbose"
        }) {
            assertThatThrownBy(() -> agents.status(new FenceTarget("fence_a", Map.of(name, "x")), DEADLINE))
                    .as(name)
                    .isInstanceOf(Refused.class);
        }
        assertThatThrownBy(() -> agents.status(new FenceTarget("fence_a", Map.of("ip", "x\naction=on")), DEADLINE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void listsAgentsThatCanFence() throws IOException {
        var agents = agents("fence_a", metadata("<action name='on'/><action name='off'/><action name='status'/>"));
        agents("fence_b", metadata("<action name='on'/><action name='monitor'/>"));
        agents(
                "fence_c",
                "echo '<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><resource-agent>&e;</resource-agent>'");
        agents("fence_d", "exit 1");
        assertThat(agents.agents()).singleElement().satisfies(agent -> {
            assertThat(agent.name()).isEqualTo("fence_a");
            assertThat(agent.description()).isEqualTo("A test agent");
            assertThat(agent.parameters()).extracting("name").containsExactly("ip", "password");
            assertThat(agent.parameters().get(0).required()).isTrue();
            assertThat(agent.parameters().get(0).defaultValue()).isEqualTo("localhost");
            assertThat(agent.parameters().get(0).secret()).isFalse();
            assertThat(agent.parameters().get(1).secret()).isTrue();
            assertThat(agent.withheld()).containsOnlyKeys("action", "ipmitool_path");
        });
        assertThat(agents.agent("fence_b")).isEmpty();
    }

    private static String metadata(String actions) {
        return "cat <<'END'\n<?xml version=\"1.0\" ?><resource-agent name='x' shortdesc='A test agent'><parameters>"
                + "<parameter name='action' required='1'/>"
                + "<parameter name='ip' required='1'><content type='string' default='localhost'/><shortdesc>Where</shortdesc></parameter>"
                + "<parameter name='ipaddr' deprecated='1'/><parameter name='password'/><parameter name='ipmitool_path'/>"
                + "</parameters><actions>" + actions + "</actions></resource-agent>\nEND";
    }

    private static FenceTarget target(String agent) {
        return new FenceTarget(agent, Map.of());
    }

    private FenceAgents agents(String name, String script) throws IOException {
        var file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new FenceAgents(folder);
    }
}
