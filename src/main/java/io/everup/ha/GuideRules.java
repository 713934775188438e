package io.everup.ha;

import io.everup.ha.FailoverReport.Act;
import io.everup.ha.FailoverReport.Guide;
import java.util.ArrayList;
import java.util.List;

/** What whoever opens a failover's page must do now, and what goes on without them. Pure. */
final class GuideRules {

    private GuideRules() {}

    /**
     * @param advice what the decision asks of an operator; null for nothing
     * @param devices fence devices of the host
     * @param disarmed why nothing is done by itself; null when the pool is armed
     * @param gone whether the host was removed
     * @param vms VMs that are to run again; {@code running} of them do, {@code roomless} have no host, {@code failing}
     *     failed to start and are tried again, {@code off} were given up by their owners or never counted
     */
    record Facts(
            String host,
            FailoverState state,
            String advice,
            int devices,
            String disarmed,
            boolean gone,
            int vms,
            int running,
            int roomless,
            int failing) {}

    static Guide guide(Facts facts) {
        return switch (facts.state()) {
            case PROVING ->
                new Guide(
                        "warn",
                        "Nothing yet. Everup decides within seconds.",
                        "Its fence devices are asked for its power, and every other path to it is tried.",
                        silent(facts));
            case FENCING ->
                new Guide(
                        "warn",
                        "Nothing yet. " + facts.host() + " is being switched off.",
                        "Its VMs start elsewhere as soon as its power is seen off.",
                        List.of());
            case WAITING -> waiting(facts);
            case RECOVERING -> recovering(facts);
            case DONE -> done(facts);
            case DISMISSED ->
                new Guide(
                        "ok",
                        "Nothing. " + facts.host() + " answers again, and nothing was done to it.",
                        "Its VMs ran on, or are where they were.",
                        facts.gone() ? List.of() : List.of(Act.OPEN_HOST));
        };
    }

    private static Guide waiting(Facts facts) {
        if (facts.disarmed() != null) {
            var acts = new ArrayList<Act>();
            acts.add(Act.ARM);
            acts.addAll(silent(facts));
            return new Guide(
                    "bad",
                    "Decide: arm high availability again, or say what is true of " + facts.host() + ".",
                    facts.disarmed() + " Nothing is fenced or restarted by itself; the host is watched.",
                    acts);
        }
        return new Guide(
                "bad",
                facts.advice() == null ? "Make sure that " + facts.host() + " is off, or mend it." : facts.advice(),
                "Everup goes on asking every few seconds, and acts as soon as there is a proof.",
                silent(facts));
    }

    private static List<Act> silent(Facts facts) {
        if (facts.gone()) {
            return List.of();
        }
        var acts = new ArrayList<Act>();
        acts.add(Act.CONFIRM_DEAD);
        if (facts.devices() > 0) {
            acts.add(Act.FENCE);
        }
        acts.add(Act.MEND_FENCE);
        return acts;
    }

    private static Guide recovering(Facts facts) {
        var under = facts.running() + " of " + count(facts.vms()) + " run again.";
        if (facts.roomless() > 0) {
            return new Guide(
                    "bad",
                    "Make room: " + count(facts.roomless())
                            + (facts.roomless() == 1 ? " has no host" : " have no host")
                            + " that can take it now. The list below says why.",
                    under + " The others are tried again by themselves, the most important first.",
                    List.of(Act.MAKE_ROOM));
        }
        if (facts.failing() > 0) {
            return new Guide(
                    "warn",
                    "See why " + count(facts.failing()) + (facts.failing() == 1 ? " doesn't" : " don't")
                            + " start: the list below leads to them.",
                    under + " Those that failed are tried again after a pause.",
                    List.of());
        }
        return new Guide("info", "Nothing. Its VMs are being started elsewhere.", under, List.of());
    }

    private static Guide done(Facts facts) {
        var what = facts.vms() == 0
                ? "No VM had to be restarted."
                : facts.running() == facts.vms()
                        ? "All " + count(facts.vms()) + " run again."
                        : facts.running() + " of " + count(facts.vms()) + " were restarted; the others are off.";
        return new Guide(
                facts.running() == facts.vms() ? "ok" : "warn",
                facts.gone()
                        ? "Nothing."
                        : "For the VMs nothing. See to the machine " + facts.host()
                                + " when you can: it comes back as if it were new.",
                what,
                facts.gone() ? List.of() : List.of(Act.OPEN_HOST));
    }

    private static String count(int vms) {
        return vms == 1 ? "1 VM" : vms + " VMs";
    }
}
