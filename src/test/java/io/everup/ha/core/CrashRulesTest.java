package io.everup.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.ha.core.CrashRow.Answer;
import io.everup.ha.core.VmRules.Care;
import io.everup.host.HostState;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done about a guest that crashed while its host is fine. */
class CrashRulesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final VmRules rules = new VmRules();
    private VmState state = VmState.STOPPED;
    private HostState home = HostState.UP;
    private Protection protection = Protection.PROTECTED;
    private boolean wanted = true;
    private boolean held;
    private boolean preserved;
    private int before;
    private int failures;
    private Instant failed;
    private Answer answer;
    private boolean seen = true;
    private String disarmed;
    private CrashPolicy policy = CrashPolicy.DEFAULT;

    private Care care() {
        var vm = new VmRow(
                new UUID(0, 1),
                "web-1",
                new UUID(0, 2),
                state,
                new UUID(0, 3),
                home,
                protection,
                50,
                wanted,
                false,
                NOW.minusSeconds(2),
                held ? new VmRow.Holder(null) : null,
                failures,
                failed,
                null);
        return rules.crashed(
                new CrashRow(vm, NOW.minusSeconds(2), preserved, policy, before, answer, seen, disarmed), NOW);
    }

    @Test
    void itIsRestartedAsOftenAsItsPolicySaysAndThenLeft() {
        for (before = 0; before < 3; before++) {
            assertThat(care()).as("crash %d", before + 1).isEqualTo(Care.RESTART);
        }
        assertThat(care()).as("the fourth within the hour").isEqualTo(Care.LEAVE);
        policy = new CrashPolicy(0, Duration.ofMinutes(60));
        before = 0;
        assertThat(care()).as("never").isEqualTo(Care.LEAVE);
    }

    @Test
    void whatWasDecidedStaysDecided() {
        answer = Answer.LEAVE;
        assertThat(care()).as("left until somebody starts it").isEqualTo(Care.NONE);
        answer = Answer.RESTART;
        before = 9;
        assertThat(care()).as("a restart that is owed is no further crash").isEqualTo(Care.RESTART);
        failures = 1;
        failed = NOW.minusSeconds(1);
        assertThat(care()).as("after a failed start there is a pause").isEqualTo(Care.NONE);
        failed = NOW.minusSeconds(3);
        assertThat(care()).as("and then another attempt").isEqualTo(Care.RESTART);
    }

    /** S6: its restart may have worked unseen, and its owner may have shut it down since. */
    @Test
    void whatNobodyHasSeenSinceIsLookedAtBeforeItIsTriedAgain() {
        seen = false;
        assertThat(care()).as("that it crashed was seen").isEqualTo(Care.RESTART);
        answer = Answer.RESTART;
        assertThat(care()).isEqualTo(Care.NONE);
        home = HostState.FENCED;
        assertThat(care()).as("whose host has no power doesn't run").isEqualTo(Care.RESTART);
    }

    @Test
    void whoIsNotOwedARestartGetsNone() {
        wanted = false;
        assertThat(care()).as("S6: its owner shut it down").isEqualTo(Care.NONE);
        wanted = true;
        protection = Protection.OFF;
        assertThat(care()).as("not protected").isEqualTo(Care.NONE);
        protection = Protection.BEST_EFFORT;
        assertThat(care()).as("best effort").isEqualTo(Care.RESTART);
        held = true;
        assertThat(care()).as("a task has it").isEqualTo(Care.NONE);
        held = false;
        disarmed = "HA is disarmed.";
        assertThat(care()).as("its pool is disarmed").isEqualTo(Care.NONE);
        disarmed = null;
        state = VmState.RUNNING;
        assertThat(care()).as("it runs").isEqualTo(Care.NONE);
        state = VmState.PAUSED;
        assertThat(care()).as("somebody suspended it").isEqualTo(Care.NONE);
    }

    @Test
    void whatItsHostKeepsInMemoryIsStartedAnewThere() {
        preserved = true;
        state = VmState.PAUSED;
        assertThat(care()).isEqualTo(Care.RESTART);
        home = HostState.FENCED;
        assertThat(care())
                .as("with its host's power that is gone: it is recovered")
                .isEqualTo(Care.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = HostState.class,
            names = {"SUSPECT", "LOST", "FENCING", "CONNECTING"})
    void aHostThatIsSilentMightRunItStill(HostState silent) {
        home = silent;
        assertThat(care()).isEqualTo(Care.NONE);
        home = HostState.FENCED;
        assertThat(care()).as("once it is proven off").isEqualTo(Care.RESTART);
    }
}
