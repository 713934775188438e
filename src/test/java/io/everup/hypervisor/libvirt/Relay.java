package io.everup.hypervisor.libvirt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A wire to a host that can be cut: nothing passes any more, and neither end is told, as when the host loses its power
 * or its network.
 */
final class Relay implements AutoCloseable {

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean cutToHost;
    private volatile boolean cutFromHost;

    Relay(String host, int port) throws IOException {
        target = new InetSocketAddress(host, port);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What is said from now on arrives nowhere. */
    void cut() {
        cutToHost = true;
        cutFromHost = true;
    }

    /** The host hears and acts, but its answers are lost. */
    void cutAnswers() {
        cutFromHost = true;
    }

    /** Both ends are told that the other is gone. */
    void hangUp() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            var near = server.accept();
            var far = new Socket();
            sockets.add(near);
            sockets.add(far);
            far.connect(target);
            start(() -> {
                pump(near, far, true);
                hangUp(near, far);
            });
            start(() -> {
                pump(far, near, false);
                hangUp(near, far);
            });
        }
    }

    private void pump(Socket from, Socket to, boolean toHost) throws IOException {
        var buffer = new byte[64 * 1024];
        for (int n = from.getInputStream().read(buffer);
                n >= 0;
                n = from.getInputStream().read(buffer)) {
            if (!(toHost ? cutToHost : cutFromHost)) {
                to.getOutputStream().write(buffer, 0, n);
            }
        }
    }

    private void hangUp(Socket near, Socket far) throws IOException {
        if (!cutToHost && !cutFromHost) {
            near.close();
            far.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one end is gone, and so is this wire
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            hangUp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
