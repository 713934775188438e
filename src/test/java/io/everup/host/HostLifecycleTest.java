package io.everup.host;

import static io.everup.host.HostSignal.*;
import static io.everup.host.HostState.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostLifecycleTest {

    static Stream<Arguments> pairs() {
        return Stream.of(HostState.values())
                .flatMap(state -> Stream.of(HostSignal.values()).map(signal -> Arguments.of(state, signal)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairIsAStateOrARefusalThatSaysWhatToDo(HostState state, HostSignal signal) {
        if (HostLifecycle.next(state, signal).isPresent()) {
            return;
        }
        var refusal = HostLifecycle.refusal("h2", state, signal);
        assertThat(refusal.getMessage())
                .as("a refusal tells which host it is about and how it is: %s in %s", signal, state)
                .startsWith("h2 is ")
                .contains(state.sentence())
                .endsWith(".");
        assertThat(refusal.next())
                .as("a refusal says what to do next: %s in %s", signal, state)
                .isNotBlank()
                .endsWith(".");
    }

    @ParameterizedTest
    @EnumSource(HostState.class)
    void everyStateHasASentenceAndLeadsBackToUp(HostState state) {
        assertThat(state.sentence()).endsWith(".").hasSizeGreaterThan(5);
        assertThat(reachable(state, Set.of()))
                .as("no host state is a trap: %s", state)
                .contains(UP);
    }

    @ParameterizedTest
    @EnumSource(HostState.class)
    void onlyAProofLeadsToFenced(HostState state) {
        HostLifecycle.TABLE.get(state).forEach((signal, next) -> {
            if (next == FENCED) {
                assertThat(signal)
                        .as("S2: only a proof makes a host count as off: %s in %s", signal, state)
                        .isIn(POWER_SEEN_OFF, FENCING_VERIFIED, CONFIRMED_DEAD);
            }
        });
    }

    @Test
    void aFencedHostIsCheckedBeforeItMayWork() {
        assertThat(HostLifecycle.TABLE.get(FENCED).values())
                .as("S5: a host that comes back is checked first")
                .containsExactly(CONNECTING);
        assertThat(reachable(FENCED, Set.of(READY)))
                .as("S5: only the end of the check (READY) makes it up")
                .doesNotContain(UP);
    }

    @Test
    void aHostInMaintenanceIsNotAFailedHost() {
        assertThat(HostLifecycle.TABLE.get(MAINTENANCE).keySet())
                .as("a host in maintenance is neither doubted nor fenced")
                .containsExactly(MAINTENANCE_ENDED);
    }

    private static Set<HostState> reachable(HostState from, Set<HostSignal> without) {
        var reached = EnumSet.of(from);
        var size = 0;
        while (size < reached.size()) {
            size = reached.size();
            Set.copyOf(reached)
                    .forEach(state -> HostLifecycle.TABLE.get(state).forEach((signal, next) -> {
                        if (!without.contains(signal) && !(next == SUSPECT && !without.isEmpty())) {
                            reached.add(next);
                        }
                    }));
        }
        return reached;
    }
}
