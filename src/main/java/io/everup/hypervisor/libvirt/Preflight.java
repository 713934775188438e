package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Looks whether somebody answers at a host's port, before libvirt's library is let there: it waits for ever, and can't
 * be called back, when a host accepts the connection and then says nothing.
 */
final class Preflight {

    private static final int PROGRAM = 0x20008086;
    private static final int AUTH_LIST = 66;
    private static final int HEADER = 28;
    private static final String SSH = "SSH-";

    private Preflight() {}

    /** Does nothing for a hypervisor on this machine. */
    static void check(HostUri host, Duration deadline) {
        if (host.port() == 0 || host.address().isEmpty()) {
            return;
        }
        var where = host.address() + ":" + host.port();
        var address = new InetSocketAddress(bare(host.address()), host.port());
        if (address.isUnresolved()) {
            throw new Unreachable("There is no host named " + host.address() + ".", null);
        }
        var end = System.nanoTime() + deadline.toNanos();
        try (var socket = new Socket()) {
            socket.connect(address, millis(end));
            socket.setSoTimeout(millis(end));
            firstWord(host, socket, where);
        } catch (SocketTimeoutException e) {
            throw new Unreachable("Nothing answers at " + where + ".", e);
        } catch (ConnectException e) {
            var refused = e.getMessage() != null && e.getMessage().contains("refused");
            throw new Unreachable(
                    refused
                            ? host.address() + " is there, but nothing listens at port " + host.port() + "."
                            : "Nothing answers at " + where + ".",
                    e);
        } catch (IOException e) {
            throw new Unreachable("Nothing answers at " + where + ": " + e.getMessage() + ".", e);
        }
    }

    private static void firstWord(HostUri host, Socket socket, String where) throws IOException {
        if (!host.transport().equals("tcp") && !host.transport().equals("ssh")) {
            return;
        }
        try {
            var tcp = host.transport().equals("tcp");
            if (tcp) {
                socket.getOutputStream().write(authList());
            }
            var answer = socket.getInputStream().readNBytes(tcp ? 2 * Integer.BYTES : SSH.length());
            var right = tcp
                    ? answer.length == 2 * Integer.BYTES
                            && ByteBuffer.wrap(answer).getInt(Integer.BYTES) == PROGRAM
                    : new String(answer, StandardCharsets.US_ASCII).equals(SSH);
            if (!right) {
                throw new Unreachable(where + " doesn't speak " + (tcp ? "libvirt's protocol." : "SSH."), null);
            }
        } catch (SocketTimeoutException e) {
            throw new Unreachable(where + " takes the connection but says nothing: its daemon hangs.", e);
        }
    }

    /** The first message any client of libvirt sends: "how may I log in?" (remote_protocol.x, virnetprotocol.x). */
    private static byte[] authList() {
        return ByteBuffer.allocate(HEADER)
                .putInt(HEADER)
                .putInt(PROGRAM)
                .putInt(1)
                .putInt(AUTH_LIST)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .array();
    }

    private static String bare(String address) {
        return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
    }

    private static int millis(long end) {
        return (int) Math.max(1, (end - System.nanoTime()) / 1_000_000);
    }
}
