package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Refused;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibvirtUriTest {

    @ParameterizedTest
    @CsvSource({
        "qemu+tcp://10.77.0.1/system, qemu+tcp://10.77.0.1/system",
        "qemu+tcp://10.77.0.1, qemu+tcp://10.77.0.1/system",
        "qemu+tls://h1:16600/, qemu+tls://h1:16600/system",
        "qemu+tcp://[fd00::1]/system, qemu+tcp://[fd00::1]/system",
        "qemu:///system, qemu:///system",
        "qemu+unix:///session?socket=/run/x, qemu+unix:///session?socket=/run/x",
        "test:///default, test:///default",
        "xen+ssh://root@x1/, xen+ssh://root@x1/system",
    })
    void addressesAreGivenOn(String host, String expected) {
        assertThat(LibvirtUri.text(HostUri.parse(host))).isEqualTo(expected);
    }

    @Test
    void sshGetsUserAndKey() {
        assertThat(LibvirtUri.ssh(HostUri.parse("qemu+ssh://h1/system"), "an$a b", Path.of("/tmp/k 1")))
                .isEqualTo("qemu+ssh://an%24a%20b@h1/system?no_tty=1&keyfile=%2Ftmp%2Fk%201");
        assertThat(LibvirtUri.ssh(HostUri.parse("qemu+ssh://root@h1/system?mode=legacy"), "ada", null))
                .isEqualTo("qemu+ssh://root@h1/system?mode=legacy&no_tty=1");
    }

    @ParameterizedTest
    @CsvSource({"command=/bin/sh", "keyfile=/x", "no_verify=1", "netcat=x", "known_hosts=/dev/null", "mode=x&command=y"
    })
    void addressesMayNotReachIntoThePortalsMachine(String query) {
        assertThatThrownBy(() -> LibvirtUri.text(HostUri.parse("qemu+ssh://h1/system?" + query)))
                .isInstanceOf(Refused.class);
    }
}
