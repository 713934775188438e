package io.everup.identity;

import io.everup.shared.Bytes;
import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes, changes and deletes teams, and says who belongs to them. */
@Component
@Transactional
public class TeamOperations {

    private static final int LONGEST_NOTE = 500;

    private final TeamDirectory directory;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    TeamOperations(TeamDirectory directory, JdbcClient jdbc, ApplicationEventPublisher events, Clock clock, Ids ids) {
        this.directory = directory;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /** @return the new team's id */
    public UUID create(Actor actor, NewTeam team) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        var id = ids.next();
        var name = freeName(team.name(), null);
        var quota = checked(team.quota());
        jdbc.sql("""
                        insert into team (id, name, note, most_vms, most_cpus, most_memory, most_disk, created_at, created_by)
                        values (:id, :name, :note, :vms, :cpus, :memory, :disk, :now, :by)
                        """)
                .param("id", id)
                .param("name", name)
                .param("note", note(team.note()))
                .param("vms", quota.vms())
                .param("cpus", quota.cpus())
                .param("memory", quota.memoryBytes())
                .param("disk", quota.diskBytes())
                .param("now", RateLimit.utc(clock.instant()))
                .param("by", actor.id())
                .update();
        publish(actor, "team.create", id, name, words(quota));
        return id;
    }

    /** A quota below what is used takes nothing away: only nothing more can be made. */
    public void change(Actor actor, UUID id, NewTeam team, Long version) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        lock(id);
        var before = directory.find(actor, id);
        if (version != null && version != before.version()) {
            throw Refusal.changed("team");
        }
        var name = freeName(team.name(), id);
        var quota = checked(team.quota());
        jdbc.sql("""
                        update team set name = :name, note = :note, most_vms = :vms, most_cpus = :cpus,
                            most_memory = :memory, most_disk = :disk, version = version + 1 where id = :id
                        """)
                .param("id", id)
                .param("name", name)
                .param("note", note(team.note()))
                .param("vms", quota.vms())
                .param("cpus", quota.cpus())
                .param("memory", quota.memoryBytes())
                .param("disk", quota.diskBytes())
                .update();
        publish(actor, "team.change", id, name, words(quota));
    }

    /** Its grants go with it. @throws Refusal while VMs are the team's */
    public void delete(Actor actor, UUID id) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        lock(id);
        var team = directory.find(actor, id);
        if (team.used().vms() > 0) {
            throw Refusal.conflict(
                    "team-in-use",
                    "The team " + team.name() + " has " + team.used().vms() + " VMs.",
                    "Give its VMs to another team, or delete them.");
        }
        try {
            jdbc.sql("delete from team where id = :id").param("id", id).update();
        } catch (DataIntegrityViolationException e) {
            throw Refusal.conflict(
                    "team-in-use", "The team " + team.name() + " still owns something.", "Try again later.");
        }
        publish(actor, "team.delete", id, team.name(), Map.of());
    }

    /** Whoever joins has all that the team's grants give: nobody can let in by this more than they hold. */
    public void add(Actor actor, UUID id, UUID user) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        lock(id);
        var team = directory.find(actor, id);
        var login = login(user);
        requireHeld(actor, team);
        var added = jdbc.sql("insert into team_member (team_id, user_id) values (:team, :user) on conflict do nothing")
                .param("team", id)
                .param("user", user)
                .update();
        if (added > 0) {
            grown(id);
            publish(actor, "team.add-member", id, team.name(), Map.of("user", login));
        }
    }

    public void remove(Actor actor, UUID id, UUID user) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        lock(id);
        var team = directory.find(actor, id);
        var removed = jdbc.sql("delete from team_member where team_id = :team and user_id = :user")
                .param("team", id)
                .param("user", user)
                .update();
        if (removed > 0) {
            grown(id);
            publish(actor, "team.remove-member", id, team.name(), Map.of("user", login(user)));
        }
    }

    /**
     * The team's quota, held until the end of the caller's transaction: whoever else wants to use it waits.
     *
     * @throws Refusal (invalid, of that field) when there is no such team
     */
    @Transactional(propagation = org.springframework.transaction.annotation.Propagation.MANDATORY)
    public Quota reserve(String field, UUID team) {
        return jdbc.sql("select * from team where id = :id for update")
                .param("id", team)
                .query((row, n) -> TeamDirectory.quota(row))
                .optional()
                .orElseThrow(() -> Refusal.invalidField(field, "There is no such team."));
    }

    private void requireHeld(Actor actor, TeamView team) {
        var theirs =
                jdbc.sql("""
                        select g.*, r.permissions, r.own_only from access_grant g
                        left join role_definition r on r.id = g.role_id where g.team_id = :team
                        """).param("team", team.id()).query(AccessReader::held).list();
        for (var grant : theirs) {
            for (var permission : grant.permissions()) {
                if (!actor.mayGive(permission, Place.EVERYTHING)) {
                    throw Refusal.invalidField(
                            "user",
                            "The grants of the team " + team.name() + " allow to " + permission.words()
                                    + ", which you may not yourself.");
                }
            }
        }
    }

    private void grown(UUID team) {
        jdbc.sql("update team set version = version + 1 where id = :id")
                .param("id", team)
                .update();
    }

    private void lock(UUID id) {
        jdbc.sql("select id from team where id = :id for update")
                .param("id", id)
                .query(UUID.class)
                .list();
    }

    private String login(UUID user) {
        return jdbc.sql("select login from user_account where id = :id")
                .param("id", user)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.invalidField("user", "There is no such user."));
    }

    private String freeName(String wanted, UUID self) {
        var name = Name.check("name", "team", wanted);
        var taken = jdbc.sql("select count(*) from team where lower(name) = lower(:name)"
                        + " and (:self::uuid is null or id <> :self::uuid)")
                .param("name", name)
                .param("self", self)
                .query(Integer.class)
                .single();
        if (taken > 0) {
            throw Refusal.invalidField("name", "There is a team called " + name + " already.");
        }
        return name;
    }

    private static String note(String note) {
        var text = note == null ? "" : note.strip();
        if (text.length() > LONGEST_NOTE) {
            throw Refusal.invalidField("note", "A note has at most " + LONGEST_NOTE + " characters.");
        }
        return text;
    }

    private static Quota checked(Quota quota) {
        if (quota == null) {
            return Quota.NONE;
        }
        notNegative("quota.vms", quota.vms());
        notNegative("quota.cpus", quota.cpus());
        notNegative("quota.memoryMiB", quota.memoryBytes());
        notNegative("quota.diskGiB", quota.diskBytes());
        return quota;
    }

    private static void notNegative(String field, Number most) {
        if (most != null && most.longValue() < 0) {
            throw Refusal.invalidField(field, "A quota is 0 or more; leave it empty for no limit.");
        }
    }

    private static Map<String, String> words(Quota quota) {
        var words = new LinkedHashMap<String, String>();
        words.put("vms", quota.vms() == null ? "unlimited" : quota.vms().toString());
        words.put("cpus", quota.cpus() == null ? "unlimited" : quota.cpus().toString());
        words.put("memory", quota.memoryBytes() == null ? "unlimited" : Bytes.text(quota.memoryBytes()));
        words.put("disk", quota.diskBytes() == null ? "unlimited" : Bytes.text(quota.diskBytes()));
        return words;
    }

    private void publish(Actor actor, String action, UUID id, String name, Map<String, String> detail) {
        events.publishEvent(new IdentityEvent(actor, action, "team", id, name, false, detail));
    }
}
