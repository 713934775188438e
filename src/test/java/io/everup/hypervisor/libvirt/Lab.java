package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorListener;
import io.everup.hypervisor.VmSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;

/** Where the lab's hosts are and what boots there; see src/lab. */
final class Lab {

    static final HypervisorListener DEAF = new HypervisorListener() {
        @Override
        public void vmChanged(UUID vm) {}

        @Override
        public void closed(String why) {}
    };

    private static String folder;
    private static FileLock reservation;

    private Lab() {}

    static HostUri host(int n) {
        return HostUri.parse("qemu+tcp://10.77.0." + n + "/system");
    }

    static boolean isUp() {
        reserve();
        try {
            Preflight.check(host(1), Duration.ofSeconds(1));
            Preflight.check(host(2), Duration.ofSeconds(1));
            return true;
        } catch (HypervisorFailure e) {
            return false;
        }
    }

    /** There is one lab per machine, and tests of two checkouts would remove each other's VMs. */
    private static synchronized void reserve() {
        if (reservation != null) {
            return;
        }
        try {
            var file = Path.of(System.getProperty("java.io.tmpdir"), "everup-lab-tests.lock");
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // until this process ends
            reservation = channel.lock();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Hypervisor connect(int n) {
        return new LibvirtDriver().connect(host(n), Credentials.NONE, DEAF, Duration.ofSeconds(20));
    }

    /** A small Linux in the hosts' shared folder. */
    static synchronized VmSpec.Boot boot(String name, String address) {
        if (folder == null) {
            try (var host = connect(1)) {
                folder = host.datastores().stream()
                        .filter(store -> store.name().equals("shared"))
                        .findFirst()
                        .orElseThrow()
                        .path();
            }
        }
        return new VmSpec.Boot(
                folder + "/lab-vmlinuz",
                folder + "/lab-initrd.img",
                "console=ttyS0 console=tty0 quiet mitigations=off nokaslr swiotlb=noforce everup.name=" + name
                        + " everup.addr=" + address + "/24 everup.gw=10.78.0.254");
    }
}
