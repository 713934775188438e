package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.maintenance.RollingRules.Child;
import io.everup.maintenance.RollingRules.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RollingRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-01T22:00:00Z");
    private static final UUID TASK = new UUID(0, 9);

    private static JobView job(String command, Reboot reboot, Instant end) {
        var id = new UUID(0, 1);
        return new JobView(
                id,
                id,
                "Office",
                "Maintenance",
                true,
                JobState.RUNNING,
                "",
                2,
                false,
                command,
                600,
                reboot,
                end,
                null,
                null,
                "oli",
                NOW,
                null,
                null,
                2,
                0);
    }

    private static JobView.HostLine host(int n, HostPhase phase, Integer exit, boolean rebooted) {
        return new JobView.HostLine(
                new UUID(1, n),
                "h" + n,
                n,
                phase,
                NOW,
                NOW,
                null,
                TASK,
                60_000L,
                null,
                "It broke.",
                "Mend it.",
                null,
                exit,
                rebooted,
                List.of());
    }

    private static Kind next(JobView job, Child child, JobView.HostLine... hosts) {
        return RollingRules.next(job, List.of(hosts), child == null ? Map.of() : Map.of(TASK, child), NOW)
                .kind();
    }

    @Test
    void oneHostAtATimeInOrder() {
        var job = job(null, Reboot.NONE, null);
        var first = host(1, HostPhase.COMPLETED, null, false);
        assertThat(next(job, null, first, host(2, HostPhase.WAITING, null, false)))
                .isEqualTo(Kind.BEGIN_HOST);
        assertThat(next(job, null, host(1, HostPhase.EMPTYING, null, false), host(2, HostPhase.WAITING, null, false)))
                .isEqualTo(Kind.WAIT);
        assertThat(next(job, null, first, host(2, HostPhase.SKIPPED, null, false)))
                .isEqualTo(Kind.COMPLETE);
    }

    @Test
    void commandThenRestartThenReturn() {
        var job = job("apt-get -y upgrade", Reboot.COMMAND, null);
        var done = new Child(true, null, null);
        assertThat(next(job, done, host(1, HostPhase.IN_MAINTENANCE, null, false)))
                .isEqualTo(Kind.BEGIN_COMMAND);
        assertThat(next(job, new Child(null, null, null), host(1, HostPhase.COMMAND, null, false)))
                .isEqualTo(Kind.WAIT);
        assertThat(next(job, done, host(1, HostPhase.COMMAND, 0, false))).isEqualTo(Kind.BEGIN_REBOOT);
        assertThat(next(job, done, host(1, HostPhase.REBOOTING, 0, true))).isEqualTo(Kind.BEGIN_RETURN);
        assertThat(next(job(null, Reboot.NONE, null), done, host(1, HostPhase.IN_MAINTENANCE, null, false)))
                .isEqualTo(Kind.BEGIN_RETURN);
    }

    @Test
    void whatWasDoneIsNotDoneAgainAfterGoingOn() {
        var job = job("apt-get -y upgrade", Reboot.POWER, null);
        assertThat(next(job, null, host(1, HostPhase.IN_MAINTENANCE, 0, false))).isEqualTo(Kind.BEGIN_REBOOT);
        assertThat(next(job, null, host(1, HostPhase.IN_MAINTENANCE, 0, true))).isEqualTo(Kind.BEGIN_RETURN);
        assertThat(next(job, null, host(1, HostPhase.IN_MAINTENANCE, 2, true)))
                .as("a command that failed is run again")
                .isEqualTo(Kind.BEGIN_COMMAND);
    }

    @Test
    void theFirstFailureStopsTheJobWithItsReason() {
        var job = job("false", Reboot.NONE, null);
        var act = RollingRules.next(
                job,
                List.of(host(1, HostPhase.COMMAND, 1, false), host(2, HostPhase.WAITING, null, false)),
                Map.of(TASK, new Child(false, "Status 1.", "Look.")),
                NOW);
        assertThat(act.kind()).isEqualTo(Kind.STOP);
        assertThat(act.failure()).isEqualTo("Status 1.");
        assertThat(next(job, null, host(1, HostPhase.FAILED, null, false))).isEqualTo(Kind.STOP);
    }

    @Test
    void noHostIsBegunThatWouldNotBeDoneInTime() {
        var one = host(1, HostPhase.WAITING, null, false);
        var enough = NOW.plus(Duration.ofMinutes(1)).plus(RollingRules.MARGIN);
        assertThat(next(job(null, Reboot.NONE, enough), null, one)).isEqualTo(Kind.BEGIN_HOST);
        assertThat(next(job(null, Reboot.NONE, enough.minusSeconds(1)), null, one))
                .isEqualTo(Kind.NO_TIME);
        assertThat(next(job("sleep", Reboot.NONE, enough), null, one))
                .as("the command may take ten minutes")
                .isEqualTo(Kind.NO_TIME);
    }

    @Test
    void outputIsBoundedAndGivesNoSecretAway() {
        var kept =
                OutputRules.kept("password=hunter2\nused s3cret-word\u001b[31m red\u001b[0m\n", List.of("s3cret-word"));
        assertThat(kept).doesNotContain("hunter2", "s3cret-word", "\u001b").contains("red");
        assertThat(OutputRules.kept("x".repeat(3 * OutputRules.MOST), List.of()))
                .hasSizeLessThanOrEqualTo(OutputRules.MOST + 1);
        assertThat(OutputRules.kept("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n", List.of()))
                .doesNotContain("abc");
    }
}
