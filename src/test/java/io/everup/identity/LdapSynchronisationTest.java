package io.everup.identity;

import static io.everup.identity.LdapPeople.groupDn;
import static io.everup.identity.LdapPeople.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.everup.support.As;
import io.everup.support.Slapd;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of accounts when people, groups or servers of the directory go. */
class LdapSynchronisationTest extends LdapRig {

    @Test
    void whoIsRemovedDisabledOrLeavesTheirGroupLosesSessionsAndTokens() throws Exception {
        var rae = new Open("rae");
        var tia = new Open("tia");
        var mia = new Open("mia");
        var oli = new Open("oli");
        first.delete(uid("rae"));
        first.modify(uid("tia"), new Modification(ModificationType.ADD, "pwdAccountLockedTime", "000001010000Z"));
        first.modify(groupDn("managers"), new Modification(ModificationType.REPLACE, "uniqueMember", uid("ned")));

        synchronisation.synchronise();

        for (var gone : List.of(rae, tia, mia)) {
            assertThat(gone.sessionWorks()).as(gone.login + "'s session").isFalse();
            assertThat(gone.tokenWorks()).as(gone.login + "'s token").isFalse();
            assertThat(enabled(gone.login)).isFalse();
        }
        assertThat(oli.sessionWorks() && oli.tokenWorks()).isTrue();
        assertThat(directory.view(As.ADA).state().disabled()).isEqualTo(3);
        assertThat(jdbc.sql("select detail ->> 'reason' from audit_entry where action = 'user.disable'"
                                + " and actor_name = 'everup' order by id desc limit 3")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("removed", "disabled", "in no mapped group");
        assertThatThrownBy(() -> users.enable(As.ADA, id("mia"))).hasMessageContaining("directory service");

        first.add(LdapPeople.person("rae"));
        first.modify(uid("tia"), new Modification(ModificationType.DELETE, "pwdAccountLockedTime"));
        first.modify(groupDn("managers"), new Modification(ModificationType.REPLACE, "uniqueMember", uid("mia")));
        synchronisation.synchronise();
        assertThat(enabled("tia") && enabled("mia")).as("they come back").isTrue();
        assertThat(mia.tokenWorks()).as("a token that ended stays ended").isFalse();
        assertThat(enabled("rae")).as("another person of the same login").isFalse();
        assertThat(role("rae")).as("signs in anew").isEqualTo("operator");
        assertThat(rae.tokenWorks()).isFalse();
    }

    @Test
    void signingInSynchronisesToo() throws Exception {
        var tia = new Open("tia");
        first.modify(uid("tia"), new Modification(ModificationType.ADD, "pwdAccountLockedTime", "000001010000Z"));
        try {
            assertThat(refusal("tia", LdapPeople.PASSWORD)).isEqualTo(WRONG);
            assertThat(tia.sessionWorks() || tia.tokenWorks()).isFalse();
        } finally {
            first.modify(uid("tia"), new Modification(ModificationType.DELETE, "pwdAccountLockedTime"));
        }
    }

    @Test
    void anotherServerAnswersWhenOneDiesAndALocalAdministratorGetsInWhenAllAreDead() throws Exception {
        users.create(As.ADA, new NewUser("anna", "Anna", Role.ADMINISTRATOR, "a local password"));
        set(settings(first.tlsUrl(), second.plainUrl()));
        var ada = new Open("ada");
        try {
            first.kill();
            assertThat(role("ada")).as("by the second server, with StartTLS").isEqualTo("administrator");
            synchronisation.synchronise();
            assertThat(enabled("ada")).as("the same person on both servers").isTrue();
            second.kill();
            assertThat(refusal("oli", LdapPeople.PASSWORD)).contains("can't be reached");
            assertThat(refusal("anna", "wrong"))
                    .as("nobody learns which login is local")
                    .contains("can't be reached");
            assertThat(page("anna", "a local password").getRedirectedUrl()).isEqualTo("/");
            synchronisation.synchronise();
            var state = directory.view(As.ADA).state();
            assertThat(state.unreachableSince()).isNotNull();
            assertThat(state.failure()).contains("nothing listens");
            assertThat(ada.sessionWorks() && ada.tokenWorks()).isTrue();
        } finally {
            first.kill();
            second.kill();
            first.start();
            second.start();
            jdbc.sql("delete from user_account where login = 'anna'").update();
        }
        synchronisation.synchronise();
        assertThat(directory.view(As.ADA).state().unreachableSince()).isNull();
    }

    @Test
    void nobodyIsThrownOutWhenTheDirectoryIsDeadOrShowsNobody() throws Exception {
        var ada = new Open("ada");
        first.kill();
        try {
            synchronisation.synchronise();
        } finally {
            first.start();
        }
        assertThat(ada.sessionWorks() && ada.tokenWorks()).isTrue();
        set(with(settings(first.tlsUrl()), "ou=services," + Slapd.SUFFIX, LdapPeople.GROUPS, authority.pem()));
        synchronisation.synchronise();
        assertThat(ada.sessionWorks() && ada.tokenWorks()).isTrue();
        assertThat(directory.view(As.ADA).state().failure()).contains("no user at all");
    }

    @Test
    void tenThousandPeople() throws Exception {
        set(with(settings(first.tlsUrl()), Slapd.SUFFIX, LdapPeople.GROUPS, authority.pem()));
        jdbc.sql("""
                        insert into user_account (id, login, display_name, role, source, created_at, directory_id)
                        select gen_random_uuid(), 'gone' || lpad(n::text, 5, '0'), 'x', 'USER', 'LDAP', now(), 'no-' || n
                        from generate_series(1, 100) n
                        """).update();
        synchronisation.synchronise();
        var cold = directory.view(As.ADA).state();
        assertThat(cold.users()).isGreaterThanOrEqualTo(MANY);
        assertThat(cold.disabled()).isEqualTo(100);
        var times = new long[10];
        for (var n = 0; n < times.length; n++) {
            var begin = System.nanoTime();
            assertThat(token(LdapPeople.manyLogin(n * 997), LdapPeople.PASSWORD, address())
                            .getStatus())
                    .isEqualTo(201);
            times[n] = (System.nanoTime() - begin) / 1_000_000;
        }
        Arrays.sort(times);
        System.out.println("LDAP with " + MANY + " users: sign-in median " + times[5] + " ms, slowest " + times[9]
                + " ms; synchronisation " + cold.tookMillis() + " ms with 100 of 100 accounts gone");
        assertThat(times[5]).isLessThan(2_000);
        assertThat(cold.tookMillis()).isLessThan(20_000);
    }
}
