package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ActorTest {

    private final Actor mia = Actor.of(new UUID(0, 1), "mia", "Mia", Role.MANAGER);

    @Test
    void aRefusalSaysWhatTheRoleDoesNotAllow() {
        assertThatCode(() -> mia.require(Permission.UPTIME_VIEW)).doesNotThrowAnyException();
        assertThatThrownBy(() -> mia.require(Permission.VM_DELETE))
                .isInstanceOf(Refusal.class)
                .hasMessage("The role Manager doesn't allow you to delete virtual machines.");
    }

    @Test
    void aNarrowedTokenSaysThatItIsTheToken() {
        var token = mia.narrowed(Set.of(Permission.UPTIME_VIEW));
        assertThatThrownBy(() -> token.require(Permission.TOKEN_CREATE))
                .hasMessage("This token doesn't allow you to make tokens for programs.");
    }

    @Test
    void onlyAdministratorsManageUsersAndOnlyTheyAndAuditorsReadTheJournal() {
        for (var role : Role.values()) {
            assertThat(role.permissions().contains(Permission.USER_MANAGE)).isEqualTo(role == Role.ADMINISTRATOR);
            assertThat(role.permissions().contains(Permission.AUDIT_VIEW))
                    .isEqualTo(role == Role.ADMINISTRATOR || role == Role.AUDITOR);
        }
    }
}
