package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disarming has a reason and an end. */
class DisarmRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {60, 3600, 7 * 86_400})
    void fromAMinuteToSevenDays(long seconds) {
        assertThatCode(() -> DisarmRules.check("Switch work", NOW.plusSeconds(seconds), NOW))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-60, 0, 30, 7 * 86_400 + 60})
    void notShorterNorLonger(long seconds) {
        assertThatThrownBy(() -> DisarmRules.check("Switch work", NOW.plusSeconds(seconds), NOW))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void neverWithoutReasonOrEnd() {
        assertThatThrownBy(() -> DisarmRules.check(" ", null, NOW))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields())
                                .extracting(Refusal.Field::name)
                                .containsExactly("reason", "minutes"));
        assertThatThrownBy(() -> DisarmRules.check("x".repeat(501), NOW.plusSeconds(60), NOW))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void toExtendIsToEndLater() {
        var ends = NOW.plus(Duration.ofHours(1));
        assertThatCode(() -> DisarmRules.checkLonger(NOW.plus(Duration.ofHours(2)), ends, NOW))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> DisarmRules.checkLonger(NOW.plus(Duration.ofMinutes(30)), ends, NOW))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("later");
        assertThatThrownBy(() -> DisarmRules.checkLonger(NOW.plus(Duration.ofDays(8)), ends, NOW))
                .isInstanceOf(Refusal.class);
    }
}
