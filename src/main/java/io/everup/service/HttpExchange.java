package io.everup.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One request and its answer, read no further than a probe needs. */
final class HttpExchange {

    private static final int MOST = 64 * 1024;

    private HttpExchange() {}

    /** @param text the body's first 64 KiB, as UTF-8 */
    record Answer(int status, String text) {}

    /** Milliseconds that are left. */
    interface Left {
        int millis() throws SocketTimeoutException;
    }

    /** What answered doesn't speak HTTP. */
    static final class NotHttp extends IOException {

        NotHttp() {
            super("It answered, but not in HTTP.");
        }
    }

    static Answer ask(Socket socket, String request, Left left) throws IOException {
        socket.setSoTimeout(left.millis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        var bytes = read(socket, left);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var line = text.split("\r?\n", 2)[0];
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d.*")) {
            throw new NotHttp();
        }
        var status = Integer.parseInt(line.substring(9, 12));
        var end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(status, "");
        }
        var body = text.substring(end + 4);
        var chunked = text.substring(0, end).toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked");
        var plain = chunked ? joined(body) : body;
        return new Answer(status, new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** Until the end, the most that is looked at, or a body as long as its head says. */
    private static byte[] read(Socket socket, Left left) throws IOException {
        InputStream in = socket.getInputStream();
        var all = new ByteArrayOutputStream();
        var buffer = new byte[8 * 1024];
        while (all.size() < MOST && !complete(all)) {
            socket.setSoTimeout(left.millis());
            var count = in.read(buffer, 0, Math.min(buffer.length, MOST - all.size()));
            if (count < 0) {
                break;
            }
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }

    private static boolean complete(ByteArrayOutputStream all) {
        var text = all.toString(StandardCharsets.ISO_8859_1);
        var end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        var head = text.substring(0, end).toLowerCase(Locale.ROOT);
        var at = head.indexOf("\r\ncontent-length:");
        if (at < 0) {
            return false;
        }
        var value = head.substring(at + 17).split("\r\n", 2)[0].strip();
        return value.matches("\\d{1,9}") && text.length() - end - 4 >= Integer.parseInt(value);
    }

    /** A body in chunks (RFC 9112, section 7.1) put together, as far as it was read. */
    private static String joined(String body) {
        var text = new StringBuilder();
        var at = 0;
        while (true) {
            var line = body.indexOf("\r\n", at);
            var size = line < 0 ? "" : body.substring(at, line).split(";")[0].strip();
            if (!size.matches("[0-9A-Fa-f]{1,7}") || Integer.parseInt(size, 16) == 0) {
                return text.toString();
            }
            var end = Math.min(body.length(), line + 2 + Integer.parseInt(size, 16));
            text.append(body, line + 2, end);
            at = Math.min(body.length(), end + 2);
        }
    }
}
