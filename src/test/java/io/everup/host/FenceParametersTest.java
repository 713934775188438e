package io.everup.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.PowerControl.Agent;
import io.everup.hypervisor.PowerControl.Kind;
import io.everup.hypervisor.PowerControl.Parameter;
import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FenceParametersTest {

    private static final Agent BOARD = new Agent(
            "fence_board",
            "A board",
            List.of(
                    new Parameter("ip", "", false, false, null),
                    new Parameter("username", "", true, false, null),
                    new Parameter("password", "", false, true, null),
                    new Parameter("plug", "", false, false, null),
                    new Parameter("ipport", "", false, false, "623", Kind.NUMBER, List.of()),
                    new Parameter("lanplus", "", false, false, "0", Kind.FLAG, List.of()),
                    new Parameter("auth", "", false, false, null, Kind.CHOICE, List.of("md5", "none"))),
            null,
            Map.of("password_script", "It would run a program on the portal's machine."));

    @Test
    void takesWhatTheAgentTakesInItsForm() {
        var right = FenceParameters.check(
                BOARD,
                Map.of("ip", "10.0.0.1", "username", "admin", "lanplus", "true", "ipport", "6230", "auth", "md5"));
        assertThat(right).containsEntry("lanplus", "1").containsEntry("ipport", "6230");
    }

    @Test
    void olderNamesMeanTheSame() {
        assertThat(FenceParameters.check(BOARD, Map.of("ipaddr", "10.0.0.1", "login", "a", "passwd", "p", "port", "3")))
                .isEqualTo(Map.of("ip", "10.0.0.1", "username", "a", "password", "p", "plug", "3"));
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> FenceParameters.check(
                        BOARD,
                        Map.of("ipport", "x", "lanplus", "maybe", "auth", "md4", "password_script", "/x", "no", "1")))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields())
                                .extracting(Refusal.Field::name)
                                .containsExactlyInAnyOrder(
                                        "fence.ipport",
                                        "fence.lanplus",
                                        "fence.auth",
                                        "fence.password_script",
                                        "fence.no",
                                        "fence.ip",
                                        "fence.username"));
    }

    @Test
    void aSecretStaysWhereItGoesWhereItWent() {
        var before = Map.of("ip", "10.0.0.1", "username", "admin", "password", "s3cret", "plug", "1");
        assertThat(FenceParameters.changed(BOARD, before, Map.of("ip", "10.0.0.1", "username", "admin", "plug", "2")))
                .containsEntry("password", "s3cret")
                .containsEntry("plug", "2");
        assertThatThrownBy(() -> FenceParameters.changed(
                        BOARD, before, Map.of("ip", "10.6.6.6", "username", "admin", "plug", "1")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Type password again")
                .hasMessageContaining("ip changed");
        assertThat(FenceParameters.changed(BOARD, before, Map.of("ip", "10.6.6.6", "password", "new")))
                .containsEntry("password", "new");
    }

    @Test
    void levelsHaveNoGaps() {
        assertThat(levels(null, null, null)).containsExactly(1, 2, 3);
        assertThat(levels(1, 1, null)).containsExactly(1, 1, 2);
        assertThat(levels(7, 3, 7)).containsExactly(2, 1, 2);
        assertThatThrownBy(() -> levels(0)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> levels(10)).isInstanceOf(Refusal.class);
    }

    private static List<Integer> levels(Integer... wanted) {
        var list = new ArrayList<Integer>();
        for (var level : wanted) {
            list.add(level);
        }
        return FenceParameters.levels(list);
    }
}
