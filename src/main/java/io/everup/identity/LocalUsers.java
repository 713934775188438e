package io.everup.identity;

import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Checks the passwords of the users that Everup keeps itself. */
@Component
@Order(1)
class LocalUsers implements AuthenticationProvider {

    private final UserAccounts accounts;
    private final PasswordEncoder passwords;
    private final TransactionTemplate transaction;
    private final Identities identities;
    private final String nobodysHash;

    LocalUsers(
            UserAccounts accounts, PasswordEncoder passwords, TransactionTemplate transaction, Identities identities) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.transaction = transaction;
        this.identities = identities;
        this.nobodysHash = passwords.encode("a password that nobody has");
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        var login = Logins.normal(attempt.getName());
        var password =
                attempt.getCredentials() == null ? "" : attempt.getCredentials().toString();
        var account = accounts.findByLogin(login).filter(UserAccount::local).filter(UserAccount::enabled);
        // Without an account as much work is done as with one: the time gives away nothing.
        var matches = passwords.matches(
                password, account.map(UserAccount::passwordHash).orElse(nobodysHash));
        if (!matches || account.isEmpty()) {
            throw new BadCredentialsException("The login or the password is wrong.");
        }
        if (passwords.upgradeEncoding(account.get().passwordHash())) {
            strengthen(login, password);
        }
        return Identities.authentication(identities.complete(account.get().actor(), null));
    }

    private void strengthen(String login, String password) {
        transaction.executeWithoutResult(status ->
                accounts.findByLogin(login).ifPresent(account -> account.strongerHash(passwords.encode(password))));
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
