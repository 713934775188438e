package io.everup.vm;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.PlacementRule;
import io.everup.placement.RuleBook;
import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes, changes and removes placement rules. None of them moves a VM: they decide about the next place. */
@Component
public class RuleOperations {

    /** VMs or hosts of one rule. */
    static final int MOST_NAMED = 1_000;

    private final JdbcClient jdbc;
    private final HostOffers offers;
    private final EventLog events;
    private final AuditJournal audit;
    private final ApplicationEventPublisher publisher;
    private final Ids ids;
    private final Clock clock;

    RuleOperations(
            JdbcClient jdbc,
            HostOffers offers,
            EventLog events,
            AuditJournal audit,
            ApplicationEventPublisher publisher,
            Ids ids,
            Clock clock) {
        this.jdbc = jdbc;
        this.offers = offers;
        this.events = events;
        this.audit = audit;
        this.publisher = publisher;
        this.ids = ids;
        this.clock = clock;
    }

    /** @return the new rule's id */
    @Transactional
    public UUID create(Actor actor, UUID pool, NewRule wish) {
        require(actor, pool);
        var id = ids.next();
        save(actor, pool, checked(pool, id, wish));
        told(actor, pool, id, wish.name().strip(), "create", " made the placement rule ");
        return id;
    }

    /** @param revision the one that the change is based on; null for whichever there is */
    @Transactional
    public void change(Actor actor, UUID id, Long revision, NewRule wish) {
        var pool = poolOf(actor, id, revision);
        save(actor, pool, checked(pool, id, wish));
        told(actor, pool, id, wish.name().strip(), "change", " changed the placement rule ");
    }

    /** @param revision as for {@link #change} */
    @Transactional
    public void delete(Actor actor, UUID id, Long revision) {
        var pool = poolOf(actor, id, revision);
        var name = jdbc.sql("delete from placement_rule where id = :id returning name")
                .param("id", id)
                .query(String.class)
                .single();
        told(actor, pool, id, name, "delete", " removed the placement rule ");
    }

    private void require(Actor actor, UUID pool) {
        // The lock lets no two rules that contradict each other in at once.
        var exists = jdbc.sql("select id from pool where id = :pool for no key update")
                .param("pool", pool)
                .query(UUID.class)
                .optional()
                .filter(id -> actor.may(Permission.POOL_VIEW, Place.pool(id)));
        if (exists.isEmpty()) {
            throw Refusal.notFound("pool");
        }
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
    }

    private UUID poolOf(Actor actor, UUID id, Long revision) {
        record Known(UUID pool, long revision) {}
        var known = jdbc.sql("select pool_id, revision from placement_rule where id = :id")
                .param("id", id)
                .query((row, number) -> new Known(row.getObject("pool_id", UUID.class), row.getLong("revision")))
                .optional()
                .filter(rule -> actor.may(Permission.HA_VIEW, Place.pool(rule.pool())))
                .orElseThrow(() -> Refusal.notFound("placement rule"));
        require(actor, known.pool());
        if (revision != null && revision != known.revision()) {
            throw Refusal.changed("placement rule");
        }
        return known.pool();
    }

    private PlacementRule checked(UUID pool, UUID id, NewRule wish) {
        var name = Name.check("name", "placement rule", wish.name());
        if (wish.kind() == null) {
            throw Refusal.invalidField("kind", "A rule is together, apart, on-hosts or not-on-hosts.");
        }
        refuseTaken(pool, id, name);
        var vms = resolve("vms", "VM", wish.vms(), """
                select v.id from vm v where v.pool_id = :pool and v.state <> 'DELETED'
                  and (v.id::text = :word or lower(v.name) = lower(:word))
                """, pool);
        var hosts = wish.kind().namesHosts() ? resolve("hosts", "host", wish.hosts(), """
                        select h.id from host h where h.pool_id = :pool
                          and (h.id::text = :word or lower(h.name) = lower(:word))
                        """, pool) : Set.<UUID>of();
        var least = wish.kind().namesHosts() ? 1 : 2;
        if (vms.size() < least) {
            throw Refusal.invalidField(
                    "vms", least == 1 ? "Name at least one VM." : "Name at least two VMs: the rule is between them.");
        }
        if (wish.kind().namesHosts() && hosts.isEmpty()) {
            throw Refusal.invalidField("hosts", "Name at least one host.");
        }
        var rule = new PlacementRule(id, name, wish.kind(), wish.must(), vms, hosts);
        refuseContradiction(pool, rule);
        return rule;
    }

