package io.everup.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.identity.Actor;
import io.everup.identity.NewGrant;
import io.everup.identity.NewTeam;
import io.everup.identity.Quota;
import io.everup.identity.Role;
import io.everup.identity.Signed;
import io.everup.identity.TeamDirectory;
import io.everup.identity.TeamOperations;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** A team's VMs never use more than its quota, however many ask at once; and VMs are whose they are said to be. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    TeamOperations teams;

    @Autowired
    TeamDirectory teamDirectory;

    @Autowired
    VmOperations operations;

    @Autowired
    VmDirectory vms;

    private DataCentre centre;

    @BeforeAll
    void world() {
        centre = DataCentre.of(program, "2x2-quota");
    }

    private UUID person(String login, UUID... joined) {
        var user = Signed.user(program, login, Role.NONE);
        Signed.grant(program, new NewGrant(user, null, "user", centre.pool(), null, null));
        for (var team : joined) {
            teams.add(As.ADA, team, user);
        }
        return user;
    }

    private NewVm wish(String name, UUID team) {
        return new NewVm(
                name,
                null,
                centre.pool(),
                null,
                null,
                1,
                64 * Bytes.MIB,
                null,
                false,
                List.of(new NewVm.Disk(Bytes.GIB, null)),
                List.of(),
                null,
                null,
                null,
                false,
                team,
                null);
    }

    private static String refusal(Supplier<?> asked) {
        try {
            asked.get();
            return null;
        } catch (Refusal refused) {
            return refused.getMessage();
        }
    }

    @Test
    void requestsAtOnceNeverExceedTheQuota() {
        var team = teams.create(As.ADA, new NewTeam("Crowd", "", new Quota(3, null, null, null)));
        var actor = Signed.in(program, person("crowd", team));
        var pool = Executors.newFixedThreadPool(8);
        try {
            var asked = new ArrayList<CompletableFuture<String>>();
            for (var i = 0; i < 12; i++) {
                var wish = wish("crowd-" + i, null);
                asked.add(CompletableFuture.supplyAsync(() -> refusal(() -> operations.create(actor, wish)), pool));
            }
            var answers = asked.stream().map(CompletableFuture::join).toList();
            assertThat(answers.stream().filter(answer -> answer == null))
                    .as("made")
                    .hasSize(3);
            assertThat(answers.stream().filter(answer -> answer != null))
                    .hasSize(9)
                    .allMatch(answer ->
                            answer.equals("The quota of the team Crowd is 3 VMs: 3 are used, 1 more were asked for."));
        } finally {
            pool.shutdown();
        }
        assertThat(teamDirectory.find(As.ADA, team).used().vms()).isEqualTo(3);
    }

    @Test
    void aRefusalNamesTheQuotaWhatIsUsedAndWhatWasAskedFor() {
        var team =
                teams.create(As.ADA, new NewTeam("Small", "", new Quota(null, 2, 100 * Bytes.MIB, 3 * Bytes.GIB / 2)));
        var actor = Signed.in(program, person("small", team));
        operations.create(actor, wish("small-1", null));
        assertThat(refusal(() -> operations.create(actor, wish("small-2", null))))
                .isEqualTo("The quota of the team Small is 100 MiB of memory: 64 MiB are used,"
                        + " 64 MiB more were asked for.");
        teams.change(As.ADA, team, new NewTeam("Small", "", new Quota(null, 2, null, 3 * Bytes.GIB / 2)), null);
        assertThat(refusal(() -> operations.create(actor, wish("small-2", null))))
                .isEqualTo(
                        "The quota of the team Small is 1.5 GiB of disk: 1 GiB are used, 1 GiB more were asked for.");
    }

    @Test
    void whoeverMakesAVmOwnsItAndNobodyElseOfTheRoleSeesIt() {
        var team = teams.create(As.ADA, new NewTeam("Owners", "", null));
        var una = Signed.in(program, person("una", team));
        var mate = Signed.in(program, person("mate", team));
        var stranger = Signed.in(program, person("stranger"));
        operations.create(una, wish("hers", null));
        var vm = centre.vm("hers");
        assertThat(vm.owner()).isEqualTo("una");
        assertThat(vm.team()).isEqualTo("Owners");
        assertThat(vms.vm(mate, vm.id()).name()).isEqualTo("hers");
        assertThat(refusal(() -> vms.vm(stranger, vm.id()))).isEqualTo("There is no such VM.");
        assertThat(refusal(() -> operations.start(stranger, vm.id()))).isEqualTo("There is no such VM.");
    }

    @Test
    void ofSeveralTeamsOneMustBeChosenAndNoOtherTeamCanBe() {
        var one = teams.create(As.ADA, new NewTeam("One", "", null));
        var two = teams.create(As.ADA, new NewTeam("Two", "", null));
        var other = teams.create(As.ADA, new NewTeam("Other", "", null));
        var actor = Signed.in(program, person("both", one, two));
        assertThat(refusal(() -> operations.create(actor, wish("which", null))))
                .isEqualTo("Choose the team whose quota it counts against.");
        assertThat(refusal(() -> operations.create(actor, wish("which", other))))
                .isEqualTo("You belong to no such team.");
        assertThat(refusal(() -> operations.create(actor, wish("which", two)))).isNull();
    }

    @Test
    void aVmIsGivenToATeamOnlyWhereTheQuotaHasRoom() {
        var full = teams.create(As.ADA, new NewTeam("Full", "", new Quota(0, null, null, null)));
        var actor = Signed.in(program, person("giver"));
        operations.create(actor, wish("given", null));
        var vm = centre.vm("given").id();
        assertThat(refusal(() -> assign(actor, vm, null, full)))
                .isEqualTo("No grant of yours allows you to say whose virtual machines are, or set tags that grants"
                        + " name.");
        assertThat(refusal(() -> assign(As.ADA, vm, null, full)))
                .isEqualTo("The quota of the team Full is 0 VMs: 0 are used, 1 more were asked for.");
    }

    @Test
    void aTagThatAGrantNamesIsNotForEverybodyToSet() {
        var actor = Signed.in(program, person("tagger"));
        operations.create(actor, wish("tagged", null));
        var vm = centre.vm("tagged").id();
        Signed.grant(program, new NewGrant(person("web-keeper"), null, "operator", null, null, "web"));
        assertThat(refusal(() -> tag(actor, vm, "mine", "blue"))).isNull();
        assertThat(refusal(() -> tag(actor, vm, "mine", "web"))).startsWith("The tag web says who may do what");
        assertThat(refusal(() -> tag(As.ADA, vm, "mine", "web"))).isNull();
        assertThat(refusal(() -> tag(actor, vm, "mine"))).startsWith("The tag web says who may do what");
        assertThat(vms.vm(As.ADA, vm).tags()).containsExactly("mine", "web");
    }

    private Object assign(Actor actor, UUID vm, UUID owner, UUID team) {
        operations.assign(actor, vm, owner, team);
        return null;
    }

    private Object tag(Actor actor, UUID vm, String... tags) {
        operations.tag(actor, vm, List.of(tags));
        return null;
    }
}
