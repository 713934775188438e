package io.everup.identity;

import io.everup.identity.ldap.LdapUser;
import io.everup.shared.Ids;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the accounts of the directory's people as the directory has them. */
@Component
@Transactional
class LdapAccounts {

    private final UserAccounts accounts;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    LdapAccounts(UserAccounts accounts, JdbcClient jdbc, ApplicationEventPublisher events, Clock clock, Ids ids) {
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /** The account of who proved to be this person; empty when an administrator disabled it, or the login is another's. */
    public Optional<Actor> signedIn(LdapUser user, Role role) {
        var known = accounts.findByDirectoryId(user.id()).or(() -> accounts.findByLogin(user.login()));
        if (known.isEmpty()) {
            return Logins.wellFormed(user.login()) ? Optional.of(create(user, role)) : Optional.empty();
        }
        var account = known.get();
        if (account.local() || !account.enabled() && !account.disabledByDirectory()) {
            return Optional.empty();
        }
        follow(account, user, role);
        return Optional.of(account.actor());
    }

    private Actor create(LdapUser user, Role role) {
        var account = accounts.saveAndFlush(UserAccount.ofDirectory(ids.next(), user, role, clock.instant()));
        publish("user.create", account, Map.of("role", role.name(), "source", "LDAP"));
        return account.actor();
    }

    /** What the directory says now. @param version of the account when the directory was asked: a later one is fresher */
    public boolean update(UUID id, long version, LdapUser user, Role role) {
        var account = accounts.findById(id).filter(found -> found.version() == version);
        return account.isPresent() && follow(account.get(), user, role);
    }

    private boolean follow(UserAccount account, LdapUser user, Role role) {
        var renamed = !account.login().equals(user.login())
                && Logins.wellFormed(user.login())
                && accounts.findByLogin(user.login()).isEmpty();
        if (account.follows(user, role) && !renamed) {
            return false;
        }
        var detail = new LinkedHashMap<String, String>();
        if (account.role() != role) {
            detail.put("role", account.role() + " to " + role);
        }
        if (renamed) {
            detail.put("login", account.login() + " to " + user.login());
            account.login(user.login());
        }
        if (!user.id().equals(account.directoryId())) {
            detail.put("reason", "another person has the login now");
            detail.put("tokens", String.valueOf(revokeTokens(account.getId())));
        }
        var again = account.disabledByDirectory();
        account.follow(user, role);
        accounts.saveAndFlush(account);
        publish(again ? "user.enable" : "user.change", account, detail);
        return true;
    }

    /**
     * Ends the account's sessions and tokens and disables it.
     *
     * @param version as for {@link #update}; null for any
     * @param reason such as {@code removed}
     */
    public boolean disable(UUID id, Long version, String reason) {
        var account = accounts.findById(id)
                .filter(found -> !found.local() && found.enabled())
                .filter(found -> version == null || found.version() == version);
        account.ifPresent(found -> {
            found.disableByDirectory(clock.instant());
            accounts.saveAndFlush(found);
            var tokens = revokeTokens(id);
            publish("user.disable", found, Map.of("reason", reason, "tokens", String.valueOf(tokens)));
        });
        return account.isPresent();
    }

    private int revokeTokens(UUID id) {
        return jdbc.sql("update api_token set revoked_at = :now where user_id = :user and revoked_at is null")
                .param("now", RateLimit.utc(clock.instant()))
                .param("user", id)
                .update();
    }

    private void publish(String action, UserAccount account, Map<String, String> detail) {
        events.publishEvent(IdentityEvent.user(Actor.SYSTEM, action, account.actor(), detail));
    }
}
