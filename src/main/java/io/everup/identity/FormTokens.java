package io.everup.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

/** Keeps the CSRF token in the session. A session that is made only for that (the sign-in page) lives shortly. */
final class FormTokens implements CsrfTokenRepository {

    private static final Duration BEFORE_SIGN_IN = Duration.ofMinutes(30);

    private final CsrfTokenRepository tokens = new HttpSessionCsrfTokenRepository();

    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        return tokens.generateToken(request);
    }

    @Override
    public void saveToken(CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        tokens.saveToken(token, request, response);
        var session = request.getSession(false);
        if (session != null && session.isNew()) {
            session.setMaxInactiveInterval((int) BEFORE_SIGN_IN.toSeconds());
        }
    }

    @Override
    public CsrfToken loadToken(HttpServletRequest request) {
        return tokens.loadToken(request);
    }
}
