package everup.preview;

import io.everup.ha.FailoverFact;
import io.everup.ha.FailoverReport;
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

    static FailoverReport report(FailoverView failover) {
        var open = failover == OPEN;
        var off = new FailoverFact("fence_ipmilan", "It answers: power is off.", true, CUT.plusMillis(5200));
        var why = new FailoverReport.Decision(
                CUT.plusMillis(5200), open ? "waiting" : "proven", "fence_ipmilan read OFF.", List.of(off));
        return new FailoverReport(
                failover,
                "Office",
                false,
                new FailoverReport.Guide(
                        open ? "bad" : "ok",
                        open ? "Make sure that it is off, then confirm that it is dead." : "For the VMs nothing.",
                        open ? "Everup goes on asking every few seconds." : "1 of 2 VMs were restarted.",
                        open
                                ? List.of(FailoverReport.Act.CONFIRM_DEAD, FailoverReport.Act.MEND_FENCE)
                                : List.of(FailoverReport.Act.OPEN_HOST)),
                why,
                why.facts(),
                List.of(
                        new FailoverReport.Step(
                                CUT.plusMillis(1900), 1900, "suspected", "Two knocks went unanswered.", List.of()),
                        new FailoverReport.Step(why.at(), 5200, why.stage(), why.why(), why.facts())),
                List.of(
                        vm(
                                1,
                                "web-1",
                                open ? null : FailoverView.VmFate.RUNNING,
                                "h1",
                                "most free memory after the move: 31 GiB of 64 GiB",
                                open ? null : CUT.plusMillis(8100)),
                        vm(
                                2,
                                "build-1",
                                open ? null : FailoverView.VmFate.LEFT_OUT,
                                null,
                                "h1: 2 GiB of memory are missing",
                                null)),
                60,
                null,
                null);
    }

    private static FailoverReport.Vm vm(
            int number, String name, FailoverView.VmFate fate, String target, String why, Instant running) {
        return new FailoverReport.Vm(
                new UUID(4, number),
                name,
                "PROTECTED",
                80,
                fate,
                target == null ? null : new UUID(2, 1),
                target,
                why,
                1,
                null,
                running,
                running,
                running,
                null,
                12.0,
                running == null ? null : 8100L);
    }

    private Failures() {}
}
