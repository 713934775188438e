package io.everup.identity;

import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells who may do what at a place and by which grant, to who manages or audits users there. */
@Component
public class AccessHereDirectory {

    private static final int MOST = 500;

    private final JdbcClient jdbc;
    private final GrantDirectory grants;
    private final RoleDirectory roles;
    private final AccessReader access;

    AccessHereDirectory(JdbcClient jdbc, GrantDirectory grants, RoleDirectory roles, AccessReader access) {
        this.jdbc = jdbc;
        this.grants = grants;
        this.roles = roles;
        this.access = access;
    }

    public static boolean mayRead(Actor actor, Place place) {
        return actor.may(Permission.USER_MANAGE, place) || actor.may(Permission.AUDIT_VIEW, place);
    }

    private static void require(Actor actor, Place place) {
        if (!mayRead(actor, place)) {
            actor.require(Permission.USER_MANAGE, place);
        }
    }

    /** At most 500 grants, the nearest first: those that name the VM before those on its tags, its pool, everything. */
    public AccessHere at(Actor actor, Place place) {
        require(actor, place);
        var own = roles.roles(actor).stream().collect(Collectors.toMap(RoleView::id, Function.identity()));
        var found = grants.at(place, MOST).stream()
                .map(grant -> new AccessHere.GrantHere(
                        grant,
                        grant.place() != PlaceKind.VM && own.get(grant.role()).ownOnly()))
                .toList();
        return new AccessHere(everywhere(), found);
    }

    private List<AccessHere.Everywhere> everywhere() {
        return Arrays.stream(Role.values())
                .filter(role -> role != Role.NONE)
                .map(role -> new AccessHere.Everywhere(
                        role,
                        jdbc.sql("select count(*) from user_account where role = :role and disabled_at is null")
                                .param("role", role.name())
                                .query(Integer.class)
                                .single()))
                .filter(role -> role.users() > 0)
                .toList();
    }

    /** @param login whose rights are asked for @throws Refusal (invalid) when there is no such user */
    public AccessHere.Answer why(Actor actor, String login, Permission permission, Place place) {
        require(actor, place);
        var user = jdbc.sql("select id, role, disabled_at is null as enabled from user_account where login = :login")
                .param("login", Logins.normal(login == null ? "" : login))
                .query((row, n) -> new Asked(
                        row.getObject("id", UUID.class),
                        Role.valueOf(row.getString("role")),
                        row.getBoolean("enabled")))
                .optional()
                .orElseThrow(() -> Refusal.invalidField("login", "There is no user with that login."));
        var reasons = new ArrayList<String>();
        if (user.enabled()) {
            var teams = access.read(user.id(), user.role(), null).teams();
            if (holds(Held.everywhere(user.role()), user, teams, permission, place)) {
                reasons.add("The role " + user.role().title() + " of the account holds everywhere"
                        + own(Held.everywhere(user.role()), permission) + ".");
            }
            grants.withHeld(user.id()).stream()
                    .filter(given -> holds(given.held(), user, teams, permission, place))
                    .map(given -> sentence(given.grant()) + own(given.held(), permission) + ".")
                    .forEach(reasons::add);
        }
        return new AccessHere.Answer(Logins.normal(login), permission, reasons);
    }

    private record Asked(UUID id, Role role, boolean enabled) {}

    private static boolean holds(Held held, Asked user, java.util.Set<UUID> teams, Permission permission, Place place) {
        return new Access(List.of(held), teams, null, null)
                .scope(permission, user.id())
                .holds(place);
    }

    private static String own(Held held, Permission permission) {
        return held.narrows(permission) ? " for own VMs, and this is one" : "";
    }

    private static String sentence(GrantView grant) {
        var where = switch (grant.place()) {
            case EVERYTHING -> "everything";
            case POOL -> "the pool " + grant.placeName();
            case TAG -> "the tag " + grant.placeName();
            case VM -> "the VM " + grant.placeName();
        };
        return "The role " + grant.roleName() + " was granted on " + where
                + (grant.toTeam() ? " to the team " + grant.holderName() : "")
                + (Objects.isNull(grant.createdBy()) ? "" : " by " + grant.createdBy());
    }
}
