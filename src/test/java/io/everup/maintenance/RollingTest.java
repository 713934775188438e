package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.host.HostState;
import io.everup.shared.Refusal;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.task.TaskState;
import io.everup.vm.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.web.servlet.MockMvc;

/** A rolling job over simulated hosts, with commands over real SSH to a server on this machine. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollingTest {

    private static final String SECRET = "open-sesame-9";

    @Autowired
    ApplicationContext program;

    @Autowired
    MockMvc mvc;

    @Autowired
    RollingOperations rolling;

    @Autowired
    SshOperations ssh;

    @Autowired
    MaintenanceDirectory directory;

    private final List<String> signedIn = new CopyOnWriteArrayList<>();
    private SshServer server;
    private Path folder;

    @BeforeAll
    void listen(@TempDir Path directory) throws IOException {
        folder = directory;
        server = server(0, directory.resolve("key"));
    }

    private SshServer server(int port, Path key) throws IOException {
        var one = SshServer.setUpDefaultServer();
        one.setHost("127.0.0.1");
        one.setPort(port);
        one.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(key));
        one.setPasswordAuthenticator((user, password, session) -> {
            signedIn.add(user);
            return user.equals("root") && password.equals(SECRET);
        });
        one.setCommandFactory((channel, command) -> new org.apache.sshd.server.shell.ProcessShellFactory(
                        command, "/bin/sh", "-c", command)
                .createShell(channel));
        one.start();
        return one;
    }

    @AfterAll
    void close() throws IOException {
        server.stop(true);
    }

    private void reach(DataCentre centre, String host) {
        var id = centre.host(host).id();
        var first = centre.ended(ssh.set(
                As.ADA, id, new SshOperations.NewSsh("127.0.0.1", server.getPort(), "root", SECRET, null, null)));
        assertThat(first.state()).as("no key is trusted unseen").isEqualTo(TaskState.FAILED);
        var offered = ssh.of(As.ADA, id).orElseThrow().offered();
        assertThat(offered).startsWith("SHA256:");
        centre.done(ssh.trust(As.ADA, id, offered));
        assertThat(ssh.of(As.ADA, id).orElseThrow().ready()).isTrue();
    }

    private static NewJob wish(DataCentre centre, String command, Reboot reboot, boolean back, UUID... hosts) {
        return new NewJob(centre.pool(), List.of(hosts), null, "kernel", 2, back, command, 60, reboot, null);
    }

    private JobView await(DataCentre centre, UUID job, Predicate<JobView> until) {
        return Await.until(
                "the job goes on",
                Duration.ofMinutes(8),
                () -> directory.job(As.OLI, job),
                until,
                () -> directory.detail(As.OLI, job) + centre.facts());
    }

    private static boolean resting(JobView job) {
        return job.state() != JobState.RUNNING;
    }

    @Test
    void hostAfterHostIsEmptiedServicedRestartedAndBack() {
        var centre = DataCentre.of(program, "3x0-roll");
        centre.say("boot-time 2s");
        for (var n = 1; n <= 3; n++) {
            centre.run("app-" + n, "h" + n, 1, Protection.PROTECTED);
            reach(centre, "h" + n);
        }
        var job = rolling.begin(
                As.ADA, wish(centre, "echo serviced; echo password=" + SECRET + " >&2", Reboot.POWER, true));
        var done = await(centre, job, RollingTest::resting);
        assertThat(done.state()).as(done.failure()).isEqualTo(JobState.COMPLETED);
        var hosts = directory.detail(As.OLI, job).hosts();
        assertThat(hosts).hasSize(3).allMatch(host -> host.phase() == HostPhase.COMPLETED && host.rebooted());
        assertThat(hosts)
                .allMatch(host ->
                        host.output().contains("serviced") && !host.output().contains(SECRET));
        assertThat(hosts).allMatch(host -> host.exitStatus() == 0);
        for (var n = 1; n <= 3; n++) {
            assertThat(centre.host("h" + n).state()).isEqualTo(HostState.UP);
            assertThat(centre.host("h" + n).leavingSince()).isNull();
            assertThat(centre.world().runningOn("app-" + n)).containsExactly("h" + n);
        }
        centre.lawful();
    }

    @Test
    void theFirstFailureStopsItAndItGoesOnOrSkips() throws IOException {
        var centre = DataCentre.of(program, "2x0-stop");
        reach(centre, "h1");
        reach(centre, "h2");
        var flag = folder.resolve("mended");
        var h1 = centre.host("h1").id();
        var h2 = centre.host("h2").id();
        var job = rolling.begin(As.ADA, wish(centre, "test -e " + flag, Reboot.NONE, false, h1, h2));
        var stopped = await(centre, job, RollingTest::resting);
        assertThat(stopped.state()).isEqualTo(JobState.STOPPED);
        assertThat(stopped.failure()).contains("status 1");
        assertThat(stopped.next()).contains("skip");
        assertThat(centre.host("h1").state()).isEqualTo(HostState.MAINTENANCE);
        assertThat(centre.host("h2").state()).as("nothing more was begun").isEqualTo(HostState.UP);
        Files.createFile(flag);
        rolling.goOn(As.ADA, job);
        assertThat(await(centre, job, RollingTest::resting).state()).isEqualTo(JobState.COMPLETED);
        assertThat(centre.host("h1").state()).isEqualTo(HostState.UP);
    }

    @Test
    void aForeignHostKeyIsRefusedAndTheSecretIsNotSent() throws IOException {
        var centre = DataCentre.of(program, "1x0-key");
        reach(centre, "h1");
        var other = server(0, folder.resolve("other-key"));
        try {
            var id = centre.host("h1").id();
            var known = ssh.of(As.ADA, id).orElseThrow().fingerprint();
            signedIn.clear();
            var key = hostKey(id);
            var test = centre.ended(ssh.set(
                    As.ADA, id, new SshOperations.NewSsh("127.0.0.1", other.getPort(), "root", null, null, key)));
            assertThat(test.state()).isEqualTo(TaskState.FAILED);
            assertThat(test.failure()).contains("another host key");
            assertThat(signedIn).as("no secret was sent to a stranger").isEmpty();
            assertThat(ssh.of(As.ADA, id).orElseThrow().fingerprint()).isEqualTo(known);
        } finally {
            other.stop(true);
        }
    }

    private String hostKey(UUID host) {
        return program.getBean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("select host_key from host_ssh where host_id = :host")
                .param("host", host)
                .query(String.class)
                .single();
    }

    @Test
    void pauseSkipAndCancelSteerIt() {
        var centre = DataCentre.of(program, "3x0-steer");
        reach(centre, "h1");
        reach(centre, "h2");
        reach(centre, "h3");
        var ids = List.of(
                centre.host("h1").id(),
                centre.host("h2").id(),
                centre.host("h3").id());
        var job = rolling.begin(As.ADA, wish(centre, "sleep 2", Reboot.NONE, false, ids.toArray(UUID[]::new)));
        rolling.pause(As.ADA, job);
        rolling.skip(As.ADA, job, ids.get(1));
        rolling.goOn(As.ADA, job);
        Await.until(
                "the second was passed over",
                DataCentre.LATER,
                () -> directory.detail(As.OLI, job).hosts(),
                hosts -> hosts.get(2).phase() != HostPhase.WAITING,
                centre::facts);
        new Api(mvc, As.ADA)
                .post("/api/v1/maintenance/" + job + "/actions/cancel", null)
                .is(200);
        var detail = directory.detail(As.OLI, job);
        assertThat(detail.job().state()).isEqualTo(JobState.CANCELLED);
        assertThat(detail.hosts().get(0).phase()).isEqualTo(HostPhase.COMPLETED);
        assertThat(detail.hosts().get(1).phase()).isEqualTo(HostPhase.SKIPPED);
    }

    @Test
    void whoMayNotManageHostsSetsNoCommand() {
        var centre = DataCentre.of(program, "1x0-may");
        assertThatThrownBy(() -> rolling.begin(As.MIA, wish(centre, "reboot", Reboot.NONE, false)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> rolling.begin(As.ADA, wish(centre, "reboot", Reboot.NONE, false)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("SSH");
    }
}
