package io.everup.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReconcilerTest {

    static Stream<Arguments> all() {
        return Stream.of(VmState.values())
                .flatMap(state -> Stream.of(Power.values())
                        .flatMap(
                                power -> Stream.of(Reason.values()).map(reason -> Arguments.of(state, power, reason))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whateverIsSeenMeansSomethingInTheState(VmState state, Power power, Reason reason) {
        var verdict = Reconciler.judge(state, power, reason);
        if (state.changing() || state == VmState.DELETED || power == Power.UNKNOWN) {
            assertThat(verdict)
                    .as("what a task is at work on, or nobody knows, is not judged: %s %s %s", state, power, reason)
                    .isEmpty();
        }
        verdict.ifPresent(found -> assertThat(VmLifecycle.next(state, found.signal()))
                .as("the gate knows every signal the reconciler gives: %s in %s", found.signal(), state)
                .isPresent());
    }

    @ParameterizedTest(name = "{0} seen {1} ({2}): {3}, wanted on {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "STOPPED, RUNNING, NONE,         SEEN_RUNNING, true",
                "PAUSED,  RUNNING, NONE,         SEEN_RUNNING, true",
                "FAULTED, RUNNING, NONE,         SEEN_RUNNING, true",
                "RUNNING, RUNNING, NONE,         -,            -",
                "RUNNING, OFF,     SHUTDOWN,     SEEN_OFF,     false",
                "RUNNING, OFF,     POWERED_OFF,  SEEN_OFF,     false",
                "RUNNING, OFF,     CRASHED,      SEEN_OFF,     -",
                "RUNNING, OFF,     NONE,         SEEN_OFF,     -",
                "RUNNING, OFF,     MIGRATED,     -,            -",
                "STOPPED, OFF,     NONE,         -,            -",
                "RUNNING, PAUSED,  SUSPENDED,    SEEN_PAUSED,  -",
                "RUNNING, PAUSED,  IO_ERROR,     SEEN_PAUSED,  -",
                "RUNNING, PAUSED,  CRASHED,      SEEN_PAUSED,  -",
                "RUNNING, PAUSED,  MIGRATING,    -,            -",
                "PAUSED,  PAUSED,  SUSPENDED,    -,            -",
                "RUNNING, UNKNOWN, NONE,         -,            -",
            })
    void judges(VmState state, Power power, Reason reason, VmSignal signal, Boolean wantedOn) {
        var verdict = Reconciler.judge(state, power, reason);
        assertThat(verdict.map(Reconciler.Verdict::signal).orElse(null)).isEqualTo(signal);
        assertThat(verdict.map(Reconciler.Verdict::wantedOn).orElse(null))
                .as("S6: only what its owner or guest did changes whether it is wanted on")
                .isEqualTo(wantedOn);
    }

    @Test
    void aDiskErrorIsExplained() {
        assertThat(Reconciler.judge(VmState.RUNNING, Power.PAUSED, Reason.IO_ERROR)
                        .orElseThrow()
                        .problem())
                .contains("disk");
    }
}
