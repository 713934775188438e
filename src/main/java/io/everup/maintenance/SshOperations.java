package io.everup.maintenance;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.host.HostView;
import io.everup.hypervisor.HostUri;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Sets how hosts are reached for commands. A host's key is pinned by a person who has compared its fingerprint. */
@Component
public class SshOperations {

    private static final Pattern KEY = Pattern.compile("[a-z0-9@.-]+ [A-Za-z0-9+/]+=*");
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9:.%-]{1,253}");

    private final HostDirectory hosts;
    private final TaskOperations tasks;
    private final SecretBox secrets;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;

    SshOperations(
            HostDirectory hosts,
            TaskOperations tasks,
            SecretBox secrets,
            AuditJournal audit,
            EventLog events,
            JdbcClient jdbc,
            Clock clock) {
        this.hosts = hosts;
        this.tasks = tasks;
        this.secrets = secrets;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A wish for how a host is reached.
     *
     * @param address null for the one in its URI
     * @param port null for 22
     * @param password and {@code key}: exactly one where none is kept yet; both null keep what there is
     * @param hostKey as in {@code known_hosts}, without the name; null to learn it by a test and confirm it then
     */
    public record NewSsh(String address, Integer port, String login, String password, String key, String hostKey) {}

    /** Empty where nothing is set up. */
    public Optional<SshView> of(Actor actor, UUID host) {
        hosts.host(actor, host);
        return jdbc.sql("select * from host_ssh where host_id = :host")
                .param("host", host)
                .query((row, number) -> new SshView(
                        host,
                        row.getString("address"),
                        row.getInt("port"),
                        row.getString("login"),
                        row.getBoolean("by_key"),
                        fingerprint(row.getString("host_key")),
                        fingerprint(row.getString("offered_key")),
                        row.getObject("ready", Boolean.class),
                        row.getString("finding"),
                        MaintenanceDirectory.instant(row, "checked_at")))
                .optional();
    }

    /** @return the task that tries it */
    @Transactional
    public UUID set(Actor actor, UUID id, NewSsh wish) {
        var host = managed(actor, id);
        check(wish, of(actor, id).isPresent());
        var secret = wish.key() != null ? wish.key() : wish.password();
        jdbc.sql("""
                        insert into host_ssh as s (host_id, address, port, login, locked_secret, by_key, host_key, changed_at,
                            changed_by)
                        values (:host, :address, :port, :login, coalesce(:secret, ''), :byKey, :key, :now, :who)
                        on conflict (host_id) do update set address = excluded.address, port = excluded.port,
                            login = excluded.login, locked_secret = coalesce(:secret, s.locked_secret),
                            by_key = case when :secret::text is null then s.by_key else excluded.by_key end,
                            host_key = coalesce(excluded.host_key, case when s.address is not distinct from excluded.address
                                and s.port = excluded.port then s.host_key end),
                            offered_key = null, ready = null, finding = null, changed_at = excluded.changed_at,
                            changed_by = excluded.changed_by
                        """)
                .param("host", id)
                .param("address", wish.address())
                .param("port", wish.port() == null ? 22 : wish.port())
                .param("login", wish.login())
                .param("secret", secret == null ? null : secrets.lock(secret))
                .param("byKey", wish.key() != null)
                .param("key", wish.hostKey() == null ? null : wish.hostKey().strip())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("who", actor.name())
                .update();
        audit.done(actor, "host.set-ssh", subject(host), Map.of("login", wish.login()));
        return test(actor, id);
    }

    private static void check(NewSsh wish, boolean known) {
        if (wish.login() == null || !LOGIN.matcher(wish.login()).matches()) {
            throw Refusal.invalidField("login", "A login has letters, digits, dots, dashes and underscores.");
        }
        if (wish.address() != null && !ADDRESS.matcher(wish.address()).matches()) {
            throw Refusal.invalidField("address", "A name or an IP address, without a port.");
        }
        if (wish.port() != null && (wish.port() < 1 || wish.port() > 65_535)) {
            throw Refusal.invalidField("port", "From 1 to 65535.");
        }
        if (wish.password() != null && wish.key() != null || !known && wish.password() == null && wish.key() == null) {
            throw Refusal.invalidField("password", "Give a password or a private key, one of them.");
        }
        if (wish.hostKey() != null && !KEY.matcher(wish.hostKey().strip()).matches()) {
            throw Refusal.invalidField("hostKey", "As in known_hosts: its kind, a blank, and the key.");
        }
        if (wish.key() != null) {
            try {
                MinaShell.keys(wish.key());
            } catch (java.io.IOException | java.security.GeneralSecurityException | RuntimeException e) {
                throw Refusal.invalidField(
                        "key",
                        "This private key can't be read. It must be in OpenSSH's or PEM form, without a passphrase.");
            }
        }
    }

    /** @return a task that signs in and runs {@code true}; it changes nothing on the host */
    @Transactional
    public UUID test(Actor actor, UUID id) {
        var host = managed(actor, id);
        if (of(actor, id).isEmpty()) {
            throw noSsh(host);
        }
        return tasks.submit(
                actor,
                NewTask.of(SshTest.KIND, "Test SSH to " + host.name(), subject(host), "host-ssh:" + id, Map.of()));
    }

    /** The key that was shown is the host's own. @param fingerprint as it was shown to who confirms it */
    @Transactional
    public UUID trust(Actor actor, UUID id, String fingerprint) {
        var host = managed(actor, id);
        var offered = jdbc.sql("select offered_key from host_ssh where host_id = :host and offered_key is not null")
                .param("host", id)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.conflict(
                        "no-key-offered", host.name() + " has shown no new key.", "Test the connection first."));
        if (!fingerprint(offered).equals(fingerprint)) {
            throw Refusal.changed("host key");
        }
        jdbc.sql("update host_ssh set host_key = offered_key, offered_key = null where host_id = :host")
                .param("host", id)
                .update();
        audit.done(actor, "host.trust-ssh-key", subject(host), Map.of("fingerprint", fingerprint));
        return test(actor, id);
    }

    @Transactional
    public void remove(Actor actor, UUID id) {
        var host = managed(actor, id);
        if (jdbc.sql("delete from host_ssh where host_id = :host")
                        .param("host", id)
                        .update()
                == 0) {
            throw noSsh(host);
        }
        events.changed("host", id);
        audit.done(actor, "host.remove-ssh", subject(host), Map.of());
    }

    private HostView managed(Actor actor, UUID id) {
        var host = hosts.host(actor, id);
        actor.require(Permission.HOST_MANAGE, Place.pool(host.poolId()));
        return host;
    }

    private static Refusal noSsh(HostView host) {
        return Refusal.conflict(
                "no-ssh", "How to reach " + host.name() + " by SSH isn't set up.", "Set it up on the host's page.");
    }

    /** @throws Refusal when it isn't set up, or no host key is pinned */
    void requireReady(HostView host) {
        var pinned = jdbc.sql("select host_key is not null from host_ssh where host_id = :host")
                .param("host", host.id())
                .query(Boolean.class)
                .optional();
        if (pinned.isEmpty()) {
            throw noSsh(host);
        }
        if (!pinned.get()) {
            throw Refusal.conflict(
                    "ssh-key-unknown",
                    "Nobody has confirmed the SSH host key of " + host.name() + " yet.",
                    "Test the connection on the host's page and compare the fingerprint.");
        }
    }

    /** For tasks alone. */
    RemoteShell.Target target(UUID host) {
        return jdbc.sql("select s.*, h.uri from host_ssh s join host h on h.id = s.host_id where s.host_id = :host")
                .param("host", host)
                .query((row, number) -> new RemoteShell.Target(
                        row.getString("address") != null
                                ? row.getString("address")
                                : HostUri.parse(row.getString("uri")).address(),
                        row.getInt("port"),
                        row.getString("login"),
                        secrets.open(row.getString("locked_secret")),
                        row.getBoolean("by_key"),
                        row.getString("host_key")))
                .optional()
                .orElseThrow(() -> Refusal.conflict(
                        "no-ssh", "SSH to the host isn't set up any more.", "Set it up on the host's page."));
    }

    /** What a test has found. @param offered the key that it showed; null when it was the pinned one */
    @Transactional
    void found(UUID host, boolean ready, String finding, String offered) {
        jdbc.sql("update host_ssh set ready = :ready, finding = :finding, checked_at = :now, offered_key = :offered"
                        + " where host_id = :host")
                .param("host", host)
                .param("ready", ready)
                .param("finding", finding)
                .param("offered", offered)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        events.changed("host", host);
    }

    /** As OpenSSH shows it: {@code SHA256:} and the digest of the key in Base64 without padding. */
    static String fingerprint(String key) {
        if (key == null) {
            return null;
        }
        try {
            var bytes = Base64.getDecoder().decode(key.substring(key.indexOf(' ') + 1));
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "SHA256:"
                    + new String(Base64.getEncoder().withoutPadding().encode(digest), StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Subject subject(HostView host) {
        return new Subject("host", host.id(), host.name());
    }
}
