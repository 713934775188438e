package io.everup.vm.web;

import io.everup.vm.VmConsoles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/** One open console: what the screen sends is read by a thread of its own, what the browser sends is written as it comes. */
final class ScreenLink implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ScreenLink.class);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int CHUNK = 32 * 1024; // bytes
    private static final CloseStatus UNREACHABLE =
            CloseStatus.SERVICE_RESTARTED.withReason("The screen of the VM can't be reached.");

    private final WebSocketSession browser;
    private final VmConsoles.Screen screen;
    private final Socket socket = new Socket();

    ScreenLink(WebSocketSession browser, VmConsoles.Screen screen) {
        this.browser = browser;
        this.screen = screen;
    }

    @Override
    public void run() {
        var status = UNREACHABLE;
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(screen.address(), screen.port()), CONNECT_MILLIS);
            status = CloseStatus.NORMAL;
            toBrowser();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The console of {} at {}:{} ended", screen.vm(), screen.address(), screen.port(), e);
        }
        leave(status);
    }

    private void toBrowser() throws IOException {
        var from = socket.getInputStream();
        var chunk = new byte[CHUNK];
        for (var read = from.read(chunk); read >= 0; read = from.read(chunk)) {
            browser.sendMessage(new BinaryMessage(Arrays.copyOf(chunk, read)));
        }
    }

    void toScreen(ByteBuffer bytes) {
        try {
            var content = new byte[bytes.remaining()];
            bytes.get(content);
            socket.getOutputStream().write(content);
        } catch (IOException e) {
            close();
        }
    }

    /** Ends the thread that reads, which closes the browser's side. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("The console of {} did not close", screen.vm(), e);
        }
    }

    private void leave(CloseStatus status) {
        try {
            browser.close(status);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The browser of the console of {} had gone", screen.vm(), e);
        }
    }
}
