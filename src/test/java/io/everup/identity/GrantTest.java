package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.host.PoolOperations;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Grants: they count at once, hold where they say, and nobody gives more than they hold. */
@ModuleTier
class GrantTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    GrantOperations grants;

    @Autowired
    RoleOperations roles;

    @Autowired
    TeamOperations teams;

    @Autowired
    UserOperations users;

    @Autowired
    PoolOperations pools;

    private UUID pool(String name) {
        return pools.create(As.ADA, name, "");
    }

    @Test
    void aGrantHoldsInItsPoolAloneAndEndsWhenItIsTakenBack() {
        var here = pool("Here");
        var there = pool("There");
        var user = Signed.user(program, "polly", Role.NONE);
        var grant = grants.give(As.ADA, new NewGrant(user, null, "operator", here, null, null));
        var polly = Signed.in(program, user);
        assertThat(polly.may(Permission.HOST_MANAGE, Place.pool(here))).isTrue();
        assertThat(polly.may(Permission.HOST_MANAGE, Place.pool(there))).isFalse();
        assertThat(polly.may(Permission.METRICS_VIEW)).as("metrics are of everything").isFalse();
        grants.takeBack(As.ADA, grant);
        assertThat(Signed.in(program, user).permissions()).isEmpty();
    }

    @Test
    void aTokenOfAnAdministratorManagesUsersAsItsOwnerDoes() {
        var rights = EnumSet.allOf(Permission.class);
        rights.remove(Permission.TOKEN_CREATE);
        var token = As.ADA.narrowed(rights);
        assertThatCode(() -> {
                    var user = users.create(token, new NewUser("tokened", null, Role.USER, "0123456789"));
                    grants.give(token, new NewGrant(user, null, "operator", null, null, "tokened"));
                    users.disable(token, user);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void whoManagesUsersCanNotBecomeMore() {
        var role = roles.create(
                As.ADA, new NewRole("People", "", Set.of(Permission.USER_MANAGE, Permission.VM_VIEW), false));
        var user = Signed.user(program, "peter", Role.NONE);
        grants.give(As.ADA, new NewGrant(user, null, role.toString(), null, null, null));
        var peter = Signed.in(program, user);
        var admin = Signed.user(program, "boss", Role.ADMINISTRATOR);
        assertThatThrownBy(() -> grants.give(peter, new NewGrant(user, null, "operator", null, null, null)))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("You can't give the role Operator here");
        assertThatThrownBy(() -> users.setPassword(peter, admin, "another-password"))
                .hasMessage("boss may do more than you; who may do as much must do this.");
        assertThatThrownBy(() -> users.create(peter, new NewUser("pal", null, Role.ADMINISTRATOR, "0123456789")))
                .hasMessageStartingWith("You can't give the role Administrator");
        var strong = teams.create(As.ADA, new NewTeam("Strong", "", null));
        grants.give(As.ADA, new NewGrant(null, strong, "operator", null, null, null));
        assertThatThrownBy(() -> teams.add(peter, strong, user)).hasMessageStartingWith("The grants of the team Strong");
        assertThatThrownBy(() ->
                        roles.create(peter, new NewRole("More", "", Set.of(Permission.HOST_MANAGE), false)))
                .hasMessageStartingWith("You may not");
    }

    @Test
    void aRoleInUseStays() {
        var role = roles.create(As.ADA, new NewRole("Held", "", Set.of(Permission.VM_OPERATE), false));
        var user = Signed.user(program, "holder", Role.NONE);
        var grant = grants.give(As.ADA, new NewGrant(user, null, role.toString(), null, null, "held"));
        assertThatThrownBy(() -> roles.delete(As.ADA, role.toString())).hasMessage("One grant has the role Held.");
        grants.takeBack(As.ADA, grant);
        assertThatCode(() -> roles.delete(As.ADA, role.toString())).doesNotThrowAnyException();
    }
}
