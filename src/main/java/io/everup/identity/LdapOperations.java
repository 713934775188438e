package io.everup.identity;

import io.everup.identity.ldap.LdapConfiguration;
import io.everup.identity.ldap.LdapSettings;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Sets up and tests the sign-in by LDAP. */
@Component
@Transactional
public class LdapOperations {

    /** In a minute: a test tries a password, and speaks to whatever address it is given. */
    private static final int TESTS = 20;

    private final LdapStore store;
    private final LdapState state;
    private final LdapTests tests;
    private final SecretBox secrets;
    private final RateLimit limit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    LdapOperations(
            LdapStore store,
            LdapState state,
            LdapTests tests,
            SecretBox secrets,
            RateLimit limit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.state = state;
        this.tests = tests;
        this.secrets = secrets;
        this.limit = limit;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Replaces the configuration; accounts are compared with the directory at once.
     *
     * @param bindPassword null to keep the stored one, as far as no new server would see it
     * @param version the version it is based on, or null for whatever it is
     * @throws Refusal with the fields that can't be accepted
     */
    public void set(Actor actor, LdapSettings settings, String bindPassword, Long version) {
        actor.require(Permission.SETTING_MANAGE, Place.EVERYTHING);
        if (store.stored().fixed()) {
            throw Refusal.conflict(
                    "set-elsewhere",
                    "The sign-in by LDAP is set up by the settings EVERUP_LDAP_* of this portal.",
                    "Change them and restart, or remove them to set it up here.");
        }
        var configuration = store.checked(settings, bindPassword);
        store.save(configuration, version, clock.instant(), actor.id());
        state.ask();
        publish(
                actor,
                "ldap.change",
                Map.of(
                        "enabled", String.valueOf(settings.enabled()),
                        "servers", String.join(" ", settings.servers())));
    }

    /**
     * Begins a connection test; {@link LdapDirectory#test} tells how it goes.
     *
     * @param settings null for those that are set; else those to try, without setting them
     * @param bindPassword as for {@link #set}
     * @param login of a person to look up; null for none
     * @param password of that person; null for none. It is kept nowhere
     */
    // Outside of a transaction: the test is to be there when it ends, which may be before the request does.
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public UUID test(Actor actor, LdapSettings settings, String bindPassword, String login, String password) {
        actor.require(Permission.SETTING_MANAGE, Place.EVERYTHING);
        limit.take("ldap-test " + actor.id(), TESTS, Duration.ofMinutes(1));
        var configuration = settings == null ? present() : store.checked(settings, bindPassword);
        publish(
                actor,
                "ldap.test",
                Map.of("servers", String.join(" ", configuration.settings().servers())));
        return tests.start(configuration, login, password);
    }

    private LdapConfiguration present() {
        var stored = store.stored();
        if (stored.settings().servers().isEmpty()) {
            throw Refusal.conflict("not-set-up", "The sign-in by LDAP isn't set up.", "Name a server first.");
        }
        return new LdapConfiguration(stored.settings(), secrets.open(stored.lockedPassword()));
    }

    /** Has all accounts compared with the directory within seconds. */
    public void synchronise(Actor actor) {
        actor.require(Permission.SETTING_MANAGE, Place.EVERYTHING);
        if (!store.stored().settings().enabled()) {
            throw Refusal.conflict("not-set-up", "Nobody signs in by LDAP now.", "Set it up and enable it first.");
        }
        state.ask();
        publish(actor, "ldap.synchronise", Map.of());
    }

    private void publish(Actor actor, String action, Map<String, String> detail) {
        events.publishEvent(new IdentityEvent(actor, action, "ldap", null, "LDAP", false, detail));
    }
}
