package io.everup.identity;

import io.everup.shared.Refusal;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how people sign in by LDAP. */
@Component
public class LdapDirectory {

    private final LdapStore store;
    private final LdapState state;
    private final LdapTests tests;
    private final JdbcClient jdbc;

    LdapDirectory(LdapStore store, LdapState state, LdapTests tests, JdbcClient jdbc) {
        this.store = store;
        this.state = state;
        this.tests = tests;
        this.jdbc = jdbc;
    }

    public LdapView view(Actor actor) {
        actor.require(Permission.SETTING_MANAGE, Place.EVERYTHING);
        var stored = store.stored();
        var accounts = jdbc.sql("select count(*) from user_account where source = 'LDAP' and disabled_at is null")
                .query(Long.class)
                .single();
        return new LdapView(
                stored.settings(),
                stored.lockedPassword() != null,
                stored.fixed(),
                stored.problems(),
                state.view(),
                accounts,
                stored.version());
    }

    /** A connection test of the last day. */
    public LdapTestView test(Actor actor, UUID id) {
        actor.require(Permission.SETTING_MANAGE, Place.EVERYTHING);
        return tests.find(id).orElseThrow(() -> Refusal.notFound("connection test"));
    }
}
