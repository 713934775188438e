package io.everup.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.placement.PlacementRule.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RuleBookTest {

    private static final UUID WEB1 = new UUID(2, 1);
    private static final UUID WEB2 = new UUID(2, 2);
    private static final UUID DB = new UUID(2, 3);
    private static final UUID H1 = new UUID(0, 1);
    private static final UUID H2 = new UUID(0, 2);
    private static final UUID H3 = new UUID(0, 3);
    private static final Set<UUID> HOSTS = Set.of(H1, H2, H3);

    private static PlacementRule rule(String name, Kind kind, boolean must, Set<UUID> vms, UUID... hosts) {
        return new PlacementRule(new UUID(3, name.hashCode()), name, kind, must, vms, Set.of(hosts));
    }

    @Test
    void togetherAndApartContradictEachOtherAlsoRoundTheCorner() {
        var near = rule("near", Kind.TOGETHER, true, Set.of(WEB1, DB));
        var close = rule("close", Kind.TOGETHER, true, Set.of(WEB2, DB));
        var apart = rule("web apart", Kind.APART, true, Set.of(WEB1, WEB2));
        assertThat(RuleBook.contradiction(apart, List.of(near), HOSTS)).isEmpty();
        assertThat(RuleBook.contradiction(apart, List.of(near, close), HOSTS))
                .contains("Rule 'web apart' keeps VMs apart that 'close', 'near' keeps together.");
    }

    @Test
    void wishesContradictNobody() {
        var near = rule("near", Kind.TOGETHER, false, Set.of(WEB1, WEB2));
        var apart = rule("web apart", Kind.APART, true, Set.of(WEB1, WEB2));
        assertThat(RuleBook.contradiction(apart, List.of(near), HOSTS)).isEmpty();
    }

    @Test
    void noHostMayBeLeft() {
        var licence = rule("licence", Kind.ON_HOSTS, true, Set.of(DB), H1);
        var old = rule("old", Kind.NOT_ON_HOSTS, true, Set.of(DB), H1);
        assertThat(RuleBook.contradiction(old, List.of(licence), HOSTS))
                .contains(
                        "No host of the pool would be left for some of the VMs: 'licence', 'old' exclude each other.");
    }

    @Test
    void moreVmsThanHostsThatAreLeftCannotBeKeptApart() {
        var licence = rule("licence", Kind.ON_HOSTS, true, Set.of(WEB1, WEB2, DB), H1, H2);
        var apart = rule("apart", Kind.APART, true, Set.of(WEB1, WEB2, DB));
        assertThat(RuleBook.contradiction(apart, List.of(licence), HOSTS))
                .contains("Rule 'apart' keeps 3 VMs apart, but other rules leave them fewer hosts than that.");
    }

    @Test
    void breachesAreNamed() {
        var hosts = List.of(host("h1", H1, Map.of(WEB1, "web-1", WEB2, "web-2")), host("h2", H2, Map.of(DB, "db-1")));
        var rules = List.of(
                rule("a", Kind.APART, true, Set.of(WEB1, WEB2)),
                rule("b", Kind.TOGETHER, false, Set.of(WEB1, DB)),
                rule("c", Kind.ON_HOSTS, true, Set.of(DB), H1),
                rule("d", Kind.NOT_ON_HOSTS, true, Set.of(DB), H3));
        assertThat(RuleBook.breaches(rules, hosts))
                .extracting(RuleBook.Breach::text)
                .containsExactly(
                        "web-1, web-2 are all on h1, but must be kept apart.",
                        "They should be on one host, but: web-1 on h1, db-1 on h2.",
                        "db-1 mustn't run on h2.");
    }

    @Test
    void rankingKeepsRulesAndSaysSo() {
        var apart = rule("Web apart", Kind.APART, true, Set.of(WEB1, WEB2));
        var wish = rule("Slow", Kind.NOT_ON_HOSTS, false, Set.of(WEB1), H2);
        var demand = new Demand(WEB1, "web-1", 1, 1 << 20, null, null, Map.of(), Map.of(), null, List.of(apart, wish));
        var ranking = Placement.rank(
                demand,
                List.of(host("h1", H1, Map.of(WEB2, "web-2")), host("h2", H2, Map.of()), host("h3", H3, Map.of())),
                PlacementPolicy.DEFAULT);
        assertThat(ranking.candidates()).extracting(Candidate::name).containsExactly("h3", "h2");
        assertThat(ranking.candidates().get(0).reasons()).contains("kept apart from web-2 (rule 'Web apart')");
        assertThat(ranking.candidates().get(1).reasons())
                .contains("against a wish: web-1 should not run there (rule 'Slow')");
        assertThat(ranking.rejection(H1).orElseThrow().sentence())
                .isEqualTo("h1 has web-2, from which web-1 must be kept apart (rule 'Web apart')");
    }

    private static HostOffer host(String name, UUID id, Map<UUID, String> vms) {
        return new HostOffer(id, name, null, 8, 0, 1L << 36, 0, -1, 0.1, null, null, Set.of(), Set.of(), 0, null, vms);
    }
}
