package io.everup.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A small server on this machine that answers every connection in the same way. */
public final class ProbedServer implements AutoCloseable {

    private static final char[] SECRET = "secret".toCharArray();

    private interface Manner {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Thread thread;
    private volatile String answer;
    private volatile String lastRequest = "";

    private ProbedServer(ServerSocket listener, String answer, Manner manner) {
        this.listener = listener;
        this.answer = answer;
        this.thread = new Thread(() -> accept(manner == null ? this::say : manner), "probed-server");
        thread.setDaemon(true);
        thread.start();
    }

    public static ProbedServer plain(String answer) {
        return new ProbedServer(open(), answer, null);
    }

    /** On an address of this machine that others reach, too: probes may go there. */
    public static ProbedServer outside(String answer) {
        return new ProbedServer(open(outside()), answer, null);
    }

    private static InetAddress outside() {
        try {
            return java.net.NetworkInterface.networkInterfaces()
                    .flatMap(java.net.NetworkInterface::inetAddresses)
                    .filter(one -> one instanceof java.net.Inet4Address
                            && !one.isLoopbackAddress()
                            && !one.isLinkLocalAddress())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("This machine has no address beside the loopback"));
        } catch (java.net.SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts and says nothing. */
    public static ProbedServer silent() {
        return new ProbedServer(open(), "", socket -> Thread.sleep(60_000));
    }

    /** Never stops talking. */
    public static ProbedServer endless() {
        return new ProbedServer(open(), "", socket -> {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write(new byte[8_192]);
            }
        });
    }

    /** @param days until its certificate ends; less than 0 for one that has ended */
    public static ProbedServer tls(TestAuthority authority, Path home, String name, int days, String answer) {
        try {
            Files.createDirectories(home);
            authority.issue(name, days, home);
            TestAuthority.run(
                    "openssl",
                    "pkcs12",
                    "-export",
                    "-passout",
                    "pass:secret",
                    "-name",
                    "server",
                    "-inkey",
                    home + "/server.key",
                    "-in",
                    home + "/server.pem",
                    "-out",
                    home + "/server.p12");
            var store = KeyStore.getInstance("PKCS12");
            try (var file = Files.newInputStream(home.resolve("server.p12"))) {
                store.load(file, SECRET);
            }
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, SECRET);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            var listener =
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
            return new ProbedServer(listener, answer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing listens there. */
    public static int closedPort() {
        try (var listener = open()) {
            return listener.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket open() {
        return open(InetAddress.getLoopbackAddress());
    }

    private static ServerSocket open(InetAddress address) {
        try {
            return new ServerSocket(0, 50, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Manner manner) {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                var talk = new Thread(
                        () -> {
                            try (socket) {
                                manner.serve(socket);
                            } catch (IOException | InterruptedException e) {
                                // The other side went away: that is its business.
                            }
                        },
                        "probed-talk");
                talk.setDaemon(true);
                talk.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void say(Socket socket) throws IOException {
        var buffer = new byte[4_096];
        var count = socket.getInputStream().read(buffer);
        if (count > 0) {
            lastRequest = new String(buffer, 0, count, StandardCharsets.US_ASCII);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
        }
    }

    public void answer(String other) {
        answer = other;
    }

    public String lastRequest() {
        return lastRequest;
    }

    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
            thread.join(5_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
