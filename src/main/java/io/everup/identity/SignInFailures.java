package io.everup.identity;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/** Asks for the code of a second factor, or shows the sign-in page again with the reason and the status that fits it. */
@Component
class SignInFailures implements AuthenticationFailureHandler {

    private final Clock clock;

    SignInFailures(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException, ServletException {
        if (why instanceof CodeWanted wanted) {
            CodeSteps.remember(request, wanted.pending(), clock);
            response.sendRedirect(request.getContextPath() + CodeSteps.PAGE);
            return;
        }
        if (why instanceof TooManyAttempts attempts) {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(attempts.retryAfterSeconds()));
        } else {
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        }
        request.setAttribute("failed", why.getMessage());
        request.getRequestDispatcher(Gatekeeper.SIGN_IN + "/again").forward(request, response);
    }
}
