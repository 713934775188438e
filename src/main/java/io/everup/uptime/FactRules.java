package io.everup.uptime;

import java.time.Instant;
import java.util.Optional;

/** What a VM's state means for uptime. Pure. */
final class FactRules {

    private FactRules() {}

    /**
     * A VM as its table and its task describe it.
     *
     * @param powerReason why it is as it is, by its host's last word
     * @param task the kind of the task that is at work on it; null for none
     * @param askedByPerson whether a person asked for that task
     * @param hostState its host's state; null without a host
     */
    record Seen(
            String state, boolean wanted, String powerReason, String task, boolean askedByPerson, String hostState) {}

    /** A VM that is being switched off still runs, and one that moves runs on. */
    static Power power(String state) {
        return switch (state) {
            case "RUNNING", "MIGRATING", "STOPPING" -> Power.UP;
            case "PROVISIONING", "DELETING", "DELETED" -> Power.ABSENT;
            default -> Power.DOWN;
        };
    }

    static Reason reason(Seen vm) {
        if (power(vm.state()) != Power.DOWN) {
            return "RUNNING".equals(vm.state()) && "vm-migrate".equals(vm.task()) ? Reason.MOVED : Reason.NONE;
        }
        return switch (vm.state()) {
            case "STARTING" -> Reason.STARTING;
            case "RECOVERING" -> Reason.HOST_LOST;
            case "FAULTED" -> Reason.DEFINITION_GONE;
            case "PAUSED" -> paused(vm);
            default -> off(vm);
        };
    }

    private static Reason paused(Seen vm) {
        return switch (vm.powerReason()) {
            case "IO_ERROR" -> Reason.DISK;
            case "CRASHED" -> Reason.CRASHED;
            default -> asked(vm) ? Reason.ASKED : Reason.OUTSIDE;
        };
    }

    private static Reason off(Seen vm) {
        if ("FENCED".equals(vm.hostState())) {
            return Reason.HOST_LOST;
        }
        if ("vm-start".equals(vm.task()) || "vm-recover".equals(vm.task())) {
            return Reason.TASK_FAILED;
        }
        if (asked(vm)) {
            return Reason.ASKED;
        }
        return switch (vm.powerReason()) {
            case "CRASHED" -> Reason.CRASHED;
            case "SHUTDOWN" -> Reason.GUEST_SHUTDOWN;
            case "POWERED_OFF" -> Reason.OUTSIDE;
            case "IO_ERROR" -> Reason.DISK;
            default -> Reason.HOST_RESTARTED;
        };
    }

    private static boolean asked(Seen vm) {
        return vm.askedByPerson() && ("vm-stop".equals(vm.task()) || "vm-act".equals(vm.task()));
    }

    /**
     * What has to be recorded of a host. A host that is proven off is off from when it was heard last; silence says nothing
     * about one that is proven off; and an answer that is older than the silence ends nothing.
     *
     * @param last what is recorded of it
     */
    static Optional<HostFact> follows(HostFact last, Sight sight, Instant at, boolean maintenance) {
        var same = last.sight() == sight && (sight != Sight.UNSEEN || last.maintenance() || !maintenance);
        if (same
                || last.sight() == Sight.OFF && sight == Sight.UNSEEN
                || sight == Sight.SEEN && !at.isAfter(last.at())) {
            return Optional.empty();
        }
        var since =
                sight == Sight.OFF && last.sight() == Sight.UNSEEN && last.at().isBefore(at);
        return Optional.of(new HostFact(0, last.host(), since ? last.at() : at, sight, maintenance));
    }
}
