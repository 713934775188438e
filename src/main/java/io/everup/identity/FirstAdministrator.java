package io.everup.identity;

import io.everup.shared.Ids;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes the user {@code admin} when there is no user at all. A random password goes to standard output, once; it is
 * never logged. The setting for it counts at this first start only, so that a forgotten variable never undoes a
 * password that was changed since.
 */
@Component
class FirstAdministrator implements ApplicationRunner {

    static final String LOGIN = "admin";

    /** No letters or digits that are easily taken for others. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_LENGTH = 20;
    /** Of two replicas that start at once, one at a time looks whether there is a user. */
    private static final long LOCK = 0x45_56_45_52_55_50_01L;

    private final UserAccounts accounts;
    private final PasswordEncoder passwords;
    private final IdentitySettings settings;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Ids ids;
    private final SecureRandom random;

    FirstAdministrator(
            UserAccounts accounts,
            PasswordEncoder passwords,
            IdentitySettings settings,
            JdbcClient jdbc,
            Clock clock,
            Ids ids,
            SecureRandom random) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
    }

    @Override
    @Transactional
    public void run(ApplicationArguments arguments) {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query((row, n) -> true)
                .single();
        if (jdbc.sql("select count(*) from user_account").query(Long.class).single() > 0) {
            return;
        }
        var given = settings.adminPassword();
        var password = given.isBlank() ? randomPassword() : given;
        accounts.saveAndFlush(UserAccount.local(
                ids.next(),
                LOGIN,
                "Administrator",
                Role.ADMINISTRATOR,
                passwords.encode(password),
                clock.instant(),
                Actor.SYSTEM.id()));
        if (given.isBlank()) {
            System.out.println("Everup administrator: " + LOGIN + " / " + password);
        }
    }

    private String randomPassword() {
        return random.ints(PASSWORD_LENGTH, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }
}
