package io.everup.identity;

import java.util.UUID;
import org.springframework.security.core.AuthenticationException;

/**
 * The account has a second factor, whose code is asked for next. It is thrown for a wrong password, too: nobody learns
 * whether a password is right without the code.
 */
final class CodeWanted extends AuthenticationException {

    private final transient Pending pending;

    /**
     * A sign-in that waits for its code.
     *
     * @param user null when the password was wrong: no code will do
     * @param epoch of the account's sessions, which may be ended meanwhile
     */
    record Pending(UUID user, int epoch, String login, int failures) {}

    CodeWanted(Pending pending) {
        super("Type the code that your authenticator shows.");
        this.pending = pending;
    }

    Pending pending() {
        return pending;
    }
}
