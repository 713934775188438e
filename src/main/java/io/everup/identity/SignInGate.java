package io.everup.identity;

import java.time.Duration;
import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Every sign-in with a password passes here, from the page and from the API: limits, lockout, second factor, journal. */
@Component
class SignInGate implements AuthenticationManager {

    static final String WRONG = "The login, the password or the code is wrong.";

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final AuthenticationManager passwords;
    private final Lockout lockout;
    private final RateLimit limit;
    private final IdentitySettings settings;
    private final Caller caller;
    private final SignInJournal journal;
    private final SecondStep secondStep;

    SignInGate(
            List<AuthenticationProvider> providers,
            Lockout lockout,
            RateLimit limit,
            IdentitySettings settings,
            Caller caller,
            SignInJournal journal,
            SecondStep secondStep) {
        this.passwords = new ProviderManager(providers);
        this.lockout = lockout;
        this.limit = limit;
        this.settings = settings;
        this.caller = caller;
        this.journal = journal;
        this.secondStep = secondStep;
    }

    /** @throws CodeWanted when the account has a second factor, whether the password is right or wrong */
    @Override
    public Authentication authenticate(Authentication attempt) {
        var login = Logins.normal(attempt.getName());
        var address = enter(login);
        Authentication result;
        try {
            result = passwords.authenticate(attempt);
        } catch (AuthenticationException e) {
            var failures = lockout.failed(login, address);
            var unreachable = e instanceof DirectoryUnreachable;
            journal.refused(login, failures, unreachable);
            if (!unreachable && secondStep.wanted(login)) {
                throw new CodeWanted(new CodeWanted.Pending(null, 0, login, failures));
            }
            throw e;
        }
        var actor = (Actor) result.getPrincipal();
        if (secondStep.wanted(actor.id())) {
            // A failure until the code is right, as it is for a wrong password: the wait gives away nothing either.
            var failures = lockout.failed(login, address);
            throw new CodeWanted(secondStep.pending(actor, login, failures));
        }
        return signedIn(result, login, address);
    }

    /** The second step. @throws BadCredentialsException when the password was wrong or the code is */
    Authentication code(CodeWanted.Pending pending, String code) {
        var address = enter(null);
        var actor = secondStep.check(pending, code);
        if (actor.isEmpty()) {
            journal.refused(pending.login(), pending.failures(), false);
            throw new BadCredentialsException(WRONG);
        }
        return signedIn(Identities.authentication(actor.get()), pending.login(), address);
    }

    private String enter(String login) {
        var address = caller.network();
        limit.take("sign-in " + address, settings.signInsPerMinute(), WINDOW);
        if (login != null) {
            lockout.check(login, address);
        }
        return address;
    }

    private Authentication signedIn(Authentication result, String login, String address) {
        lockout.forgive(login, address);
        journal.signedIn((Actor) result.getPrincipal());
        return result;
    }
}
