package io.everup.ha.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A law that doesn't notice a wrong rule is no law: each rule made wrong on purpose is caught. */
class MutationsTest {

    private static final int RUNS = 2_000;

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongRules")
    void isCaught(String name, Rules rules, long from) {
        assertThat(Chaos.runs(from, RUNS, Runtime.getRuntime().availableProcessors(), rules, true))
                .as("%s is caught within %d runs", name, RUNS)
                .isNotEmpty();
    }

    static List<Object[]> wrongRules() {
        return Mutation.ALL.stream()
                .map(mutation -> new Object[] {mutation.name(), mutation.rules(), mutation.from()})
                .toList();
    }
}
