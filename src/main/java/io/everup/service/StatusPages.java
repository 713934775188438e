package io.everup.service;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Ids;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes, changes, publishes and reads the definitions of status pages, and what is written on them. */
@Component
public class StatusPages {

    private static final int MOST_SERVICES = 50;
    private static final int MOST_WORDS = 2_000;

    private final ServiceDirectory services;
    private final EventLog events;
    private final AuditJournal audit;
    private final JdbcClient jdbc;
    private final Ids ids;
    private final Clock clock;

    StatusPages(ServiceDirectory services, EventLog events, AuditJournal audit, JdbcClient jdbc, Ids ids, Clock clock) {
        this.services = services;
        this.events = events;
        this.audit = audit;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** By title. */
    public Slice<StatusPage> pages(Actor actor, ListQuery query) {
        actor.require(Permission.UPTIME_VIEW, Place.EVERYTHING);
        var total =
                jdbc.sql("select count(*) from status_page").query(Long.class).single();
        var items = jdbc.sql("select * from status_page order by title, id limit :limit offset :offset")
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::page)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    public StatusPage page(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_VIEW, Place.EVERYTHING);
        return jdbc.sql("select * from status_page where id = :id")
                .param("id", id)
                .query(this::page)
                .optional()
                .orElseThrow(() -> Refusal.notFound("status page"));
    }

    /** For everybody: one that isn't published is as if it weren't there. */
    Optional<StatusPage> published(String slug) {
        return jdbc.sql("select * from status_page where slug = :slug and published")
                .param("slug", slug)
                .query(this::page)
                .optional();
    }

