package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.Missing;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libvirt's own messages, as version 9.0 gave them. */
class FailuresTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            42 | Domain not found: no domain with matching uuid 'x'                     | Missing
            49 | Storage pool not found: no storage pool with matching name 'x'         | Missing
            50 | Storage volume not found: no storage vol with matching name 'x'        | Missing
            55 | Requested operation is not valid: domain is already running            | Conflict
            9  | operation failed: domain 'a' already exists with uuid x                | Conflict
            90 | storage volume 'a' exists already                                      | Conflict
            68 | Timed out during operation: cannot acquire state change lock           | Conflict
            1  | internal error: Domain 'a' is already running                          | Conflict
            1  | internal error: process exited while connecting to monitor: no memory  | Refused
            67 | unsupported configuration: no such CPU                                 | Refused
            38 | Cannot access storage file '/x': No such file or directory             | Refused
            88 | access denied: no                                                      | Refused
            """)
    void codesBecomeFailures(int code, String message, String expected) {
        assertThat(Failures.of(new LibvirtFault(code, 10, message)).getClass().getSimpleName())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Requested operation is not valid: domain is already running | Domain is already running.
            internal error: operation failed: it is full                | It is full.
            internal error: qemu unexpectedly closed the monitor: 2026-11-22T14:00:00.1Z qemu-system-x86_64: no room | No room.
            internal error: qemu unexpectedly closed the monitor: qemu: could not open kernel file '/nope' | Could not open kernel file '/nope'.
            """)
    void reasonsAreSentences(String message, String expected) {
        assertThat(Failures.reason(new LibvirtFault(1, 10, message))).isEqualTo(expected);
    }

    @Test
    void aDiskThatIsHeldElsewhereIsAConflict() {
        var image = "internal error: qemu unexpectedly closed the monitor: 2026-11-22T15:01:34.7Z qemu-system-x86_64:"
                + " -blockdev {\"node-name\":\"x\",\"backing\":null}: Failed to get \"write\" lock\nIs another process"
                + " using the image [/s/web-1.qcow2]?";
        assertThat(Failures.of(new LibvirtFault(1, 10, image)))
                .isInstanceOf(Conflict.class)
                .hasMessage("The disk /s/web-1.qcow2 is in use by another VM, or by this VM on another host.");
        var lease = "resource busy: Lockspace resource '/s/web-1.qcow2' is locked";
        assertThat(Failures.of(new LibvirtFault(87, 10, lease)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("/s/web-1.qcow2 is in use");
    }

    @Test
    void onlyWhatIsAskedForIsMissing() {
        assertThat(Failures.of(new LibvirtFault(43, 10, "Network not found: no network with matching name 'x'")))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Failures.ofVm(new LibvirtFault(49, 18, "Storage pool not found: x")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aBrokenLinkLeavesAChangeUnknown() {
        var lost = new LibvirtFault(38, 7, "End of file while reading data: Input/output error");
        assertThat(Failures.ofDeadLink(lost, true, "h1")).isInstanceOf(OutcomeUnknown.class);
        assertThat(Failures.ofDeadLink(lost, false, "h1")).isInstanceOf(Unreachable.class);
        var neverSent = new LibvirtFault(1, 7, "internal error: client socket is closed");
        assertThat(Failures.ofDeadLink(neverSent, true, "h1")).isInstanceOf(Unreachable.class);
    }

    @Test
    void aLoginIsRefusedInPlainWords() {
        assertThat(connecting(45, "authentication failed: authentication failed"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("user name, password or key is wrong");
        assertThat(connecting(45, "authentication failed: Failed to collect auth credentials"))
                .hasMessage("h1 asks for a user name and a password.");
        assertThat(connecting(38, "Cannot recv data: Host key verification failed.: Connection reset by peer"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("known_hosts");
        assertThat(connecting(38, "unable to connect to server at 'h1:16509': Connection refused"))
                .isInstanceOf(Unreachable.class);
    }

    @Test
    void aMigrationsRefusalsAreTold() {
        assertThat(migrating(78, "operation aborted: job 'migration out' canceled by client"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("runs on where it was");
        assertThat(migrating(9, "operation failed: domain 'a' already exists with uuid x"))
                .isInstanceOf(Conflict.class);
        assertThat(migrating(55, "Requested operation is not valid: domain is not running"))
                .isInstanceOf(Conflict.class);
        assertThat(migrating(81, "Unsafe migration: Migration without shared storage is unsafe"))
                .isInstanceOf(Refused.class);
        assertThat(migrating(38, "unable to connect to server at 'h2:16509': No route to host"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("can't reach h2");
        assertThat(migrating(43, "Network not found: no network with matching name 'guests'"))
                .isInstanceOf(Refused.class)
                .isNotInstanceOf(Missing.class);
    }

    private static HypervisorFailure connecting(int code, String message) {
        return Failures.ofConnecting(new LibvirtFault(code, 7, message), "h1");
    }

    private static HypervisorFailure migrating(int code, String message) {
        return Migrations.refusal(new LibvirtFault(code, 10, message), HostUri.parse("qemu+tcp://h2/system"));
    }
}
