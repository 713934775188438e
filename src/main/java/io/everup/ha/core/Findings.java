package io.everup.ha.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What this replica has found out about a silent host. Fence devices are asked in rounds, all at once in each; answers of
 * different rounds are never mixed.
 *
 * @param devices how many fence devices it has, by level; null while that isn't known
 * @param round the round under way, or the last one
 * @param before the last round that has ended; null when none has
 * @param alive whether the machine answers by another path than its hypervisor; null while that isn't known
 * @param knockedAt when that was found out; null for never
 * @param aliveAt when it answered by another path last; null for never
 * @param knocking whether it is being tried now
 * @param off the last attempt to switch it off; null when there was none
 */
public record Findings(
        Map<Integer, Integer> devices,
        Round round,
        Round before,
        Boolean alive,
        Instant knockedAt,
        Instant aliveAt,
        boolean knocking,
        SwitchOff off) {

    public static final Findings NONE = new Findings(null, null, null, null, null, null, false, null);

    /** @param ended whether every device has answered, or let its deadline pass */
    public record Round(Instant askedAt, List<Power> answers, boolean ended) {}

    /**
     * An attempt to switch a host off.
     *
     * @param failover on whose behalf
     * @param begunAt when it was begun
     * @param endedAt null while it is under way
     * @param seenOff whether the host was seen off at its end
     * @param text what was done, or why it failed
     * @param failures how many attempts for this failover have failed in a row, this one included
     */
    public record SwitchOff(
            UUID failover, Instant begunAt, Instant endedAt, boolean seenOff, String text, int failures) {}

    public boolean asking() {
        return round != null && !round.ended();
    }

    /** When its devices were asked last; null for never. */
    public Instant askedAt() {
        return round == null ? null : round.askedAt();
    }

    /** The answers of the last round that has ended, if it began no earlier; null when there is none. */
    List<Power> answersSince(Instant since) {
        return before == null || before.askedAt().isBefore(since) ? null : before.answers();
    }

    /** The answers so far of a round under way, if it began no earlier: of whole levels, up to the first that isn't. */
    List<Power> firstLevelsSince(Instant since) {
        if (devices == null || round == null || round.askedAt().isBefore(since)) {
            return List.of();
        }
        return devices.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .takeWhile(level -> said(level.getKey()).size() == level.getValue())
                .flatMap(level -> said(level.getKey()).stream())
                .toList();
    }

    private List<Power> said(int level) {
        return round.answers().stream().filter(power -> power.level() == level).toList();
    }

    public Findings begin(Instant at) {
        return new Findings(devices, new Round(at, List.of(), false), before, alive, knockedAt, aliveAt, knocking, off);
    }

    public Findings withDevices(Map<Integer, Integer> levels) {
        return new Findings(levels, round, before, alive, knockedAt, aliveAt, knocking, off);
    }

    public Findings with(Power answer) {
        var more = Stream.concat(round.answers().stream(), Stream.of(answer)).toList();
        return new Findings(
                devices, new Round(round.askedAt(), more, false), before, alive, knockedAt, aliveAt, knocking, off);
    }

    public Findings end() {
        var done = new Round(round.askedAt(), round.answers(), true);
        return new Findings(devices, done, done, alive, knockedAt, aliveAt, knocking, off);
    }

    public Findings knock() {
        return new Findings(devices, round, before, alive, knockedAt, aliveAt, true, off);
    }

    /** The end of knocking. */
    public Findings withAlive(Boolean answer, Instant at) {
        var lived = Boolean.TRUE.equals(answer) ? at : aliveAt;
        return new Findings(devices, round, before, answer, at, lived, false, off);
    }

    public Findings withOff(SwitchOff attempt) {
        return new Findings(devices, round, before, alive, knockedAt, aliveAt, knocking, attempt);
    }
}
