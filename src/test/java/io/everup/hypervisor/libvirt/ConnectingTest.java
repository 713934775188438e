package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Peers at the other end of a connection that are no good. */
class ConnectingTest {

    private static final Duration DEADLINE = Duration.ofMillis(400);

    @Test
    void aClosedPortIsSaidToBeClosed() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> connect(port))
                .isInstanceOf(Unreachable.class)
                .hasMessage("127.0.0.1 is there, but nothing listens at port " + port + ".");
    }

    @Test
    void aPeerThatSaysNothingIsGivenUpInTime() throws IOException {
        try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var begun = System.nanoTime();
            assertThatThrownBy(() -> connect(mute.getLocalPort()))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("its daemon hangs");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aPeerThatStopsTalkingIsGivenUpInTime() throws IOException {
        try (var peer = new Peer(authList())) {
            assertThatThrownBy(() -> connect(peer.port()))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("its libvirt doesn't answer");
        }
    }

    @Test
    void manyAttemptsThatHangAreNotAddedTo() throws IOException {
        try (var peer = new Peer(authList())) {
            for (int n = 0; n < 8; n++) {
                assertThatThrownBy(() -> connect(peer.port())).hasMessageContaining("doesn't answer");
            }
            assertThatThrownBy(() -> connect(peer.port()))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("8 attempts to connect are still waiting");
        }
    }

    @Test
    void aPeerThatIsNotLibvirtIsUnreachable() throws IOException {
        try (var peer = new Peer("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
            assertThatThrownBy(() -> connect(peer.port()))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("doesn't speak libvirt's protocol");
        }
    }

    @Test
    void anUnknownNameIsSaidToBeUnknown() {
        assertThatThrownBy(
                        () -> connect(HostUri.parse("qemu+tcp://no-such-host.invalid/system"), Duration.ofSeconds(5)))
                .isInstanceOf(Unreachable.class);
    }

    @Test
    void whatTheUriMayNotSayIsRefused() {
        for (var query :
                new String[] {"command=/bin/sh", "keyfile=/etc/shadow", "no_verify=1", "no_verify", "pkipath=/tmp"}) {
            assertThatThrownBy(() -> connect(HostUri.parse("qemu+ssh://root@127.0.0.1/system?" + query), DEADLINE))
                    .as(query)
                    .isInstanceOf(Refused.class);
        }
    }

    private static void connect(int port) {
        connect(HostUri.parse("qemu+tcp://127.0.0.1:" + port + "/system"), DEADLINE);
    }

    private static void connect(HostUri uri, Duration deadline) {
        new LibvirtDriver().connect(uri, Credentials.NONE, Lab.DEAF, deadline);
    }

    /** The answer to "how may I log in?": one way, none. */
    private static byte[] authList() {
        return ByteBuffer.allocate(36)
                .putInt(36)
                .putInt(0x20008086)
                .putInt(1)
                .putInt(66)
                .putInt(1)
                .putInt(0)
                .putInt(0)
                .putInt(1)
                .putInt(0)
                .array();
    }

    /** Gives the same answer to each first word and says no more. */
    private static final class Peer implements AutoCloseable {

        /** A socket nobody holds is closed by the garbage collector. */
        private final List<Socket> held = new CopyOnWriteArrayList<>();

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        private Peer(byte[] answer) throws IOException {
            var thread = new Thread(() -> {
                try {
                    while (true) {
                        var socket = server.accept();
                        held.add(socket);
                        socket.getInputStream().read();
                        socket.getOutputStream().write(answer);
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
