package io.everup.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderByTest {

    private static final Map<String, String> ALLOWED =
            Map.of("name", "lower(v.name)", "memory", "v.memory_bytes", "id", "v.id");

    @Test
    void theListsOwnOrderFollows() {
        assertThat(OrderBy.of("-memory", ALLOWED, "name,id").sql())
                .isEqualTo("order by v.memory_bytes desc nulls last, lower(v.name) nulls last, v.id nulls last");
        assertThat(OrderBy.of("-Name, id", ALLOWED, "name,id").sql())
                .isEqualTo("order by lower(v.name) desc nulls last, v.id nulls last");
        assertThat(OrderBy.of(null, ALLOWED, "name,id"))
                .isEqualTo(OrderBy.of(" , ", ALLOWED, "name,id"))
                .isEqualTo(OrderBy.of("name", ALLOWED, "name,id"));
    }

    @Test
    void onlyKnownNamesAreTaken() {
        assertThatThrownBy(() -> OrderBy.of("v.id; drop table vm", ALLOWED, "name"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields())
                                .containsExactly(
                                        new Refusal.Field(
                                                "sort",
                                                "This list can't be sorted by 'v.id; drop table vm', only by id, memory, name.")));
        assertThatThrownBy(() -> OrderBy.of("x".repeat(300), ALLOWED, "name"))
                .hasMessage("sort is too long: at most 200 characters.");
    }
}
