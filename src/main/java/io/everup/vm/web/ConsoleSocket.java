package io.everup.vm.web;

import io.everup.event.EventSight;
import io.everup.identity.Actor;
import io.everup.vm.VmConsoles;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.BinaryWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;

/** Joins a browser's console with the VM's VNC server. A slow side makes the other wait; when one ends, so does the other. */
@Component
class ConsoleSocket extends BinaryWebSocketHandler implements SubProtocolCapable {

    private static final int MOST_OPEN = 200;
    private static final int LARGEST_MESSAGE = 1 << 20; // bytes; a pasted text is the largest that a browser sends
    private static final CloseStatus REFUSED = CloseStatus.POLICY_VIOLATION.withReason("The pass is not valid.");
    private static final CloseStatus FULL = CloseStatus.SERVICE_OVERLOAD.withReason("Too many consoles are open.");

    private static final String VM = "everup.vm";
    private static final String CHECKED = "everup.checked";
    private static final long RECHECK_MILLIS = 2_000;

    private final VmConsoles consoles;
    private final EventSight rights;
    private final Clock clock;
    private final Map<String, ScreenLink> links = new ConcurrentHashMap<>();
    private final ExecutorService readers =
            new ThreadPoolExecutor(0, MOST_OPEN, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                var thread = new Thread(work, "everup-console");
                thread.setDaemon(true);
                return thread;
            });

    ConsoleSocket(VmConsoles consoles, EventSight rights, Clock clock) {
        this.consoles = consoles;
        this.rights = rights;
        this.clock = clock;
    }

    @Override
    public List<String> getSubProtocols() {
        return List.of("binary");
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        session.setBinaryMessageSizeLimit(LARGEST_MESSAGE);
        var screen = pass(session) == null || actor(session) == null
                ? null
                : consoles.redeem(actor(session), pass(session)).orElse(null);
        if (screen == null) {
            session.close(REFUSED);
            return;
        }
        session.getAttributes().put(VM, screen.vm());
        session.getAttributes().put(CHECKED, clock.millis());
        var link = new ScreenLink(session, screen);
        links.put(session.getId(), link);
        try {
            readers.execute(link);
        } catch (RejectedExecutionException e) {
            links.remove(session.getId());
            session.close(FULL);
        }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        var link = links.get(session.getId());
        if (link != null && !stillAllowed(session)) {
            // A right that was taken away ends the screen that it opened: the browser asks for the picture all the
            // time.
            end(session);
            refuse(session);
        } else if (link != null) {
            link.toScreen(message.getPayload());
        }
    }

    private boolean stillAllowed(WebSocketSession session) {
        var asked = (Long) session.getAttributes().get(CHECKED);
        var now = clock.millis();
        if (asked != null && now - asked < RECHECK_MILLIS) {
            return true;
        }
        session.getAttributes().put(CHECKED, now);
        var vm = (UUID) session.getAttributes().get(VM);
        return rights.renewed(actor(session))
                .map(reader -> consoles.mayOpen((Actor) reader, vm))
                .orElse(false);
    }

    private static void refuse(WebSocketSession session) {
        try {
            session.close(REFUSED);
        } catch (IOException e) {
            // It had gone already.
            session.getAttributes().remove(CHECKED);
        }
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {
        end(session);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        end(session);
    }

    @PreDestroy
    void close() {
        links.values().forEach(ScreenLink::close);
        readers.shutdownNow();
    }

    private void end(WebSocketSession session) {
        var link = links.remove(session.getId());
        if (link != null) {
            link.close();
        }
    }

    private static Actor actor(WebSocketSession session) {
        return session.getPrincipal() instanceof Authentication signedIn
                        && signedIn.getPrincipal() instanceof Actor actor
                ? actor
                : null;
    }

    private static String pass(WebSocketSession session) {
        return session.getUri() == null
                ? null
                : UriComponentsBuilder.fromUri(session.getUri())
                        .build()
                        .getQueryParams()
                        .getFirst("ticket");
    }
}
