package io.everup.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostUriTest {

    @ParameterizedTest
    @CsvSource({
        "qemu+tcp://10.77.0.1/system,          qemu, tcp, 10.77.0.1, 16509",
        "qemu+tls://h1.example/system,         qemu, tls, h1.example, 16514",
        "qemu+ssh://root@h1:2222/system,       qemu, ssh, h1, 2222",
        "QEMU+SSH://root@h1/system,            qemu, ssh, h1, 22",
        "xen+ssh://root@[fe80::1]/system,      xen,  ssh, [fe80::1], 22",
        "qemu:///system,                       qemu, '',  '', 0",
        "test:///default,                      test, '',  '', 0",
        "qemu+unix:///system?socket=/run/x,    qemu, unix, '', 0",
        "sim://3x20/h1,                        sim,  '',  3x20, 0",
        "sim://3x20-demo/h1,                   sim,  '',  3x20-demo, 0",
    })
    void reads(String text, String kind, String transport, String address, int port) {
        var uri = HostUri.parse(" " + text + " ");
        assertThat(uri.text()).isEqualTo(text);
        assertThat(uri.kind()).isEqualTo(kind);
        assertThat(uri.transport()).isEqualTo(transport);
        assertThat(uri.address()).isEqualTo(address);
        assertThat(uri.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "h1",
                "http://h1/",
                "qemu+tcp:///system",
                "qemu+ssh:///system",
                "qemu+tcp://root:hunter2@h1/system",
                "esx://h1/",
                "qemu+tcp://h 1/system",
                "::::",
                "qemu+libssh2://h1/system"
            })
    void refusesWithTheFieldAndAnExample(String text) {
        assertThatThrownBy(() -> HostUri.parse(text))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields()).singleElement().satisfies(field -> {
                            assertThat(field.name()).isEqualTo("uri");
                            assertThat(field.problem()).endsWith(".").doesNotContain("hunter2");
                        }));
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 100_000})
    void refusesWhatIsTooLong(int length) {
        assertThatThrownBy(() -> HostUri.parse("qemu+tcp://" + "h".repeat(length) + "/system"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("500");
    }
}
