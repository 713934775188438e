package io.everup.identity;

import io.everup.identity.ldap.LdapCensus;
import io.everup.identity.ldap.LdapFailure;
import io.everup.identity.ldap.LdapRoleRules;
import io.everup.identity.ldap.LdapService;
import io.everup.identity.ldap.LdapSettings;
import io.everup.identity.ldap.LdapUser;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Compares every account of the directory's people with the directory. What the directory says of one person counts at
 * once; that it shows nobody at all is taken for a mistake of the set-up, and changes nothing.
 */
@Component
class LdapSynchronisation {

    private record Account(
            UUID id,
            String directoryId,
            String directoryDn,
            String login,
            String name,
            String mail,
            Role role,
            boolean enabled,
            long version) {

        /** Whether nothing about them is to be changed. */
        boolean follows(LdapUser user, Role role) {
            return enabled
                    && user.dn().equals(directoryDn)
                    && user.login().equals(login)
                    && user.name().equals(name)
                    && Objects.equals(user.mail(), mail)
                    && role == this.role;
        }
    }

    private final LdapStore store;
    private final LdapService service;
    private final LdapState state;
    private final LdapAccounts accounts;
    private final JdbcClient jdbc;
    private final LdapProperties properties;
    private final Clock clock;

    LdapSynchronisation(
            LdapStore store,
            LdapService service,
            LdapState state,
            LdapAccounts accounts,
            JdbcClient jdbc,
            LdapProperties properties,
            Clock clock) {
        this.store = store;
        this.service = service;
        this.state = state;
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /** Synchronises when it is time. */
    void round() {
        if (store.stored().settings().enabled() && state.due(properties.synchroniseEvery())) {
            synchronise();
        }
    }

    void synchronise() {
        try {
            var configuration = store.active();
            if (configuration.isEmpty()) {
                return;
            }
            var begin = clock.instant();
            var settings = configuration.get().settings();
            // Before the directory is asked: an account that is made meanwhile is newer than the answer.
            var known = known();
            var census = service.census(configuration.get(), LdapRoleRules.groups(settings));
            if (census.users().isEmpty()) {
                state.failed("It shows no user at all; check the base, the filter and what Everup's account may read.");
            } else if (census.groupsFound().isEmpty()) {
                state.failed("It shows none of the groups that give roles; check their names and what Everup's account"
                        + " may read.");
            } else {
                state.reached();
                apply(settings, known, census, begin);
            }
        } catch (LdapFailure e) {
            state.failed(e);
        } catch (Refusal e) {
            state.failed(e.getMessage());
        }
    }

    private void apply(LdapSettings settings, List<Account> known, LdapCensus census, Instant begin) {
        var changed = 0;
        var disabled = 0;
        for (var account : known) {
            var user = census.users().get(account.directoryId());
            var role = user == null
                    ? null
                    : LdapRoleRules.role(settings, census.groupsOf(user)).orElse(null);
            if (user != null && !user.disabled() && role != null) {
                changed += !account.follows(user, role) && accounts.update(account.id(), account.version(), user, role)
                        ? 1
                        : 0;
            } else if (account.enabled()) {
                var reason = user == null ? "removed" : user.disabled() ? "disabled" : "in no mapped group";
                disabled += accounts.disable(account.id(), account.version(), reason) ? 1 : 0;
            }
        }
        state.synchronised(
                Duration.between(begin, clock.instant()), census.users().size(), changed, disabled);
    }

    /** Save those that an administrator disabled: these stay so. */
    private List<Account> known() {
        return jdbc.sql("select id, directory_id, directory_dn, login, display_name, mail, role,"
                        + " disabled_at is null as enabled, version"
                        + " from user_account where source = 'LDAP' and (disabled_at is null or disabled_by_directory)"
                        + " order by login")
                .query((row, n) -> new Account(
                        row.getObject("id", UUID.class),
                        row.getString("directory_id"),
                        row.getString("directory_dn"),
                        row.getString("login"),
                        row.getString("display_name"),
                        row.getString("mail"),
                        Role.valueOf(row.getString("role")),
                        row.getBoolean("enabled"),
                        row.getLong("version")))
                .list();
    }
}
