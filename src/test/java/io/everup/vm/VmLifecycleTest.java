package io.everup.vm;

import static io.everup.vm.VmSignal.*;
import static io.everup.vm.VmState.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VmLifecycleTest {

    static Stream<Arguments> pairs() {
        return Stream.of(VmState.values())
                .flatMap(state -> Stream.of(VmSignal.values()).map(signal -> Arguments.of(state, signal)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairIsAStateOrARefusalThatSaysWhatToDo(VmState state, VmSignal signal) {
        if (VmLifecycle.next(state, signal).isPresent()) {
            return;
        }
        var refusal = VmLifecycle.refusal("web-1", state, signal);
        assertThat(refusal.getMessage())
                .as("a refusal tells which VM it is about and how it is: %s in %s", signal, state)
                .startsWith("web-1 is ")
                .contains(state.sentence())
                .endsWith(".");
        assertThat(refusal.next())
                .as("a refusal says what to do next: %s in %s", signal, state)
                .isNotBlank()
                .endsWith(".");
        assertThat(refusal.code()).isEqualTo("vm-" + state.name().toLowerCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource(VmState.class)
    void everyStateHasASentence(VmState state) {
        assertThat(state.sentence()).endsWith(".").hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource(VmState.class)
    void noStateIsATrap(VmState state) {
        assertThat(reachable(state))
                .as("from every state a state of rest can be reached: %s", state)
                .containsAnyOf(STOPPED, RUNNING, DELETED);
        if (state != DELETED) {
            assertThat(reachable(state))
                    .as("whatever happens, a VM can be deleted in the end: %s", state)
                    .contains(DELETED);
        }
    }

    @Test
    void aDeletedVmStaysDeleted() {
        assertThat(VmLifecycle.TABLE.get(DELETED))
                .as("nothing brings a deleted VM back")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(VmState.class)
    void aTaskAtWorkIsNeverOverruledByWhatIsSeen(VmState state) {
        if (state.changing()) {
            assertThat(VmLifecycle.TABLE.get(state).keySet())
                    .as("while a task is at work, what a host shows moves nothing: %s", state)
                    .noneMatch(signal -> signal.name().startsWith("SEEN"));
        }
    }

    @ParameterizedTest
    @EnumSource(VmState.class)
    void everyTaskMayGiveUp(VmState state) {
        if (state.changing()) {
            assertThat(VmLifecycle.next(state, GIVEN_UP))
                    .as("a task that ends without success leaves no VM in between: %s", state)
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = VmState.class,
            names = {"STARTING", "RUNNING", "PAUSED", "STOPPING", "MIGRATING"})
    void whatMayBeInMemoryIsRecoveredWhenItsHostDies(VmState state) {
        assertThat(VmLifecycle.next(state, HOST_DIED))
                .as("L1: %s with a dead host is recovered", state)
                .contains(RECOVERING);
    }

    @Test
    void whatIsOffStaysOffWhenItsHostDies() {
        assertThat(VmLifecycle.next(STOPPED, HOST_DIED))
                .as("S6: what is off stays off")
                .isEmpty();
    }

    private static Set<VmState> reachable(VmState from) {
        var reached = EnumSet.of(from);
        var size = 0;
        while (size < reached.size()) {
            size = reached.size();
            Set.copyOf(reached)
                    .forEach(
                            state -> reached.addAll(VmLifecycle.TABLE.get(state).values()));
        }
        return reached;
    }
}
