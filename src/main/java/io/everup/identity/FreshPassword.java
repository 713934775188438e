package io.everup.identity;

import io.everup.shared.Refusal;
import java.time.Duration;
import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Asks for the password once more, before something that whoever finds an open session shall not do. */
@Component
class FreshPassword {

    private static final int TRIES = 5;

    private final AuthenticationManager passwords;
    private final RateLimit limit;

    FreshPassword(List<AuthenticationProvider> providers, RateLimit limit) {
        this.passwords = new ProviderManager(providers);
        this.limit = limit;
    }

    /**
     * Not within a transaction: a directory service may be asked.
     *
     * @throws TooManyAttempts after five in a minute
     * @throws Refusal when it isn't the actor's password
     */
    void check(Actor actor, String password, String field) {
        limit.take("password " + actor.id(), TRIES, Duration.ofMinutes(1));
        try {
            var attempt =
                    UsernamePasswordAuthenticationToken.unauthenticated(actor.name(), password == null ? "" : password);
            if (passwords.authenticate(attempt).getPrincipal() instanceof Actor found
                    && found.id().equals(actor.id())) {
                return;
            }
        } catch (DirectoryUnreachable e) {
            throw Refusal.conflict("directory-unreachable", e.getMessage(), "Try again when it answers.");
        } catch (AuthenticationException e) {
            // Said below, without why.
        }
        throw Refusal.invalidField(field, "This is not your password.");
    }
}
