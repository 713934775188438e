package io.everup.identity;

import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes, changes and deletes roles of one's own. Those that are built in stay as they are. */
@Component
@Transactional
public class RoleOperations {

    private static final int LONGEST_NOTE = 500;

    private final RoleDirectory directory;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    RoleOperations(RoleDirectory directory, JdbcClient jdbc, ApplicationEventPublisher events, Clock clock, Ids ids) {
        this.directory = directory;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * @return the new role's id
     * @throws Refusal when the name is taken, or it would allow more than the actor may do everywhere
     */
    public UUID create(Actor actor, NewRole role) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        var name = freeName(role.name(), null);
        var permissions = checked(actor, role);
        var id = ids.next();
        jdbc.sql("""
                        insert into role_definition (id, name, note, permissions, own_only, created_at, created_by)
                        values (:id, :name, :note, :permissions::text[], :own, :now, :by)
                        """)
                .param("id", id)
                .param("name", name)
                .param("note", note(role.note()))
                .param("permissions", names(permissions))
                .param("own", role.ownOnly())
                .param("now", RateLimit.utc(clock.instant()))
                .param("by", actor.id())
                .update();
        publish(actor, "role.create", id, name, permissions);
        return id;
    }

    /** Who has the role has it as it is now, at once. @param version the one the change is based on, or null for any */
    public void change(Actor actor, String id, NewRole role, Long version) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        var before = own(actor, id);
        if (version != null && version != before.version()) {
            throw Refusal.changed("role");
        }
        var name = freeName(role.name(), before.own());
        var permissions = checked(actor, role);
        requireAll(actor, before.permissions());
        jdbc.sql("""
                        update role_definition set name = :name, note = :note, permissions = :permissions::text[],
                            own_only = :own, version = version + 1 where id = :id
                        """)
                .param("id", before.own())
                .param("name", name)
                .param("note", note(role.note()))
                .param("permissions", names(permissions))
                .param("own", role.ownOnly())
                .update();
        publish(actor, "role.change", before.own(), name, permissions);
    }

    /** @throws Refusal while somebody has it */
    public void delete(Actor actor, String id) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        var role = own(actor, id);
        if (role.holders() > 0) {
            throw Refusal.conflict(
                    "role-in-use",
                    role.holders() == 1
                            ? "One grant has the role " + role.name() + "."
                            : role.holders() + " grants have the role " + role.name() + ".",
                    "Take those grants back first, then delete it.");
        }
        jdbc.sql("delete from role_definition where id = :id")
                .param("id", role.own())
                .update();
        publish(actor, "role.delete", role.own(), role.name(), Set.of());
    }

    private RoleView own(Actor actor, String id) {
        var role = directory.role(actor, id);
        if (role.builtIn()) {
            throw Refusal.conflict(
                    "built-in-role",
                    "The role " + role.name() + " is built in and stays as it is.",
                    "Make a role of your own beside it.");
        }
        jdbc.sql("select id from role_definition where id = :id for update")
                .param("id", role.own())
                .query(UUID.class)
                .list();
        return directory.role(actor, id);
    }

    private static Set<Permission> checked(Actor actor, NewRole role) {
        if (role.permissions() == null || role.permissions().isEmpty()) {
            throw Refusal.invalidField("permissions", "Choose at least one permission.");
        }
        var permissions = PermissionRules.whole(role.permissions());
        requireAll(actor, permissions);
        return permissions;
    }

    private static void requireAll(Actor actor, Set<Permission> permissions) {
        for (var permission : permissions) {
            if (!actor.mayGive(permission, Place.EVERYTHING)) {
                throw Refusal.invalidField("permissions", "You may not " + permission.words() + " yourself.");
            }
        }
    }

    private String freeName(String wanted, UUID self) {
        var name = Name.check("name", "role", wanted);
        var builtIn = java.util.Arrays.stream(Role.values())
                .anyMatch(role ->
                        role.title().equalsIgnoreCase(name) || role.name().equalsIgnoreCase(name));
        var taken = builtIn
                || jdbc.sql("select count(*) from role_definition where lower(name) = lower(:name)"
                                        + " and (:self::uuid is null or id <> :self::uuid)")
                                .param("name", name)
                                .param("self", self)
                                .query(Integer.class)
                                .single()
                        > 0;
        if (taken) {
            throw Refusal.invalidField("name", "There is a role called " + name + " already.");
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

    private static String names(Set<Permission> permissions) {
        return permissions.stream().map(Permission::name).collect(Collectors.joining(",", "{", "}"));
    }

    private void publish(Actor actor, String action, UUID id, String name, Set<Permission> permissions) {
        var detail = permissions.isEmpty() ? Map.<String, String>of() : Map.of("permissions", names(permissions));
        events.publishEvent(new IdentityEvent(actor, action, "role", id, name, false, detail));
    }
}
