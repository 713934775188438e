package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** At three in the morning the first sentence says what to do. */
class JobGuideTest {

    private static final Instant NOW = Instant.parse("2026-11-01T22:00:00Z");

    private static JobView job(JobState state, boolean rolling, String failure, String next) {
        var id = new UUID(0, 1);
        return new JobView(
                id,
                id,
                "Office",
                "Maintenance",
                rolling,
                state,
                "",
                2,
                false,
                null,
                600,
                Reboot.NONE,
                null,
                failure,
                next,
                "oli",
                NOW,
                null,
                null,
                rolling ? 2 : 1,
                rolling ? 1 : 0);
    }

    private static JobView.VmLine vm(String name, VmPhase phase) {
        return new JobView.VmLine(
                UUID.randomUUID(),
                name,
                1,
                Choice.MOVE,
                null,
                "h2",
                null,
                phase,
                0,
                null,
                null,
                null,
                NOW,
                null,
                null,
                null,
                null,
                List.of());
    }

    private static JobView.HostLine host(String name, HostPhase phase, JobView.VmLine... vms) {
        return new JobView.HostLine(
                UUID.randomUUID(),
                name,
                1,
                phase,
                NOW,
                NOW,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                List.of(vms));
    }

    @Test
    void nothingIsToBeDoneWhileItGoesWell() {
        var guide = JobGuide.of(
                job(JobState.RUNNING, false, null, null),
                List.of(host(
                        "h1",
                        HostPhase.EMPTYING,
                        vm("web-1", VmPhase.MOVED),
                        vm("web-2", VmPhase.MOVING),
                        vm("db-1", VmPhase.WAITING))));
        assertThat(guide.tone()).isEqualTo("info");
        assertThat(guide.todo()).startsWith("Nothing.");
        assertThat(guide.doing()).isEqualTo("1 of 3 VMs have left h1. Under way: web-2. 1 waits its turn.");
    }

    @Test
    void vmsThatCannotLeaveAreNamed() {
        var guide = JobGuide.of(
                job(JobState.RUNNING, false, null, null),
                List.of(host("h1", HostPhase.EMPTYING, vm("web-1", VmPhase.BLOCKED), vm("web-2", VmPhase.MOVING))));
        assertThat(guide.tone()).isEqualTo("bad");
        assertThat(guide.todo()).isEqualTo("Choose below what becomes of web-1: it can't leave by itself.");
    }

    @Test
    void anEmptyHostWaitsForItsOperator() {
        var guide = JobGuide.of(
                job(JobState.HELD, false, null, null),
                List.of(host("h1", HostPhase.IN_MAINTENANCE, vm("web-1", VmPhase.MOVED))));
        assertThat(guide.tone()).isEqualTo("warn");
        assertThat(guide.todo()).isEqualTo("Do your work on h1, then end the maintenance.");
        assertThat(guide.doing()).contains("isn't taken for a failed host");
    }

    @Test
    void aStoppedJobSaysWhatToDoAndWhichHostFailed() {
        var guide = JobGuide.of(
                job(JobState.STOPPED, true, "The command ended with status 1.", "Look at its output, then go on."),
                List.of(host("h1", HostPhase.COMPLETED), host("h2", HostPhase.FAILED)));
        assertThat(guide.tone()).isEqualTo("bad");
        assertThat(guide.todo()).isEqualTo("Look at its output, then go on.");
        assertThat(guide.doing()).contains("1 of 2 hosts done.").contains("h2 is the one that failed.");
    }

    @Test
    void whatBecameOfTheVmsIsSaidAtTheEnd() {
        var done = JobGuide.of(
                job(JobState.COMPLETED, false, null, null),
                List.of(host("h1", HostPhase.COMPLETED, vm("web-1", VmPhase.BACK), vm("web-2", VmPhase.OFF))));
        assertThat(done.tone()).isEqualTo("ok");
        assertThat(done.doing()).isEqualTo("1 VM moved away and is back, 1 VM was switched off.");
        var failed = JobGuide.of(
                job(JobState.FAILED, false, "It is too full.", "Make room."),
                List.of(host("h1", HostPhase.FAILED, vm("web-1", VmPhase.MOVED), vm("web-2", VmPhase.WAITING))));
        assertThat(failed.todo()).isEqualTo("Make room.");
        assertThat(failed.doing())
                .isEqualTo("Nothing more is done. 1 VM moved and runs where it is now. 1 VM never left and runs on.");
    }

    @Test
    void aCancelledJobNamesTheHostThatIsStillEmpty() {
        var guide = JobGuide.of(
                job(JobState.CANCELLED, true, null, null),
                List.of(host("h1", HostPhase.IN_MAINTENANCE), host("h2", HostPhase.CANCELLED)));
        assertThat(guide.tone()).isEqualTo("warn");
        assertThat(guide.todo()).isEqualTo("End the maintenance of h1 on its page when it may work again.");
    }
}
