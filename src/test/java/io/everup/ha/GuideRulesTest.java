package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.ha.FailoverReport.Act;
import io.everup.ha.FailoverReport.Guide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is called at night is told first what to do, and is asked for nothing where nothing is to be done. */
class GuideRulesTest {

    private String advice;
    private int devices = 1;
    private String disarmed;
    private boolean gone;
    private int vms = 4;
    private int running;
    private int roomless;
    private int failing;

    private Guide guide(FailoverState state) {
        return GuideRules.guide(
                new GuideRules.Facts("h2", state, advice, devices, disarmed, gone, vms, running, roomless, failing));
    }

    @ParameterizedTest
    @EnumSource
    void everyStateHasWordsForBoth(FailoverState state) {
        assertThat(guide(state).todo()).isNotBlank().endsWith(".");
        assertThat(guide(state).doing()).isNotBlank().endsWith(".");
    }

    @Test
    void oneThatWaitsSaysItsAdviceAndOffersTheWord() {
        advice = "Go and make sure that h2 is off, then confirm that it is dead.";
        assertThat(guide(FailoverState.WAITING).todo()).isEqualTo(advice);
        assertThat(guide(FailoverState.WAITING).acts()).containsExactly(Act.CONFIRM_DEAD, Act.FENCE, Act.MEND_FENCE);
        devices = 0;
        assertThat(guide(FailoverState.WAITING).acts())
                .as("what has no device can't be switched off")
                .doesNotContain(Act.FENCE);
        gone = true;
        assertThat(guide(FailoverState.WAITING).acts()).isEmpty();
    }

    @Test
    void inADisarmedPoolArmingComesFirst() {
        disarmed = "HA is disarmed until 03:00 by Oli because: switch work.";
        assertThat(guide(FailoverState.WAITING).acts()).startsWith(Act.ARM);
        assertThat(guide(FailoverState.WAITING).doing()).startsWith(disarmed);
    }

    @Test
    void recoveringAsksForRoomOnlyWhereItLacks() {
        running = 2;
        assertThat(guide(FailoverState.RECOVERING).todo()).startsWith("Nothing");
        assertThat(guide(FailoverState.RECOVERING).doing()).isEqualTo("2 of 4 VMs run again.");
        failing = 1;
        assertThat(guide(FailoverState.RECOVERING).todo()).contains("1 VM doesn't start");
        roomless = 2;
        assertThat(guide(FailoverState.RECOVERING).todo()).startsWith("Make room: 2 VMs");
        assertThat(guide(FailoverState.RECOVERING).acts()).containsExactly(Act.MAKE_ROOM);
    }

    @Test
    void whatIsOverAsksForTheMachineAlone() {
        running = 4;
        assertThat(guide(FailoverState.DONE).tone()).isEqualTo("ok");
        assertThat(guide(FailoverState.DONE).doing()).isEqualTo("All 4 VMs run again.");
        running = 3;
        assertThat(guide(FailoverState.DONE).tone()).isEqualTo("warn");
        assertThat(guide(FailoverState.DISMISSED).todo()).startsWith("Nothing.");
    }
}
