package io.everup.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is to be done next for a host that is emptied. */
final class EvacuationRules {

    /** A VM is tried so often before it waits for somebody's choice. */
    static final int MOST_ATTEMPTS = 3;
    /** So long the choice is waited for; then the host takes VMs again. */
    static final Duration CHOICE_PATIENCE = Duration.ofMinutes(30);

    private EvacuationRules() {}

    /**
     * @param begin VMs whose turn it is, in order
     * @param empty whether all have left
     * @param stuck whether nothing goes on until somebody chooses
     */
    record Next(List<VmLines.Line> begin, boolean empty, boolean stuck) {}

    /** @param parallel how many may be under way at once */
    static Next next(List<VmLines.Line> lines, int parallel, Instant now) {
        var busy = lines.stream().filter(line -> line.phase().busy()).count();
        var begin = lines.stream()
                .filter(line -> line.due(now))
                .limit(Math.max(0, parallel - busy))
                .toList();
        var empty = lines.stream().allMatch(line -> line.phase().left());
        var stuck = !empty
                && busy == 0
                && lines.stream().noneMatch(line -> line.phase() == VmPhase.WAITING)
                && lines.stream().anyMatch(line -> line.phase() == VmPhase.BLOCKED);
        return new Next(begin, empty, stuck);
    }

    /** After which pause a VM is tried again that failed so often before; null when only a choice helps. */
    static Duration again(int attemptsBefore) {
        return attemptsBefore + 1 >= MOST_ATTEMPTS ? null : Duration.ofSeconds(5L << (2 * attemptsBefore));
    }
}
