package io.everup.host;

import static io.everup.hypervisor.PowerControl.PowerState.OFF;
import static io.everup.hypervisor.PowerControl.PowerState.ON;
import static org.assertj.core.api.Assertions.assertThat;

import io.everup.host.FenceLevels.Said;
import io.everup.hypervisor.PowerControl.PowerState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FenceLevelsTest {

    private static final PowerState SILENT = null;

    @Test
    void oneDeviceThatSaysOffIsProof() {
        assertThat(judge(board(OFF)).off()).isTrue();
        assertThat(judge(board(ON)).off()).isFalse();
        assertThat(judge(board(SILENT)).off()).isFalse();
    }

    @Test
    void noDeviceProvesNothing() {
        assertThat(judge().off()).isFalse();
        assertThat(judge().why()).isEqualTo("It has no fence device.");
    }

    @Test
    void twoPowerSuppliesMustBothBeOff() {
        assertThat(judge(outlet(1, "a", OFF), outlet(1, "b", OFF)).off()).isTrue();
        assertThat(judge(outlet(1, "a", OFF), outlet(1, "b", ON)).off()).isFalse();
        var half = judge(outlet(1, "a", OFF), outlet(1, "b", SILENT));
        assertThat(half.off()).isFalse();
        assertThat(half.why()).isEqualTo("Only some devices of a level report off; b must do so, too.");
    }

    @Test
    void theBoardsOffIsProofThoughTheOutletsStayOn() {
        var verdict = judge(board(OFF), outlet(2, "a", ON), outlet(2, "b", ON));
        assertThat(verdict.off()).isTrue();
        assertThat(verdict.level()).isEqualTo(1);
    }

    @Test
    void aBoardThatDiedWithItsHostLeavesTheProofToTheOutlets() {
        var verdict = judge(board(SILENT), outlet(2, "a", OFF), outlet(2, "b", OFF));
        assertThat(verdict.off()).isTrue();
        assertThat(verdict.level()).isEqualTo(2);
    }

    @Test
    void outletsOfAnotherMachineProveNothing() {
        var verdict = judge(board(ON), outlet(2, "a", OFF), outlet(2, "b", OFF));
        assertThat(verdict.off()).isFalse();
        assertThat(verdict.why()).contains("may belong to another machine");
    }

    /** Every combination of three devices' answers and levels, against the rule said another way. */
    @Test
    void neverOffUnlessAWholeLevelSaysSoUncontradicted() {
        var states = new ArrayList<PowerState>(List.of(ON, OFF));
        states.add(SILENT);
        for (int n = 0; n < 27 * 27; n++) {
            var said = new ArrayList<Said>();
            for (int device = 0, rest = n; device < 3; device++, rest /= 9) {
                said.add(new Said(rest % 3 + 1, "d" + device, states.get(rest / 3 % 3)));
            }
            assertThat(FenceLevels.judge(said).off()).as("%s", said).isEqualTo(byHand(said));
        }
    }

    private static boolean byHand(List<Said> said) {
        for (int level = 1; level <= 3; level++) {
            var number = level;
            var own = said.stream().filter(each -> each.level() == number).toList();
            if (!own.isEmpty() && own.stream().noneMatch(each -> each.power() != OFF)) {
                return said.stream().noneMatch(each -> each.level() < number && each.power() == ON);
            }
        }
        return false;
    }

    private static FenceLevels.Verdict judge(Said... said) {
        return FenceLevels.judge(List.of(said));
    }

    private static Said board(PowerState power) {
        return new Said(1, "board", power);
    }

    private static Said outlet(int level, String name, PowerState power) {
        return new Said(level, name, power);
    }
}
