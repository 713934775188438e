package io.everup.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {

    @ParameterizedTest
    @ValueSource(strings = {"web-1", "Büro 2", "数据库", "a", "9lives", "web-1 (h2)", "db.prod_1", " padded "})
    void accepts(String name) {
        assertThat(Name.check("name", "VM", name)).isEqualTo(name.strip());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "  ",
                "-dash",
                ".dot",
                "(x)",
                "a/b",
                "a\\b",
                "a\"b",
                "a'b",
                "a;b",
                "a$b",
                "a\nb",
                "a\tb",
                "a\u0000b",
                "a<b",
                "a&b",
                "a%b",
                "a:b",
                "a*b",
                "a‮b"
            })
    void refusesWithTheFieldAndASentence(String name) {
        assertThatThrownBy(() -> Name.check("name", "VM", name)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.fields()).singleElement().satisfies(field -> {
                assertThat(field.name()).isEqualTo("name");
                assertThat(field.problem()).endsWith(".").contains("name");
            });
            assertThat(refusal.getMessage().codePoints().noneMatch(Character::isISOControl))
                    .as("a refusal repeats no control character")
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "𝒳"})
    void countsCharactersNotCodeUnits(String letter) {
        assertThat(Name.check("name", "VM", letter.repeat(Name.LONGEST))).hasSize(letter.length() * Name.LONGEST);
        assertThatThrownBy(() -> Name.check("name", "VM", letter.repeat(Name.LONGEST + 1)))
                .hasMessageContaining("at most 63");
    }
}
