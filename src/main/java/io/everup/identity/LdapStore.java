package io.everup.identity;

import io.everup.identity.ldap.LdapConfiguration;
import io.everup.identity.ldap.LdapSettings;
import io.everup.identity.ldap.LdapSettingsRules;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Where the configuration of LDAP is kept: in the database, unless the program's own settings have one. */
@Component
class LdapStore {

    private static final Logger log = LoggerFactory.getLogger(LdapStore.class);

    /**
     * @param problems why it can't be used; empty when it can
     * @param fixed whether it comes from the program's settings, and so can't be changed by anyone here
     */
    record Stored(LdapSettings settings, String lockedPassword, long version, List<String> problems, boolean fixed) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final SecretBox secrets;
    private final Stored fixed;

    LdapStore(JdbcClient jdbc, JsonMapper json, SecretBox secrets, LdapProperties properties) {
        this.jdbc = jdbc;
        this.json = json;
        this.secrets = secrets;
        this.fixed = properties.present() ? ofSettings(properties) : null;
    }

    /** A mistake in them must not keep the portal from starting: it runs failover too. */
    private Stored ofSettings(LdapProperties properties) {
        var password = properties.bindPassword().isBlank() ? null : secrets.lock(properties.bindPassword());
        var settings = LdapSettings.NONE;
        List<String> problems;
        try {
            settings = properties.settings();
            problems = LdapSettingsRules.problems(settings, password != null).stream()
                    .map(field -> field.name() + ": " + field.problem())
                    .toList();
        } catch (IllegalArgumentException e) {
            problems = List.of(e.getMessage());
        }
        problems.forEach(problem -> log.error("Nobody can sign in by LDAP, for the settings are wrong. {}", problem));
        return new Stored(settings, password, 0, problems, true);
    }

    Stored stored() {
        if (fixed != null) {
            return fixed;
        }
        return jdbc.sql("select settings, bind_password, version from ldap_settings")
                .query((row, n) -> new Stored(
                        json.readValue(row.getString("settings"), LdapSettings.class),
                        row.getString("bind_password"),
                        row.getLong("version"),
                        List.of(),
                        false))
                .optional()
                .orElse(new Stored(LdapSettings.NONE, null, 0, List.of(), false));
    }

    /**
     * What to ask the directory with; empty while people don't sign in by LDAP.
     *
     * @throws Refusal when the password was locked with another key
     */
    Optional<LdapConfiguration> active() {
        var stored = stored();
        return stored.settings().enabled() && stored.problems().isEmpty()
                ? Optional.of(new LdapConfiguration(stored.settings(), secrets.open(stored.lockedPassword())))
                : Optional.empty();
    }

    /**
     * The settings with a password, or with the stored one where that may be sent to the same servers.
     *
     * @throws Refusal with the fields that can't be accepted
     */
    LdapConfiguration checked(LdapSettings wanted, String password) {
        var before = stored();
        var reused = password == null
                && before.lockedPassword() != null
                && LdapSettingsRules.mayReusePassword(before.settings(), wanted);
        var known = reused ? secrets.open(before.lockedPassword()) : password;
        var problems = LdapSettingsRules.problems(wanted, known != null);
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
        return new LdapConfiguration(wanted, wanted.bindDn().isEmpty() ? null : known);
    }

    /** @param version the version it is based on, or null for any */
    void save(LdapConfiguration configuration, Long version, Instant now, UUID by) {
        var saved = jdbc.sql("""
                        insert into ldap_settings as s (id, settings, bind_password, version, changed_at, changed_by)
                        values (1, :settings::jsonb, :password, 1, :now, :by)
                        on conflict (id) do update set
                            settings = excluded.settings, bind_password = excluded.bind_password,
                            version = s.version + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by
                        where :any or s.version = :version
                        """)
                .param("settings", json.writeValueAsString(configuration.settings()))
                .param("password", secrets.lock(configuration.bindPassword()))
                .param("now", RateLimit.utc(now))
                .param("by", by)
                .param("any", version == null)
                .param("version", version == null ? 0 : version)
                .update();
        if (saved == 0) {
            throw Refusal.changed("configuration");
        }
    }
}
