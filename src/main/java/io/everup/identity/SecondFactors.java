package io.everup.identity;

import io.everup.shared.SecretBox;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The second factors of all accounts: secrets, the codes of authenticators, recovery codes. */
@Component
class SecondFactors {

    /** Whether a role that asks for a second factor is held, everywhere or by a grant, one's own or a team's. */
    static final String REQUIRED = """
            (u.role = any (s.second_factor_roles) or exists (
                select 1 from access_grant g where g.role = any (s.second_factor_roles)
                    and (g.user_id = u.id or g.team_id in (
                        select m.team_id from team_member m where m.user_id = u.id))))
            """;

    private final JdbcClient jdbc;
    private final SecretBox secrets;
    private final SecureRandom random;
    private final Clock clock;

    SecondFactors(JdbcClient jdbc, SecretBox secrets, SecureRandom random, Clock clock) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.random = random;
        this.clock = clock;
    }

    boolean enrolled(UUID user) {
        return jdbc.sql("select exists (select 1 from second_factor where user_id = :user and enrolled_at is not null)")
                .param("user", user)
                .query(Boolean.class)
                .single();
    }

    boolean enrolled(String login) {
        return jdbc.sql("""
                        select exists (select 1 from second_factor f join user_account u on u.id = f.user_id
                                       where u.login = :login and f.enrolled_at is not null)
                        """).param("login", login).query(Boolean.class).single();
    }

    /** Whether this user must have a second factor and has none. */
    boolean owed(UUID user) {
        return jdbc.sql("select exists (select 1 from user_account u cross join security_settings s"
                        + " where u.id = :user and not exists (select 1 from second_factor f"
                        + " where f.user_id = u.id and f.enrolled_at is not null) and " + REQUIRED + ")")
                .param("user", user)
                .query(Boolean.class)
                .single();
    }

    SecondFactorView view(UUID user) {
        return jdbc.sql("select f.enrolled_at, " + REQUIRED + """
                         as required,
                            (select count(*) from recovery_code c where c.user_id = u.id and c.used_at is null) as left
                        from user_account u cross join security_settings s
                            left join second_factor f on f.user_id = u.id and f.enrolled_at is not null
                        where u.id = :user
                        """)
                .param("user", user)
                .query((row, n) -> new SecondFactorView(
                        row.getObject("enrolled_at") != null,
                        row.getBoolean("required"),
                        UserDirectory.instant(row, "enrolled_at"),
                        row.getInt("left")))
                .optional()
                .orElse(new SecondFactorView(false, false, null, 0));
    }

    /** A new secret, which counts from {@link #confirm} on; one that was offered before is forgotten. */
    @Transactional
    public byte[] offer(UUID user) {
        var secret = new byte[TotpRules.SECRET_BYTES];
        random.nextBytes(secret);
        jdbc.sql("delete from second_factor where user_id = :user and enrolled_at is null")
                .param("user", user)
                .update();
        jdbc.sql("insert into second_factor (user_id, secret, offered_at) values (:user, :secret, :now)")
                .param("user", user)
                .param("secret", secrets.lock(Base64.getEncoder().encodeToString(secret)))
                .param("now", RateLimit.utc(clock.instant()))
                .update();
        return secret;
    }

    /** The secret that was offered since then and isn't confirmed yet. */
    Optional<byte[]> offered(UUID user, Instant since) {
        return jdbc.sql("select secret from second_factor"
                        + " where user_id = :user and enrolled_at is null and offered_at > :since")
                .param("user", user)
                .param("since", RateLimit.utc(since))
                .query(String.class)
                .optional()
                .map(this::open);
    }

    /** Whether the code is one of the offered secret; if so the factor counts from now on. */
    @Transactional
    public boolean confirm(UUID user, Instant since, String code) {
        var step = offered(user, since)
                .map(secret -> TotpRules.match(secret, code, clock.instant()))
                .filter(java.util.OptionalLong::isPresent);
        return step.isPresent()
                && jdbc.sql("update second_factor set enrolled_at = :now, last_step = :step"
                                        + " where user_id = :user and enrolled_at is null")
                                .param("now", RateLimit.utc(clock.instant()))
                                .param("step", step.get().getAsLong())
                                .param("user", user)
                                .update()
                        > 0;
    }

    /** New recovery codes; those before work no more. */
    @Transactional
    public List<String> renewCodes(UUID user) {
        jdbc.sql("delete from recovery_code where user_id = :user")
                .param("user", user)
                .update();
        var codes = Stream.generate(() -> RecoveryCode.fresh(random))
                .limit(RecoveryCode.COUNT)
                .toList();
        codes.forEach(code -> jdbc.sql("insert into recovery_code (user_id, hash) values (:user, :hash)")
                .param("user", user)
                .param("hash", code.hash())
                .update());
        return codes.stream().map(RecoveryCode::text).toList();
    }

    /** Whether it is a code of the authenticator or a recovery code that wasn't used yet; it is used now. */
    @Transactional
    public boolean accept(UUID user, String typed) {
        var code = typed == null ? "" : typed.replaceAll("\\s", "");
        return acceptStep(user, code) || acceptRecovery(user, code);
    }

    private boolean acceptStep(UUID user, String code) {
        var secret = jdbc.sql("select secret from second_factor where user_id = :user and enrolled_at is not null")
                .param("user", user)
                .query(String.class)
                .optional();
        if (secret.isEmpty()) {
            return false;
        }
        var step = TotpRules.match(open(secret.get()), code, clock.instant());
        // The condition decides between two requests that show the same code at once.
        return step.isPresent()
                && jdbc.sql("update second_factor set last_step = :step where user_id = :user and last_step < :step")
                                .param("step", step.getAsLong())
                                .param("user", user)
                                .update()
                        > 0;
    }

    private boolean acceptRecovery(UUID user, String code) {
        return RecoveryCode.parse(code)
                .filter(recovery -> jdbc.sql("update recovery_code set used_at = :now"
                                        + " where user_id = :user and hash = :hash and used_at is null")
                                .param("now", RateLimit.utc(clock.instant()))
                                .param("user", user)
                                .param("hash", recovery.hash())
                                .update()
                        > 0)
                .isPresent();
    }

    @Transactional
    public boolean remove(UUID user) {
        return jdbc.sql("delete from second_factor where user_id = :user")
                        .param("user", user)
                        .update()
                > 0;
    }

    private byte[] open(String locked) {
        return Base64.getDecoder().decode(secrets.open(locked));
    }
}
