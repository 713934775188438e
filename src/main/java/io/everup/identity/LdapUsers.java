package io.everup.identity;

import io.everup.identity.ldap.LdapConfiguration;
import io.everup.identity.ldap.LdapFailure;
import io.everup.identity.ldap.LdapRoleRules;
import io.everup.identity.ldap.LdapService;
import io.everup.shared.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Asks the directory service about whom {@link LocalUsers} doesn't let in. */
@Component
@Order(2)
class LdapUsers implements AuthenticationProvider {

    private static final int LONGEST_LOGIN = 128;

    private final LdapStore store;
    private final LdapService service;
    private final LdapState state;
    private final LdapAccounts ldapAccounts;
    private final UserAccounts accounts;
    private final Identities identities;
    private final MeterRegistry meters;

    LdapUsers(
            LdapStore store,
            LdapService service,
            LdapState state,
            LdapAccounts ldapAccounts,
            UserAccounts accounts,
            Identities identities,
            MeterRegistry meters) {
        this.store = store;
        this.service = service;
        this.state = state;
        this.ldapAccounts = ldapAccounts;
        this.accounts = accounts;
        this.identities = identities;
        this.meters = meters;
    }

    /** Null, which is "ask someone else", while people don't sign in by LDAP. */
    @Override
    public Authentication authenticate(Authentication attempt) {
        var configuration = active();
        var login = Logins.normal(attempt.getName());
        if (configuration.isEmpty() || login.isEmpty() || login.length() > LONGEST_LOGIN) {
            return null;
        }
        var password =
                attempt.getCredentials() == null ? "" : attempt.getCredentials().toString();
        var account = accounts.findByLogin(login);
        var local = account.filter(UserAccount::local).isPresent();
        // For a local account as much is asked, so that the time gives away nothing; its password goes nowhere.
        var answer = ask(configuration.get(), login, local ? "" : password);
        if (local) {
            throw wrong();
        }
        return Identities.authentication(identities.complete(admit(configuration.get(), answer, account), null));
    }

    private Optional<LdapConfiguration> active() {
        try {
            return store.active();
        } catch (Refusal e) {
            state.failed(e.getMessage());
            throw new DirectoryUnreachable();
        }
    }

    private LdapService.Answer ask(LdapConfiguration configuration, String login, String password) {
        var took = Timer.start(meters);
        var result = "failed";
        try {
            var answer = service.signIn(configuration, login, password);
            state.reached();
            result = "answered";
            return answer;
        } catch (LdapFailure e) {
            state.failed(e);
            throw new DirectoryUnreachable();
        } finally {
            took.stop(meters.timer("everup.ldap.sign.in", "result", result));
        }
    }

    private Actor admit(LdapConfiguration configuration, LdapService.Answer answer, Optional<UserAccount> account) {
        if (answer.user() == null || answer.user().disabled()) {
            account.ifPresent(known -> ldapAccounts.disable(
                    known.getId(), known.version(), answer.user() == null ? "removed" : "disabled"));
            throw wrong();
        }
        if (!answer.proven()) {
            throw wrong();
        }
        var role = LdapRoleRules.role(configuration.settings(), answer.groups());
        if (role.isEmpty()) {
            accounts.findByDirectoryId(answer.user().id())
                    .ifPresent(known -> ldapAccounts.disable(known.getId(), known.version(), "in no mapped group"));
            throw new BadCredentialsException(
                    "Your account is in no group that may use Everup. Ask an administrator for one.");
        }
        try {
            return ldapAccounts.signedIn(answer.user(), role.get()).orElseThrow(LdapUsers::wrong);
        } catch (DataIntegrityViolationException e) {
            // Signed in for the first time in two windows at once: now the account is there.
            return ldapAccounts.signedIn(answer.user(), role.get()).orElseThrow(LdapUsers::wrong);
        }
    }

    private static BadCredentialsException wrong() {
        return new BadCredentialsException("The login or the password is wrong.");
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
