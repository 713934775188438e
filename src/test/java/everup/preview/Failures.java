package everup.preview;

import io.everup.ha.FailoverState;
import io.everup.ha.FailoverView;
import io.everup.ha.Proof;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The failovers of the samples: one that is over, one that waits for an operator. */
final class Failures {

    private static final Instant CUT = Instant.parse("2026-11-22T13:00:00Z");

    static final FailoverView DONE = new FailoverView(
            new UUID(1, 1),
            new UUID(2, 3),
            "h3",
            new UUID(3, 1),
            7,
            FailoverState.DONE,
            "Libvirt on h3 stopped answering; h1 and h2 don't see it either.",
            null,
            CUT,
            CUT.plusMillis(1900),
            CUT.plusMillis(5200),
            Proof.FENCED,
            "Its BMC switched it off and read the power as off.",
            CUT.plusMillis(5260),
            CUT.plusMillis(8100),
            CUT.plusMillis(9900),
            6,
            6);

    static final FailoverView OPEN = new FailoverView(
            new UUID(1, 2),
            new UUID(2, 2),
            "h2",
            new UUID(3, 1),
            8,
            FailoverState.WAITING,
            "Nobody hears h2.",
            "Its BMC refuses the login, so nothing proves that it is off. Look at the machine, then confirm it.",
            CUT,
            CUT.plusMillis(2000),
            null,
            null,
            null,
            null,
            null,
            null,
            2,
            0);

    static final FailoverView.Detail DETAIL = new FailoverView.Detail(
            DONE,
            List.of(
                    new FailoverView.Stage(CUT.plusMillis(1900), "suspected", "Two knocks went unanswered."),
                    new FailoverView.Stage(CUT.plusMillis(5200), "proven", "fence_ipmilan read OFF.")),
            List.of(
                    new FailoverView.Vm(
                            new UUID(4, 1),
                            "web-1",
                            "PROTECTED",
                            80,
                            1,
                            new UUID(2, 1),
                            "h1",
                            "most free memory after the move: 31 GiB of 64 GiB",
                            FailoverView.VmFate.RUNNING,
                            CUT.plusMillis(5260),
                            CUT.plusMillis(8100)),
                    new FailoverView.Vm(
                            new UUID(4, 2),
                            "build-1",
                            "BEST_EFFORT",
                            10,
                            2,
                            null,
                            null,
                            "h1: 2 GiB of memory are missing",
                            FailoverView.VmFate.LEFT_OUT,
                            null,
                            null)));

    private Failures() {}
}
