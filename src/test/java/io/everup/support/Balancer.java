package io.everup.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The simplest load balancer there is: each new connection goes to the next server in turn that takes it. No stickiness. */
final class Balancer implements Closeable {

    private static final int CONNECT_MILLIS = 2_000;

    private final List<Integer> ports;
    private final ServerSocket socket;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "balancer");
        thread.setDaemon(true);
        return thread;
    });

    Balancer(List<Integer> ports) {
        this.ports = List.copyOf(ports);
        try {
            socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var caller = socket.accept();
                threads.execute(() -> connect(caller));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void connect(Socket caller) {
        for (var tries = 0; tries < ports.size(); tries++) {
            var server = new Socket();
            try {
                var port = ports.get(Math.floorMod(turn.getAndIncrement(), ports.size()));
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                threads.execute(() -> copy(caller, server));
                copy(server, caller);
                return;
            } catch (IOException e) {
                quietly(server);
            }
        }
        quietly(caller);
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one of them hung up
        } finally {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
