package io.everup.host.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.PowerControl.Agent;
import io.everup.hypervisor.PowerControl.Kind;
import io.everup.hypervisor.PowerControl.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FenceFormTest {

    private static final Agent IPMI = new Agent(
            "fence_ipmilan",
            "Fence agent for IPMI",
            List.of(
                    new Parameter(
                            "plug",
                            "IP address or hostname of fencing device (together with --port-as-ip)",
                            false,
                            false,
                            null),
                    new Parameter("ip", "IP address or hostname of fencing device", false, false, null),
                    new Parameter("lanplus", "Use Lanplus", false, false, "0", Kind.FLAG, List.of()),
                    new Parameter("login_timeout", "Wait X seconds", false, false, "5", Kind.SECONDS, List.of()),
                    new Parameter(
                            "odd_thing", "A thing that nobody has put a name to, at such length", false, false, null)),
            null);
    private static final Agent NETIO =
            new Agent("fence_netio", "I/O Fencing agent for Koukaam NETIO-230B", List.of(), null);
    private static final Agent RARE = new Agent("fence_zz", "Something rare. And more of it.", List.of(), null);

    @Test
    void usualAgentsComeFirstAndTheirPreambleIsLeftOut() {
        var form = FenceForm.of(List.of(RARE, NETIO, IPMI), "");
        assertThat(form.usual())
                .containsExactly(
                        java.util.Map.entry("fence_ipmilan", "IPMI"),
                        java.util.Map.entry("fence_netio", "Koukaam NETIO-230B"));
        assertThat(form.others()).containsEntry("fence_zz", "Something rare.");
        assertThat(form.chosen()).isNull();
    }

    @Test
    void whatAnAgentNeedsComesFirstAndWhatOnlyRepeatsTheAddressLast() {
        var form = FenceForm.of(List.of(IPMI), "fence_ipmilan");
        assertThat(form.mainFields())
                .extracting(field -> field.parameter().name())
                .containsExactly("ip", "lanplus");
        assertThat(form.moreFields())
                .extracting(field -> field.parameter().name())
                .containsExactly("plug", "login_timeout", "odd_thing");
        assertThat(form.mainFields().get(0).needed()).isTrue();
        assertThat(form.mainFields().get(1).proposed()).isEqualTo("1");
    }

    @Test
    void secondsAreCountedAndTheAgentsOwnWordsStandWhereThereAreNoBetter() {
        var more = FenceForm.of(List.of(IPMI), "fence_ipmilan").moreFields();
        assertThat(more.get(1).seconds()).isTrue();
        assertThat(more.get(1).standard()).isEqualTo("5");
        assertThat(more.get(2).own()).isEqualTo("A thing that nobody has put a name to, at such length");
        assertThat(more.get(0).own()).isEqualTo("plug");
        assertThat(more.get(0).description()).startsWith("IP address");
    }
}