    private StatusPage page(ResultSet row, int number) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var entries = jdbc.sql("""
                        select e.* from status_page_service e join service s on s.id = e.service_id
                        where e.page_id = :page and s.deleted_at is null order by e.place
                        """)
                .param("page", id)
                .query((entry, at) ->
                        new StatusPage.Entry(entry.getObject("service_id", UUID.class), entry.getString("name")))
                .list();
        return new StatusPage(
                id,
                row.getString("slug"),
                row.getString("title"),
                row.getString("intro"),
                row.getBoolean("published"),
                entries,
                row.getLong("version"));
    }

    /** @param wish its id and version don't matter; @return the new page's id */
    @Transactional
    public UUID create(Actor actor, StatusPage wish) {
        actor.require(Permission.UPTIME_MANAGE, Place.EVERYTHING);
        var page = checked(actor, wish, null);
        var id = ids.next();
        jdbc.sql("insert into status_page (id, slug, title, intro, published, version, created_at)"
                        + " values (:id, :slug, :title, :intro, :published, 1, :now)")
                .param("id", id)
                .param("slug", page.slug())
                .param("title", page.title())
                .param("intro", page.intro())
                .param("published", page.published())
                .param("now", ProbeLog.sql(clock.instant()))
                .update();
        entries(id, page);
        done(actor, "status-page.create", id, page);
        return id;
    }

    /** @param version the version that it is based on; null for whichever there is */
    @Transactional
    public void update(Actor actor, UUID id, Long version, StatusPage wish) {
        actor.require(Permission.UPTIME_MANAGE, Place.EVERYTHING);
        var before = page(actor, id);
        if (version != null && version != before.version()) {
            throw Refusal.changed("status page");
        }
        var page = checked(actor, wish, id);
        var updated = jdbc.sql(
                        "update status_page set slug = :slug, title = :title, intro = :intro, published = :published,"
                                + " version = version + 1 where id = :id and version = :version")
                .param("id", id)
                .param("version", before.version())
                .param("slug", page.slug())
                .param("title", page.title())
                .param("intro", page.intro())
                .param("published", page.published())
                .update();
        if (updated == 0) {
            throw Refusal.changed("status page");
        }
        jdbc.sql("delete from status_page_service where page_id = :id")
                .param("id", id)
                .update();
        entries(id, page);
        done(actor, "status-page.change", id, page);
    }

    @Transactional
    public void delete(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_MANAGE, Place.EVERYTHING);
        var page = page(actor, id);
        jdbc.sql("delete from status_page where id = :id").param("id", id).update();
        done(actor, "status-page.delete", id, page);
    }

    private void entries(UUID id, StatusPage page) {
        var place = 0;
        for (var entry : page.services()) {
            jdbc.sql(
                            "insert into status_page_service (page_id, service_id, name, place) values (:page, :service, :name, :place)")
                    .param("page", id)
                    .param("service", entry.service())
                    .param("name", entry.name())
                    .param("place", place++)
                    .update();
        }
    }

    private void done(Actor actor, String action, UUID id, StatusPage page) {
        var subject = new Subject("status-page", id, page.title());
        audit.done(
                actor,
                action,
                subject,
                Map.of(
                        "slug",
                        page.slug(),
                        "published",
                        page.published(),
                        "services",
                        page.services().size()));
        events.changed("status-page", id);
    }

    private StatusPage checked(Actor actor, StatusPage wish, UUID self) {
        var problems = new ArrayList<Refusal.Field>();
        var slug = wish.slug() == null ? "" : wish.slug().strip();
        if (!slug.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            problems.add(new Refusal.Field("slug", "The address ends in 1 to 63 small letters, digits and hyphens."));
        } else if (taken(slug, self)) {
            problems.add(new Refusal.Field("slug", "Another status page has this address."));
        }
        var title = text("title", wish.title(), 1, 100, problems);
        var intro = text("intro", wish.intro(), 0, 1_000, problems);
        var entries = new ArrayList<StatusPage.Entry>();
        var seen = new HashSet<UUID>();
        var wished = wish.services() == null ? List.<StatusPage.Entry>of() : wish.services();
        if (wished.isEmpty() || wished.size() > MOST_SERVICES) {
            problems.add(new Refusal.Field("services", "Choose between 1 and " + MOST_SERVICES + " services."));
        }
        for (var entry : wished) {
            if (entry == null || entry.service() == null || !seen.add(entry.service())) {
                problems.add(new Refusal.Field("services", "Each service once."));
                continue;
            }
            var service = Refusal.named("services", () -> services.service(actor, entry.service()));
            var name = entry.name() == null || entry.name().isBlank() ? service.name() : entry.name();
            entries.add(new StatusPage.Entry(entry.service(), text("services", name, 1, 100, problems)));
        }
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
        return new StatusPage(null, slug, title, intro, wish.published(), entries, 0);
    }

    private boolean taken(String slug, UUID self) {
        return jdbc.sql(
                                "select count(*) from status_page where slug = :slug and (:self::uuid is null or id <> :self::uuid)")
                        .param("slug", slug)
                        .param("self", self)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private static String text(String field, String value, int least, int most, List<Refusal.Field> problems) {
        var text = value == null ? "" : value.strip();
        if (text.length() < least || text.length() > most) {
            problems.add(new Refusal.Field(field, "It has " + least + " to " + most + " characters."));
        }
        return text;
    }

    /** What an outage of a service is called in public. @param words up to 2000 characters; empty takes them back */
    @Transactional
    public void tell(Actor actor, UUID outage, String words) {
        actor.require(Permission.UPTIME_MANAGE, Place.EVERYTHING);
        var text = words == null ? "" : words.strip();
        if (text.length() > MOST_WORDS) {
            throw Refusal.invalidField("words", "It has at most " + MOST_WORDS + " characters.");
        }
        var name = jdbc.sql("select name from outage where outage_id = :id and service_id is not null")
                .param("id", outage)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("outage of a service"));
        jdbc.sql("insert into outage_words (outage_id, words, made_by, made_at) values (:id, :words, :by, :now)")
                .param("id", outage)
                .param("words", text)
                .param("by", actor.name())
                .param("now", ProbeLog.sql(clock.instant()))
                .update();
        audit.done(actor, "outage.tell", new Subject("outage", outage, name), Map.of("words", text));
        events.changed("status-page", null);
    }
}
