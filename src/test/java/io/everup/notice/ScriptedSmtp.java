package io.everup.notice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that speaks just enough SMTP (RFC 5321, 3207) to behave in ways that a well-behaved one can't. */
final class ScriptedSmtp implements AutoCloseable {

    private final ServerSocket server;
    private final SSLContext tls;
    private final String refused;
    private final boolean silent;
    final CopyOnWriteArrayList<String> heard = new CopyOnWriteArrayList<>();

    /** @param tls null to offer no STARTTLS; @param refused a recipient, or empty; @param silent says nothing at all */
    ScriptedSmtp(SSLContext tls, String refused, boolean silent) throws IOException {
        this.tls = tls;
        this.refused = refused;
        this.silent = silent;
        server = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        var thread = new Thread(this::serve, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                var thread = new Thread(() -> talk(socket), "scripted-smtp-talk");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket first) {
        var socket = first;
        try {
            if (silent) {
                socket.getInputStream().read();
                return;
            }
            say(socket, "220 mail.example ready");
            var in = reader(socket);
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                heard.add((socket instanceof SSLSocket ? "TLS " : "") + line);
                var word = line.toUpperCase(Locale.ROOT);
                if (word.startsWith("EHLO")) {
                    say(
                            socket,
                            tls != null && !(socket instanceof SSLSocket) ? "250-hello\r\n250 STARTTLS" : "250 hello");
                } else if (word.startsWith("STARTTLS")) {
                    say(socket, "220 go ahead");
                    var secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                    secure.setUseClientMode(false);
                    secure.startHandshake();
                    socket = secure;
                    in = reader(socket);
                } else if (word.startsWith("RCPT") && !refused.isEmpty() && line.contains(refused)) {
                    say(socket, "550 5.1.1 no such user");
                } else if (word.equals("DATA")) {
                    say(socket, "354 go on");
                    while (!".".equals(line)) {
                        line = in.readLine();
                        heard.add(line);
                    }
                    say(socket, "250 queued");
                } else if (word.startsWith("QUIT")) {
                    say(socket, "221 bye");
                    return;
                } else {
                    say(socket, "250 ok");
                }
            }
        } catch (IOException e) {
            heard.add("broken: " + e.getMessage());
        } finally {
            close(socket);
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
