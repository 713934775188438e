package io.everup.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.placement.PlacementRule.Kind;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Rules are kept by what chooses hosts, and contradictions are refused before anything is stored. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacementRulesTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    RuleOperations rules;

    @Autowired
    RuleDirectory directory;

    @Autowired
    VmDirectory vms;

    private DataCentre centre;
    private List<VmView> running;

    @BeforeAll
    void world() {
        centre = DataCentre.of(program, "3x6-rules");
        running = vms.vms(As.ADA, ListQuery.everything()).items().stream()
                .filter(vm -> vm.poolId().equals(centre.pool()) && vm.hostId() != null)
                .toList();
    }

    @Test
    void ruleIsStoredKeptAndRemoved() {
        var one = running.get(0);
        var other = running.stream()
                .filter(vm -> !vm.hostId().equals(one.hostId()))
                .findFirst()
                .orElseThrow();
        var id = rules.create(
                As.ADA,
                centre.pool(),
                new NewRule(
                        "Web apart",
                        Kind.APART,
                        true,
                        List.of(one.name(), other.id().toString()),
                        null));
        assertThat(directory.rule(As.ADA, id).kept()).isTrue();
        assertThat(vms.targets(As.ADA, one.id())
                        .rejection(other.hostId())
                        .orElseThrow()
                        .sentence())
                .contains("has " + other.name() + ", from which " + one.name()
                        + " must be kept apart (rule 'Web apart')");
        assertThatThrownBy(() -> rules.create(
                        As.ADA,
                        centre.pool(),
                        new NewRule("Near", Kind.TOGETHER, true, List.of(one.name(), other.name()), null)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'Web apart'");
        rules.change(As.ADA, id, 0L, new NewRule("Near", Kind.TOGETHER, true, List.of(one.name(), other.name()), null));
        var broken = directory.ofVm(As.ADA, one).get(0);
        assertThat(broken.breaches()).as("an existing breach is shown").hasSize(1);
        assertThat(vms.vm(As.ADA, one.id()).hostId()).as("and nothing moves").isEqualTo(one.hostId());
        assertThatThrownBy(() -> rules.delete(As.ADA, id, 0L)).isInstanceOf(Refusal.class);
        rules.delete(As.ADA, id, null);
        assertThat(directory.ofVm(As.ADA, one)).isEmpty();
    }

    @Test
    void badInputIsRefusedAtItsField() {
        assertThatThrownBy(() -> rules.create(
                        As.ADA, centre.pool(), new NewRule("x", Kind.APART, true, List.of("nobody", "none"), null)))
                .hasMessageContaining("no VM called nobody, none");
        assertThatThrownBy(() -> rules.create(
                        As.ADA,
                        centre.pool(),
                        new NewRule(
                                "x", Kind.ON_HOSTS, true, List.of(running.get(0).name()), List.of())))
                .hasMessageContaining("at least one host");
    }
}
