package io.everup.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where the security settings are kept. What nobody decided is as the program's own settings say. */
@Component
class SecuritySettingsStore {

    private final JdbcClient jdbc;
    private final IdentitySettings given;
    private final Duration idle;
    private final Clock clock;

    SecuritySettingsStore(
            JdbcClient jdbc, IdentitySettings given, @Value("${spring.session.timeout}") Duration idle, Clock clock) {
        this.jdbc = jdbc;
        this.given = given;
        this.idle = idle;
        this.clock = clock;
    }

    SecuritySettings read() {
        return jdbc.sql("select * from security_settings")
                .query(this::settings)
                .optional()
                .orElse(new SecuritySettings(Set.of(), idle, given.sessionLifetime(), given.apiPerMinute(), 0));
    }

    private SecuritySettings settings(ResultSet row, int number) throws SQLException {
        var names = Set.of((String[]) row.getArray("second_factor_roles").getArray());
        var idleMinutes = row.getObject("idle_minutes", Integer.class);
        var lifetimeMinutes = row.getObject("lifetime_minutes", Integer.class);
        var apiPerMinute = row.getObject("api_per_minute", Integer.class);
        return new SecuritySettings(
                Arrays.stream(Role.values())
                        .filter(role -> names.contains(role.name()))
                        .collect(Collectors.toUnmodifiableSet()),
                idleMinutes == null ? idle : Duration.ofMinutes(idleMinutes),
                lifetimeMinutes == null ? given.sessionLifetime() : Duration.ofMinutes(lifetimeMinutes),
                apiPerMinute == null ? given.apiPerMinute() : apiPerMinute,
                row.getLong("version"));
    }

    /** @return whether it was still the version that the change is based on; null for any */
    boolean write(SecuritySettingsChange change, Long version, UUID by) {
        var roles = change.secondFactorRoles() == null
                ? null
                : change.secondFactorRoles().stream().map(Role::name).collect(Collectors.joining(",", "{", "}"));
        return jdbc.sql("""
                                update security_settings set
                                    second_factor_roles = coalesce(:roles::text[], second_factor_roles),
                                    idle_minutes = coalesce(:idle, idle_minutes),
                                    lifetime_minutes = coalesce(:lifetime, lifetime_minutes),
                                    api_per_minute = coalesce(:api, api_per_minute),
                                    version = version + 1, changed_at = :now, changed_by = :by
                                where :any or version = :version
                                """)
                        .param("roles", roles)
                        .param("idle", change.idleMinutes(), java.sql.Types.INTEGER)
                        .param("lifetime", change.lifetimeMinutes(), java.sql.Types.INTEGER)
                        .param("api", change.apiPerMinute(), java.sql.Types.INTEGER)
                        .param("now", RateLimit.utc(clock.instant()))
                        .param("by", by)
                        .param("any", version == null)
                        .param("version", version == null ? 0 : version)
                        .update()
                > 0;
    }
}
