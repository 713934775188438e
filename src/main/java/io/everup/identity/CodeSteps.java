package io.everup.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** Takes the code of the sign-in page's second step. Between the two steps the session says who waits for it. */
final class CodeSteps extends AbstractAuthenticationProcessingFilter {

    static final String PAGE = Gatekeeper.SIGN_IN + "/code";

    private static final String USER = "everup.waiting.user";
    private static final String EPOCH = "everup.waiting.epoch";
    private static final String LOGIN = "everup.waiting.login";
    private static final String FAILURES = "everup.waiting.failures";
    private static final String SINCE = "everup.waiting.since";
    private static final Duration MOST = Duration.ofMinutes(5);

    private final SignInGate gate;
    private final Clock clock;

    CodeSteps(SignInGate gate, Clock clock) {
        super(PathPatternRequestMatcher.pathPattern(HttpMethod.POST, PAGE));
        this.gate = gate;
        this.clock = clock;
    }

    static void remember(HttpServletRequest request, CodeWanted.Pending pending, Clock clock) {
        var session = request.getSession(true);
        session.setAttribute(USER, pending.user() == null ? "" : pending.user().toString());
        session.setAttribute(EPOCH, pending.epoch());
        session.setAttribute(LOGIN, pending.login());
        session.setAttribute(FAILURES, pending.failures());
        session.setAttribute(SINCE, clock.millis());
    }

    @Override
    public Authentication attemptAuthentication(HttpServletRequest request, HttpServletResponse response) {
        var pending = taken(request)
                .orElseThrow(() -> new BadCredentialsException("The page was open for too long. Sign in again."));
        return gate.code(pending, request.getParameter("code"));
    }

    /** Who waits; nobody from now on, for each code needs the password before it. */
    private Optional<CodeWanted.Pending> taken(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(SINCE) instanceof Long since)) {
            return Optional.empty();
        }
        var user = (String) session.getAttribute(USER);
        var pending = new CodeWanted.Pending(
                user.isEmpty() ? null : UUID.fromString(user),
                (Integer) session.getAttribute(EPOCH),
                (String) session.getAttribute(LOGIN),
                (Integer) session.getAttribute(FAILURES));
        session.removeAttribute(SINCE);
        return clock.millis() - since > MOST.toMillis() ? Optional.empty() : Optional.of(pending);
    }
}
