package io.everup.notice;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Sets up by what ways people and programs are told, and tries them. */
@Component
@Transactional
public class ChannelOperations {

    private static final int SECRET_BYTES = 32;
    private static final Duration TESTS_WITHIN = Duration.ofMinutes(1);
    private static final int MOST_TESTS = 10;

    private final ChannelDirectory directory;
    private final Notices notices;
    private final NoticeStore store;
    private final NoticeSettings settings;
    private final SecretBox secrets;
    private final SecureRandom random;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Ids ids;
    private final Clock clock;
    private final String zone;

    ChannelOperations(
            ChannelDirectory directory,
            Notices notices,
            NoticeStore store,
            NoticeSettings settings,
            SecretBox secrets,
            SecureRandom random,
            AuditJournal audit,
            EventLog events,
            JdbcClient jdbc,
            Ids ids,
            Clock clock,
            @Value("${everup.uptime.zone}") String zone) {
        this.directory = directory;
        this.notices = notices;
        this.store = store;
        this.settings = settings;
        this.secrets = secrets;
        this.random = random;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.zone = zone;
    }

    /** @param secret of a webhook: it can't be read again; null for mail */
    public record Made(UUID id, String secret) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "Made[" + id + "]";
        }
    }

    /** @throws Refusal with the fields that can't be accepted */
    public Made create(Actor actor, ChannelWish wish) {
        actor.require(Permission.SETTING_MANAGE);
        var checked = check(wish);
        var id = ids.next();
        var secret = wish.kind() == ChannelKind.WEBHOOK ? newSecret() : null;
        try {
            jdbc.sql("""
                            insert into notice_channel (id, name, kind, enabled, recipients, url, ca, locked_secret, least, rules,
                                pools, tell_cleared, quiet_from, quiet_until, zone, digest_minutes, created_at)
                            values (:id, :name, :kind, :enabled, :recipients::jsonb, :url, :ca, :secret, :least, :rules::jsonb,
                                :pools::jsonb, :cleared, :quietFrom, :quietUntil, :zone, :digest, :now)
                            """)
                    .params(values(checked))
                    .param("id", id)
                    .param("kind", wish.kind().name())
                    .param("secret", secrets.lock(secret))
                    .param("now", NoticeStore.sql(clock.instant()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw taken();
        }
        done(
                actor,
                "channel.create",
                id,
                checked.name(),
                Map.of("kind", wish.kind().name()));
        return new Made(id, secret);
    }

    /** Its kind stays. @param version the version it is based on, or null for any */
    public void change(Actor actor, UUID id, ChannelWish wish, Long version) {
        actor.require(Permission.SETTING_MANAGE);
        var before = directory.channel(actor, id);
        if (wish.kind() != before.kind()) {
            throw Refusal.invalidField("kind", "A channel stays what it is: make another one.");
        }
        var checked = check(wish);
        try {
            var saved = jdbc.sql("""
                            update notice_channel set name = :name, enabled = :enabled, recipients = :recipients::jsonb, url = :url,
                                ca = :ca, least = :least, rules = :rules::jsonb, pools = :pools::jsonb, tell_cleared = :cleared,
                                quiet_from = :quietFrom, quiet_until = :quietUntil, zone = :zone, digest_minutes = :digest,
                                version = version + 1
                            where id = :id and (:any or version = :version)
                            """)
                    .params(values(checked))
                    .param("id", id)
                    .param("any", version == null)
                    .param("version", version == null ? 0L : version)
                    .update();
            if (saved == 0) {
                throw Refusal.changed("channel");
            }
        } catch (DuplicateKeyException e) {
            throw taken();
        }
        done(actor, "channel.change", id, checked.name(), Map.of("enabled", checked.enabled()));
    }

    private static Refusal taken() {
        return Refusal.invalidField("name", "There is a channel of this name already.");
    }

    /** With its notices and their log. */
    public void delete(Actor actor, UUID id) {
        actor.require(Permission.SETTING_MANAGE);
        var channel = directory.channel(actor, id);
        jdbc.sql("delete from notice_channel where id = :id").param("id", id).update();
        done(actor, "channel.delete", id, channel.name(), Map.of());
    }

    /** A webhook's new secret; the former one isn't used any more. */
    public Made renewSecret(Actor actor, UUID id) {
        actor.require(Permission.SETTING_MANAGE);
        var channel = directory.channel(actor, id);
        if (channel.kind() != ChannelKind.WEBHOOK) {
            throw Refusal.conflict("no-secret", "Mail isn't signed, and has no secret.", "There is nothing to do.");
        }
        var secret = newSecret();
        jdbc.sql("update notice_channel set locked_secret = :secret, version = version + 1 where id = :id")
                .param("id", id)
                .param("secret", secrets.lock(secret))
                .update();
        done(actor, "channel.renew-secret", id, channel.name(), Map.of());
        return new Made(id, secret);
    }

    /** Sends a test. @return the notice's id: the delivery log tells what became of it */
    public UUID test(Actor actor, UUID id) {
        actor.require(Permission.SETTING_MANAGE);
        var channel = directory.channel(actor, id);
        limit();
        var notice = notices.test(id, List.of(), line(actor, "channel " + channel.name()));
        done(actor, "channel.test", id, channel.name(), Map.of("notice", notice.toString()));
        return notice;
    }

    /** Sends a test mail to an address. @return the notice's id */
    public UUID testMail(Actor actor, String recipient) {
        actor.require(Permission.SETTING_MANAGE);
        var problems = ChannelRules.recipients(recipient == null ? List.of() : List.of(recipient.strip()));
        if (!problems.isEmpty()) {
            throw Refusal.invalidField("recipient", problems.get(0).problem());
        }
        limit();
        var notice = notices.test(null, List.of(recipient.strip()), line(actor, "mail server"));
        done(actor, "mail.test", null, "Mail", Map.of("recipient", recipient.strip()));
        return notice;
    }

    /** A test speaks to whatever address it is given. */
    private void limit() {
        var lately = jdbc.sql("select count(*) from notice where kind = 'TEST' and created_at > :since")
                .param("since", NoticeStore.sql(clock.instant().minus(TESTS_WITHIN)))
                .query(Integer.class)
                .single();
        if (lately >= MOST_TESTS) {
            throw Refusal.conflict(
                    "too-many-tests", "There were " + lately + " tests in the last minute.", "Wait a minute.");
        }
    }

    private NoticeLine line(Actor actor, String what) {
        return new NoticeLine(
                "test",
                null,
                null,
                NoticeSeverity.INFO,
                "Test",
                "everup",
                null,
                "Everup",
                null,
                actor.displayName() + " tests the " + what + ". Nothing is wrong.",
                null,
                null,
                clock.instant(),
                "/channels",
                List.of());
    }

    private ChannelWish check(ChannelWish wish) {
        var name = Name.check("name", "channel", wish.name());
        var problems = ChannelRules.problems(wish, settings.allowPlain());
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
        var mail = wish.kind() == ChannelKind.MAIL;
        return new ChannelWish(
                name,
                wish.kind(),
                wish.enabled(),
                mail ? wish.recipients() : List.of(),
                mail ? null : wish.url().strip(),
                mail ? null : wish.ca(),
                wish.least(),
                wish.rules(),
                wish.pools(),
                wish.tellCleared(),
                wish.quietFrom(),
                wish.quietUntil(),
                wish.zone() == null ? zone : wish.zone(),
                wish.digestMinutes());
    }

    private Map<String, Object> values(ChannelWish wish) {
        var values = new java.util.HashMap<String, Object>();
        values.put("name", wish.name());
        values.put("enabled", wish.enabled());
        values.put("recipients", store.json(wish.recipients()));
        values.put("url", wish.url());
        values.put("ca", wish.ca());
        values.put("least", wish.least().name());
        values.put("rules", store.json(wish.rules()));
        values.put("pools", store.json(wish.pools()));
        values.put("cleared", wish.tellCleared());
        values.put("quietFrom", wish.quietFrom());
        values.put("quietUntil", wish.quietUntil());
        values.put("zone", wish.zone());
        values.put("digest", wish.digestMinutes());
        return values;
    }

    private String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return "ehs_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void done(Actor actor, String action, UUID id, String name, Map<String, ?> detail) {
        audit.done(actor, action, new Subject("channel", id, name), detail);
        events.changed("channel", id);
    }
}
