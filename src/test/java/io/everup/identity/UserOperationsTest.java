package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleTier
class UserOperationsTest {

    @Autowired
    UserOperations operations;

    @Autowired
    UserDirectory directory;

    @Autowired
    TokenOperations tokens;

    @Autowired
    TokenDirectory tokenDirectory;

    @Autowired
    JdbcClient jdbc;

    @Test
    void theFirstAdministratorCantBeLost() {
        var admin = user("admin");
        assertThatThrownBy(() -> operations.disable(As.ADA, admin)).hasMessageContaining("only administrator");
        assertThatThrownBy(() -> operations.change(As.ADA, admin, new UserChange(null, Role.USER), null))
                .hasMessageContaining("only administrator");

        var second = operations.create(As.ADA, new NewUser("second", null, Role.ADMINISTRATOR, "0123456789"));
        operations.disable(As.ADA, second);
        assertThatThrownBy(() -> operations.disable(As.ADA, admin)).hasMessageContaining("only administrator");
        operations.enable(As.ADA, second);
        operations.disable(As.ADA, admin);
        operations.enable(As.ADA, admin);
    }

    @Test
    void passwordsAreHashedWithArgon2() {
        operations.create(As.ADA, new NewUser("Hash", "Hash", Role.USER, "0123456789"));
        assertThat(jdbc.sql("select password_hash from user_account where login = 'hash'")
                        .query(String.class)
                        .single())
                .startsWith("{argon2}$argon2id$");
    }

    @Test
    void aLoginIsTakenWhateverItsCase() {
        operations.create(As.ADA, new NewUser("taken", null, Role.USER, "0123456789"));
        assertThatThrownBy(() -> operations.create(As.ADA, new NewUser("TAKEN", null, Role.USER, "0123456789")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("already");
    }

    @Test
    void usersAreFoundByPartOfTheirName() {
        operations.create(As.ADA, new NewUser("u1", "Maria 100%", Role.USER, "0123456789"));
        assertThat(directory
                        .list(As.ADA, ListQuery.of("RIA 100%", null, null, null))
                        .items())
                .extracting(UserView::login)
                .containsExactly("u1");
        assertThatThrownBy(() -> directory.list(As.OLI, ListQuery.everything())).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> directory.find(As.OLI, user("u1")))
                .as("what you may not see does not exist")
                .hasMessage("There is no such user.");
    }

    @Test
    void aTokenHasAtMostItsOwnersRights() {
        var id = operations.create(As.ADA, new NewUser("robot", null, Role.OPERATOR, "0123456789"));
        var owner = Actor.of(id, "robot", "robot", Role.OPERATOR);
        var narrow = tokens.create(owner, new NewToken("narrow", 1, Set.of(Permission.VM_VIEW)));
        var whole = tokens.create(owner, new NewToken("whole", null, null));

        assertThat(tokenDirectory.holder(narrow.token()).orElseThrow().permissions())
                .containsExactly(Permission.VM_VIEW);
        assertThatThrownBy(() -> tokens.create(owner, new NewToken("more", 1, Set.of(Permission.USER_MANAGE))))
                .hasMessageContaining("may not manage users");
        operations.change(As.ADA, id, new UserChange(null, Role.MANAGER), null);
        var holder = tokenDirectory.holder(whole.token()).orElseThrow();
        assertThat(holder.may(Permission.VM_OPERATE)).isFalse();
        assertThatThrownBy(() -> tokens.create(holder, new NewToken("child", 1, null)))
                .as("a leaked token must not outlive its revocation")
                .hasMessageContaining("A token can't make tokens");
        jdbc.sql("update api_token set expires_at = now() - interval '1 second'")
                .update();
        assertThat(tokenDirectory.holder(whole.token())).isEmpty();
        assertThat(tokenDirectory.holder(whole.token() + "x")).isEmpty();
    }

    private UUID user(String login) {
        return jdbc.sql("select id from user_account where login = :login")
                .param("login", login)
                .query(UUID.class)
                .single();
    }
}
