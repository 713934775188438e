package io.everup.image;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.People;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.network.NetworkDirectory;
import io.everup.shared.Bytes;
import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import io.everup.storage.StorageDirectory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Publishes and withdraws templates. */
@Component
public class TemplateOperations {

    private static final int MOST_CPUS = 256;
    private static final long LEAST_MEMORY = 16 * Bytes.MIB;
    private static final int MOST_DISKS = 16;
    private static final int LONGEST_TEXT = 2_000;
    private static final Set<String> BUSES = Set.of("virtio", "sata", "scsi", "ide");

    private final TemplateRepository templates;
    private final HostDirectory hosts;
    private final StorageDirectory storage;
    private final NetworkDirectory networks;
    private final People people;
    private final JdbcClient jdbc;
    private final EventLog events;
    private final AuditJournal audit;
    private final Ids ids;
    private final Clock clock;

    TemplateOperations(
            TemplateRepository templates,
            HostDirectory hosts,
            StorageDirectory storage,
            NetworkDirectory networks,
            People people,
            JdbcClient jdbc,
            EventLog events,
            AuditJournal audit,
            Ids ids,
            Clock clock) {
        this.templates = templates;
        this.hosts = hosts;
        this.storage = storage;
        this.networks = networks;
        this.people = people;
        this.jdbc = jdbc;
        this.events = events;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** A name that is in use gets the next revision; machines made from earlier ones stay as they are. */
    @Transactional
    public UUID publish(Actor actor, NewTemplate template) {
        actor.require(Permission.TEMPLATE_MANAGE);
        var name = Name.check("name", "template", template.name());
        var pool = Refusal.named("pool", () -> hosts.pool(actor, required(template.pool())));
        actor.require(Permission.TEMPLATE_MANAGE, Place.pool(pool.id()));
        checkSize(template);
        checkBoot(template);
        var disks = checkedDisks(actor, template, pool.id());
        if (template.network() != null
                && !Refusal.named("network", () -> networks.network(actor, template.network()))
                        .poolId()
                        .equals(pool.id())) {
            throw Refusal.invalidField("network", "That network is not in the pool " + pool.name() + ".");
        }
        var revision = jdbc.sql(
                        "select coalesce(max(revision), 0) + 1 from template where pool_id = :pool and lower(name) = lower(:name)")
                .param("pool", pool.id())
                .param("name", name)
                .query(Integer.class)
                .single();
        var id = ids.next();
        templates.saveAndFlush(new Template(id, template, name, revision, disks, clock.instant(), actor.name()));
        events.record(
                "template-published",
                Severity.INFO,
                new Subject("template", id, name),
                actor.name() + " published the template " + name + ", revision " + revision + ".");
        audit.done(actor, "template.publish", new Subject("template", id, name), Map.of("revision", revision));
        return id;
    }

    /** It can no longer be deployed; machines made from it stay as they are. */
    @Transactional
    public void retire(Actor actor, UUID id) {
        actor.require(Permission.TEMPLATE_MANAGE);
        var template = find(actor, id);
        template.retire(clock.instant());
        events.record(
                "template-retired",
                Severity.INFO,
                new Subject("template", id, template.name()),
                actor.name() + " withdrew the template " + template.name() + ", revision " + template.revision() + ".");
        audit.done(
                actor,
                "template.retire",
                new Subject("template", id, template.name()),
                Map.of("revision", template.revision()));
    }

    private Template find(Actor actor, UUID id) {
        var template = templates
                .findById(id)
                .filter(found -> actor.may(Permission.TEMPLATE_VIEW, Place.pool(found.poolId())))
                .orElseThrow(() -> Refusal.notFound("template"));
        actor.require(Permission.TEMPLATE_MANAGE, Place.pool(template.poolId()));
        return template;
    }

    /** Who may deploy from it. @param teams none: whoever sees it */
    @Transactional
    public void limit(Actor actor, UUID id, List<UUID> teams) {
        var template = find(actor, id);
        jdbc.sql("delete from template_team where template_id = :id")
                .param("id", id)
                .update();
        for (var team : new java.util.TreeSet<>(teams)) {
            var name = people.team(team)
                    .orElseThrow(() -> Refusal.invalidField("teams", "There is no such team."))
                    .name();
            jdbc.sql("insert into template_team (template_id, team_id) values (:id, :team)")
                    .param("id", id)
                    .param("team", team)
                    .update();
            audit.done(actor, "template.limit", new Subject("template", id, template.name()), Map.of("team", name));
        }
        events.record(
                "template-limited",
                Severity.INFO,
                new Subject("template", id, template.name()),
                actor.name() + " said who may deploy from the template " + template.name() + ".");
    }

    private static UUID required(UUID pool) {
        if (pool == null) {
            throw Refusal.invalidField("pool", "Choose the pool that the template belongs to.");
        }
        return pool;
    }

    private static void checkSize(NewTemplate template) {
        if (template.cpus() < 1 || template.cpus() > MOST_CPUS) {
            throw Refusal.invalidField("cpus", "A VM has 1 to " + MOST_CPUS + " processors.");
        }
        if (template.memoryBytes() < LEAST_MEMORY) {
            throw Refusal.invalidField("memoryMiB", "A VM has at least 16 MiB of memory.");
        }
        if (template.note() != null && template.note().length() > LONGEST_TEXT) {
            throw Refusal.invalidField("note", "A note has at most " + LONGEST_TEXT + " characters.");
        }
    }

    private static void checkBoot(NewTemplate template) {
        var boot = template.boot();
        if (boot == null) {
            if (template.disks() == null || template.disks().isEmpty()) {
                throw Refusal.invalidField("disks", "Without a kernel a template needs a disk to start from.");
            }
            return;
        }
        if (boot.kernel() == null || !boot.kernel().startsWith("/")) {
            throw Refusal.invalidField("boot.kernel", "The kernel is a full path on the hosts, such as /srv/vmlinuz.");
        }
        if (boot.initrd() != null && !boot.initrd().startsWith("/")) {
            throw Refusal.invalidField("boot.initrd", "The ramdisk is a full path on the hosts.");
        }
        if (boot.cmdline() != null && boot.cmdline().length() > LONGEST_TEXT) {
            throw Refusal.invalidField("boot.cmdline", "A command line has at most " + LONGEST_TEXT + " characters.");
        }
    }

    private List<Template.Disk> checkedDisks(Actor actor, NewTemplate template, UUID pool) {
        var disks = template.disks() == null ? List.<NewTemplate.Disk>of() : template.disks();
        if (disks.size() > MOST_DISKS) {
            throw Refusal.invalidField("disks", "A template has at most " + MOST_DISKS + " disks.");
        }
        return disks.stream()
                .map(disk -> {
                    var volume = Refusal.named("disks", () -> storage.volume(actor, disk.volume()));
                    if (!storage.datastore(actor, volume.datastoreId()).poolId().equals(pool)) {
                        throw Refusal.invalidField("disks", "The volume " + volume.name() + " is not in this pool.");
                    }
                    var bus = disk.bus() == null ? "virtio" : disk.bus();
                    if (!BUSES.contains(bus)) {
                        throw Refusal.invalidField("disks", "A disk's bus is virtio, sata, scsi or ide.");
                    }
                    return new Template.Disk(volume.id(), bus);
                })
                .toList();
    }
}
