package io.everup.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
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
    private static final String LOADED = SessionIdentity.class.getName();

    private final Identities identities;
    private final Duration timeout;

    SessionIdentity(Identities identities, @Value("${spring.session.timeout}") Duration timeout) {
        this.identities = identities;
        this.timeout = timeout;
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
        var context = read(request.getSession(false));
        request.setAttribute(LOADED, context);
        return context;
    }

    private SecurityContext read(HttpSession session) {
        if (session == null || !(session.getAttribute(USER) instanceof String user)) {
            return SecurityContextHolder.createEmptyContext();
        }
        var epoch = session.getAttribute(EPOCH) instanceof Integer number ? number : -1;
        var actor = identities.ofSession(UUID.fromString(user), epoch);
        if (actor.isEmpty()) {
            session.invalidate();
            return SecurityContextHolder.createEmptyContext();
        }
        return new SecurityContextImpl(Identities.authentication(actor.get()));
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        request.removeAttribute(LOADED);
        if (context.getAuthentication() != null && context.getAuthentication().getPrincipal() instanceof Actor actor) {
            identities.epoch(actor.id()).ifPresent(epoch -> begin(request.getSession(true), actor, epoch));
        } else if (request.getSession(false) != null) {
            request.getSession(false).removeAttribute(USER);
        }
    }

    private void begin(HttpSession session, Actor actor, int epoch) {
        session.setAttribute(USER, actor.id().toString());
        session.setAttribute(EPOCH, epoch);
        session.setAttribute(
                FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
                actor.id().toString());
        session.setMaxInactiveInterval((int) timeout.toSeconds());
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(USER) != null;
    }
}
