package io.everup.identity;

import io.everup.shared.Ids;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.stereotype.Component;

/**
 * Keeps in the browser session no more than whose it is. The rest is read for each request: rights that were taken away
 * are gone at once, and a new version of Everup reads the sessions of the one before.
 */
@Component
class SessionIdentity implements SecurityContextRepository {

    private static final String USER = "everup.user";
    private static final String EPOCH = "everup.epoch";
    private static final String SESSION = "everup.session";
    private static final String LOADED = SessionIdentity.class.getName();
    private static final String OWED = LOADED + ".owed";

    private final Identities identities;
    private final BrowserSessions sessions;
    private final Ids ids;

    SessionIdentity(Identities identities, BrowserSessions sessions, Ids ids) {
        this.identities = identities;
        this.sessions = sessions;
        this.ids = ids;
    }

    /** The id of the browser session that a request belongs to. */
    static Optional<UUID> session(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(SESSION) instanceof String id
                ? Optional.of(UUID.fromString(id))
                : Optional.empty();
    }

    /** Whether whoever is signed in must set up a second factor before anything else; known once they were asked for. */
    static boolean factorOwed(HttpServletRequest request) {
        return request.getAttribute(OWED) != null;
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return load(holder.getRequest());
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new LazySecurityContext(() -> load(request));
    }

    private SecurityContext load(HttpServletRequest request) {
        if (request.getAttribute(LOADED) instanceof SecurityContext loaded) {
            return loaded;
        }
        var context = read(request);
        request.setAttribute(LOADED, context);
        return context;
    }

    private SecurityContext read(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(USER) instanceof String text)) {
            return SecurityContextHolder.createEmptyContext();
        }
        var user = UUID.fromString(text);
        var epoch = session.getAttribute(EPOCH) instanceof Integer number ? number : -1;
        var alive = session(request).flatMap(id -> sessions.use(id, user));
        var actor = alive.flatMap(found -> identities.ofSession(user, epoch));
        if (actor.isEmpty()) {
            session.invalidate();
            return SecurityContextHolder.createEmptyContext();
        }
        session.setMaxInactiveInterval((int) alive.get().idle().toSeconds());
        request.setAttribute(OWED, alive.get().factorOwed() ? true : null);
        return new SecurityContextImpl(Identities.authentication(actor.get()));
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        request.removeAttribute(LOADED);
        if (context.getAuthentication() != null && context.getAuthentication().getPrincipal() instanceof Actor actor) {
            identities.epoch(actor.id()).ifPresent(epoch -> begin(request, actor, epoch));
        } else if (request.getSession(false) != null) {
            request.getSession(false).removeAttribute(USER);
        }
    }

    private void begin(HttpServletRequest request, Actor actor, int epoch) {
        var session = request.getSession(true);
        end(session);
        var id = ids.next();
        sessions.begin(id, actor.id(), epoch, request.getHeader(HttpHeaders.USER_AGENT));
        session.setAttribute(SESSION, id.toString());
        session.setAttribute(USER, actor.id().toString());
        session.setAttribute(EPOCH, epoch);
        session.setAttribute(
                FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
                actor.id().toString());
        session.setMaxInactiveInterval((int) sessions.idle().toSeconds());
    }

    /** The browser signs out, or signs in anew. */
    void end(HttpServletRequest request) {
        if (request.getSession(false) != null) {
            end(request.getSession(false));
        }
    }

    private void end(HttpSession session) {
        if (session.getAttribute(SESSION) instanceof String id && session.getAttribute(USER) instanceof String user) {
            sessions.end(UUID.fromString(id), UUID.fromString(user));
        }
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(USER) != null;
    }
}