    private void refuseTaken(UUID pool, UUID id, String name) {
        var taken = jdbc.sql(
                        "select count(*) from placement_rule where pool_id = :pool and lower(name) = lower(:name) and id <> :id")
                .param("pool", pool)
                .param("name", name)
                .param("id", id)
                .query(Integer.class)
                .single();
        if (taken > 0) {
            throw Refusal.invalidField("name", "This pool has a placement rule called " + name + " already.");
        }
    }

    private void refuseContradiction(UUID pool, PlacementRule rule) {
        var hosts = Set.copyOf(jdbc.sql("select id from host where pool_id = :pool")
                .param("pool", pool)
                .query(UUID.class)
                .list());
        RuleBook.contradiction(rule, offers.rules(pool), hosts).ifPresent(why -> {
            throw Refusal.conflict(
                    "rules-contradict",
                    "This rule could never be kept beside the others. " + why,
                    "Make one of them a wish, or change whom it names.");
        });
    }

    private Set<UUID> resolve(String field, String what, List<String> words, String sql, UUID pool) {
        var found = new LinkedHashSet<UUID>();
        var unknown = new ArrayList<String>();
        var named = words.stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        if (named.size() > MOST_NAMED) {
            throw Refusal.invalidField(field, "A rule names at most " + MOST_NAMED + " of them.");
        }
        for (var word : named) {
            jdbc.sql(sql)
                    .param("pool", pool)
                    .param("word", word)
                    .query(UUID.class)
                    .optional()
                    .ifPresentOrElse(found::add, () -> unknown.add(word));
        }
        if (!unknown.isEmpty()) {
            throw Refusal.invalidField(
                    field, "This pool has no " + what + " called " + String.join(", ", unknown) + ".");
        }
        return found;
    }

    private void save(Actor actor, UUID pool, PlacementRule rule) {
        jdbc.sql("""
                        insert into placement_rule (id, pool_id, name, kind, must, changed_at, changed_by)
                        values (:id, :pool, :name, :kind, :must, :at, :by)
                        on conflict (id) do update set name = excluded.name, kind = excluded.kind, must = excluded.must,
                          changed_at = excluded.changed_at, changed_by = excluded.changed_by,
                          revision = placement_rule.revision + 1
                        """)
                .param("id", rule.id())
                .param("pool", pool)
                .param("name", rule.name())
                .param("kind", rule.kind().name())
                .param("must", rule.must())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("by", actor.name())
                .update();
        members("placement_rule_vm", "vm_id", rule.id(), rule.vms());
        members("placement_rule_host", "host_id", rule.id(), rule.hosts());
    }

    private void members(String table, String column, UUID rule, Set<UUID> members) {
        jdbc.sql("delete from " + table + " where rule_id = :rule")
                .param("rule", rule)
                .update();
        jdbc.sql("insert into " + table + " (rule_id, " + column + ") select :rule, unnest(:members::uuid[])")
                .param("rule", rule)
                .param("members", members.toArray(UUID[]::new))
                .update();
    }

    private void told(Actor actor, UUID pool, UUID id, String name, String verb, String words) {
        var subject = new Subject("pool", pool, poolName(pool));
        events.record("placement-rule-" + verb, Severity.INFO, subject, actor.name() + words + name + ".");
        audit.done(actor, "placement-rule." + verb, subject, Map.of("rule", name, "id", id));
        publisher.publishEvent(new VmEvents.PlacementChanged(pool));
    }

    private String poolName(UUID pool) {
        return jdbc.sql("select name from pool where id = :pool")
                .param("pool", pool)
                .query(String.class)
                .single();
    }
}
