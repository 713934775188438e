package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvacuationRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private int count;

    private VmLines.Line line(VmPhase phase, Instant notBefore) {
        var id = new UUID(0, ++count);
        return new VmLines.Line(id, id, id, "vm-" + count, Choice.MOVE, null, phase, 0, notBefore, null);
    }

    @Test
    void noMoreAreBegunThanMayBeUnderWay() {
        var lines = List.of(
                line(VmPhase.MOVING, null),
                line(VmPhase.WAITING, null),
                line(VmPhase.WAITING, null),
                line(VmPhase.MOVED, null));
        assertThat(EvacuationRules.next(lines, 2, NOW).begin()).containsExactly(lines.get(1));
        assertThat(EvacuationRules.next(lines, 1, NOW).begin()).isEmpty();
    }

    @Test
    void whatFailedIsTriedAgainAfterAPauseAndNotForEver() {
        var waits = line(VmPhase.WAITING, NOW.plusSeconds(5));
        assertThat(EvacuationRules.next(List.of(waits), 2, NOW).begin()).isEmpty();
        assertThat(EvacuationRules.next(List.of(waits), 2, NOW).stuck())
                .as("it goes on by itself")
                .isFalse();
        assertThat(EvacuationRules.next(List.of(waits), 2, NOW.plusSeconds(5)).begin())
                .containsExactly(waits);
        assertThat(EvacuationRules.again(0)).isNotNull();
        assertThat(EvacuationRules.again(EvacuationRules.MOST_ATTEMPTS - 1)).isNull();
    }

    @Test
    void itIsStuckOnlyWhenNothingButAChoiceHelps() {
        var blocked = line(VmPhase.BLOCKED, null);
        assertThat(EvacuationRules.next(List.of(blocked, line(VmPhase.MOVED, null)), 2, NOW)
                        .stuck())
                .isTrue();
        assertThat(EvacuationRules.next(List.of(blocked, line(VmPhase.MOVING, null)), 2, NOW)
                        .stuck())
                .isFalse();
        assertThat(EvacuationRules.next(List.of(blocked), 2, NOW).empty()).isFalse();
        assertThat(EvacuationRules.next(List.of(line(VmPhase.OFF, null)), 2, NOW)
                        .empty())
                .isTrue();
    }

    @Test
    void whatAHostHasLostIsNamedAndNewerVersionsAreNoLoss() {
        var before = new HostChecks.Reach(Map.of("1", "shared", "2", "iso"), Map.of("3", "guests"), "7.2.9", "9.0.0");
        var same = new HostChecks.Reach(before.datastores(), before.networks(), "7.2.22", "9.0.0");
        assertThat(ReachRules.lost(before, same)).isEmpty();
        var less = new HostChecks.Reach(Map.of("2", "iso"), Map.of(), "7.2.9", "8.10.0");
        assertThat(ReachRules.lost(before, less)).hasSize(3).anyMatch(text -> text.contains("shared"));
    }
}
