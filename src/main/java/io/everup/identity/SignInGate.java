package io.everup.identity;

import java.time.Duration;
import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Every sign-in with a password passes here, from the page and from the API: limits, lockout, journal. */
@Component
class SignInGate implements AuthenticationManager {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final AuthenticationManager passwords;
    private final Lockout lockout;
    private final RateLimit limit;
    private final IdentitySettings settings;
    private final Caller caller;
    private final SignInJournal journal;

    SignInGate(
            List<AuthenticationProvider> providers,
            Lockout lockout,
            RateLimit limit,
            IdentitySettings settings,
            Caller caller,
            SignInJournal journal) {
        this.passwords = new ProviderManager(providers);
        this.lockout = lockout;
        this.limit = limit;
        this.settings = settings;
        this.caller = caller;
        this.journal = journal;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        var login = Logins.normal(attempt.getName());
        var address = caller.network();
        limit.take("sign-in " + address, settings.signInsPerMinute(), WINDOW);
        lockout.check(login, address);
        try {
            var result = passwords.authenticate(attempt);
            lockout.forgive(login, address);
            journal.signedIn((Actor) result.getPrincipal());
            return result;
        } catch (AuthenticationException e) {
            journal.refused(login, lockout.failed(login, address), e instanceof DirectoryUnreachable);
            throw e;
        }
    }
}
