package io.everup.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Names in the order in which people look for them. */
class NaturalOrderTest {

    @Test
    void numbersInNamesCountAsNumbers() {
        var names = List.of("app-10", "App-2", "app-1", "db", "app", "app-02b", "app-2", "app-99999999999999999999");
        assertThat(names.stream().sorted(NaturalOrder.NAMES))
                .containsExactly(
                        "app", "app-1", "App-2", "app-2", "app-02b", "app-10", "app-99999999999999999999", "db");
    }
}
