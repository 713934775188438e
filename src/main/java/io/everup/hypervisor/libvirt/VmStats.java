package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.VmReport;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.shared.Bytes;
import java.util.Map;
import java.util.UUID;

/** Puts libvirt's statistics of one VM into a report. */
final class VmStats {

    private static final int NO_STATE = 0;
    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTTING_DOWN = 4;
    private static final int SHUT_OFF = 5;
    private static final int CRASHED = 6;
    private static final int PM_SUSPENDED = 7;
    private static final long UNKNOWN = -1;

    /** Who it is, which the statistics don't tell. */
    record Identity(UUID uuid, String name, boolean persistent, boolean autostart) {}

    private VmStats() {}

    /** @param stats by libvirt's names, such as {@code state.state}, {@code net.0.rx.bytes} */
    static VmReport report(Identity vm, Map<String, Long> stats) {
        var state = (int) value(stats, "state.state");
        var power = power(state);
        var runs = power == Power.RUNNING || power == Power.PAUSED;
        return new VmReport(
                vm.uuid(),
                vm.name(),
                power,
                reason(state, (int) value(stats, "state.reason")),
                vm.persistent(),
                vm.autostart(),
                (int) value(stats, "vcpu.current"),
                kibibytes(stats, "balloon.current"),
                runs ? kibibytes(stats, "balloon.rss") : UNKNOWN,
                runs ? value(stats, "cpu.time") : UNKNOWN,
                runs ? sum(stats, "block", "rd.bytes") : UNKNOWN,
                runs ? sum(stats, "block", "wr.bytes") : UNKNOWN,
                runs ? sum(stats, "net", "rx.bytes") : UNKNOWN,
                runs ? sum(stats, "net", "tx.bytes") : UNKNOWN);
    }

    static Power power(int state) {
        return switch (state) {
            case RUNNING, BLOCKED, SHUTTING_DOWN -> Power.RUNNING;
            // A crashed domain still holds its memory and disks until it is powered off.
            case PAUSED, PM_SUSPENDED, CRASHED -> Power.PAUSED;
            case SHUT_OFF -> Power.OFF;
            default -> Power.UNKNOWN;
        };
    }

    /** By virDomainRunningReason, virDomainPausedReason and virDomainShutoffReason. */
    static Reason reason(int state, int reason) {
        return switch (state) {
            case RUNNING -> reason == 10 ? Reason.MIGRATING : reason == 11 ? Reason.TORN : Reason.NONE;
            case PAUSED ->
                switch (reason) {
                    case 1 -> Reason.SUSPENDED;
                    case 2, 12 -> Reason.MIGRATING;
                    case 13 -> Reason.TORN;
                    case 5 -> Reason.IO_ERROR;
                    case 10 -> Reason.CRASHED;
                    default -> Reason.OTHER;
                };
            case PM_SUSPENDED -> Reason.SUSPENDED;
            case CRASHED -> Reason.CRASHED;
            case SHUT_OFF ->
                switch (reason) {
                    case 0 -> Reason.NONE;
                    case 1 -> Reason.SHUTDOWN;
                    case 2 -> Reason.POWERED_OFF;
                    case 3 -> Reason.CRASHED;
                    case 4 -> Reason.MIGRATED;
                    case 6 -> Reason.START_FAILED;
                    default -> Reason.OTHER;
                };
            case NO_STATE, BLOCKED, SHUTTING_DOWN -> Reason.NONE;
            default -> Reason.OTHER;
        };
    }

    private static long value(Map<String, Long> stats, String name) {
        return stats.getOrDefault(name, UNKNOWN);
    }

    private static long kibibytes(Map<String, Long> stats, String name) {
        var value = value(stats, name);
        return value < 0 ? UNKNOWN : value * Bytes.KIB;
    }

    private static long sum(Map<String, Long> stats, String kind, String counter) {
        var count = value(stats, kind + ".count");
        if (count < 0) {
            return UNKNOWN;
        }
        long sum = 0;
        for (int n = 0; n < count; n++) {
            sum += stats.getOrDefault(kind + "." + n + "." + counter, 0L);
        }
        return sum;
    }
}
