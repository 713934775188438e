package io.everup.hypervisor.fence;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A power strip with four outlets that speaks the KSHELL protocol of the NETIO-230 over telnet: a greeting, {@code login},
 * {@code port N}, {@code port N 0|1}, {@code quit}.
 */
final class PowerStrip implements AutoCloseable {

    private static final int INTERPRET_AS_COMMAND = 255;
    private static final int WILL = 251;

    private final ServerSocket socket;
    private final String login;
    final boolean[] on = {true, true, true, true};

    PowerStrip(String user, String password) throws IOException {
        login = "login " + user + " " + password;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "power strip");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var caller = socket.accept();
                var thread = new Thread(() -> speak(caller), "power strip call");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void speak(Socket caller) {
        try (caller) {
            var in = new BufferedInputStream(caller.getInputStream());
            var out = caller.getOutputStream();
            say(out, "100 HELLO 8F6A4B1C - KSHELL V1.3");
            var known = false;
            for (var line = line(in); line != null; line = line(in)) {
                var words = line.strip();
                if (words.equals("quit")) {
                    say(out, "110 BYE");
                    return;
                }
                known |= words.equals(login);
                if (!words.isEmpty()) {
                    say(out, !known ? "503 INVALID LOGIN" : words.equals(login) ? "250 OK" : outlet(words.split(" ")));
                }
            }
        } catch (IOException e) {
            // hung up
        }
    }

    /** The next line without what telnet negotiates (RFC 854: IAC, WILL to DONT, option); null after the last. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != INTERPRET_AS_COMMAND) {
                line.append((char) next);
            } else if (in.read() >= WILL) {
                in.read();
            }
        }
        return line.toString();
    }

    private synchronized String outlet(String[] words) {
        if (words.length < 2 || !words[0].equals("port") || !words[1].matches("[1-4]")) {
            return "501 INVALID PARAMETR";
        }
        var number = Integer.parseInt(words[1]) - 1;
        if (words.length == 2) {
            return on[number] ? "250 1" : "250 0";
        }
        on[number] = words[2].equals("1");
        return "250 OK";
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
