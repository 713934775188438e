package io.everup.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.ha.core.HaRules.Facts;
import io.everup.ha.core.HaRules.Kind;
import io.everup.host.HostState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The laws of docs/design/ha.md, one by one. */
class HaRulesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LATE = HaRules.CONFIRM.plusSeconds(1);
    private static final Power ON = new Power("fence_a", 2, true, "It answers: power is on.");
    private static final Power OFF = new Power("fence_b", 1, false, "It answers: power is off.");
    private static final Power MUTE = new Power("fence_c", 3, null, "The login was refused.");

    private static final UUID FAILOVER = new UUID(0, 1);
    private static final UUID HOST = new UUID(0, 2);

    private final HaRules rules = new HaRules();
    private HostState state = HostState.SUSPECT;
    private Instant asked = START;
    private Instant back;
    private Findings.SwitchOff off;
    private Instant fencingAt;
    private boolean ordered;
    private String disarmed;
    private Duration fenceAfter;
    private boolean heard;
    private Instant listening = START.minusSeconds(600);
    private boolean alive;
    private List<Power> power = List.of(ON);
    private int silent = 1;
    private int hosts = 4;
    private int up = 3;
    private int guarded = 2;

    private HaRules.Decision after(Duration time) {
        return rules.decide(facts(START.plus(time)), START.plus(time));
    }

    private Facts facts(Instant now) {
        var levels = power.stream().collect(Collectors.groupingBy(Power::level, Collectors.summingInt(said -> 1)));
        var round = new Findings.Round(asked, power, true);
        var findings = new Findings(levels, round, round, alive, now, alive ? now : null, false, off);
        var open = new HostRow.Case(FAILOVER, START, fencingAt, ordered, false, null);
        var host = new HostRow(HOST, "h2", state, null, false, guarded, new HostRow.Silence(START, null, null), open);
        return new Facts(host, heard, findings, disarmed, fenceAfter, back, listening, silent, hosts, up);
    }

    private void expect(String law, Duration time, Kind kind) {
        var decision = after(time);
        assertThat(decision.kind()).as("%s; %s", law, decision.why()).isEqualTo(kind);
        assertThat(decision.why()).as("every decision says why").isNotBlank().endsWith(".");
        if (kind == Kind.LOSE) {
            assertThat(decision.advice())
                    .as("L2: whoever must help is told how")
                    .isNotBlank()
                    .endsWith(".");
        }
    }

    @Test
    void aHostThatAnswersIsTrusted() {
        heard = true;
        expect("who answers is not fenced", LATE, Kind.TRUST);
        power = List.of(OFF);
        expect("who answers is not dead, whatever a wrongly wired device says", LATE, Kind.TRUST);
    }

    @Test
    void fencingThatHasBegunGoesOnAfterAnAnswer() {
        state = HostState.FENCING;
        heard = true;
        expect("a half fenced host is not trusted", LATE, Kind.FENCE);
        power = List.of(OFF);
        expect("a fenced host seen off is proven", LATE, Kind.FENCED);
    }

    @Test
    void powerSeenOffIsAProofAtOnce() {
        power = List.of(OFF);
        expect("S2a: power seen off needs no waiting", Duration.ZERO, Kind.PROVEN);
        power = List.of(MUTE, ON, OFF);
        expect("S2a: one device of several is enough", Duration.ZERO, Kind.PROVEN);
    }

    @Test
    void powerSeenOffIsAProofEvenInAStorm() {
        power = List.of(OFF);
        silent = 4;
        expect("S4: recovery goes on for hosts whose power is seen off", Duration.ZERO, Kind.PROVEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = HostState.class,
            names = {"SUSPECT", "LOST"})
    void silenceIsNeverAProof(HostState silentState) {
        state = silentState;
        for (var devices : List.of(List.<Power>of(), List.of(MUTE), List.of(ON))) {
            power = devices;
            for (var time : List.of(Duration.ZERO, LATE, Duration.ofDays(1))) {
                assertThat(after(time).kind())
                        .as("S2: silence is never a proof: %s after %s with %s", silentState, time, devices)
                        .isNotEqualTo(Kind.PROVEN);
            }
        }
    }

    @Test
    void aHostWithPowerIsGivenTimeToAnswer() {
        expect("a short silence fences nobody", HaRules.CONFIRM.minusMillis(1), Kind.WAIT);
        expect("a long one does", HaRules.CONFIRM, Kind.FENCE);
    }

    @Test
    void aStormFencesNobody() {
        silent = 2;
        hosts = 3;
        expect("S4: many at once is our own network", LATE, Kind.LOSE);
        assertThat(after(LATE).why()).contains("2 of 3");
    }

    @ParameterizedTest(name = "{0} of {1} silent: storm {2}")
    @CsvSource({
        "1,1,false",
        "1,2,false",
        "1,3,false",
        "2,3,true",
        "2,5,true",
        "2,6,false",
        "2,20,false",
        "7,20,true",
        "6,20,false"
    })
    void aStormIsTwoOrMoreAndOverAThird(int silentHosts, int poolHosts, boolean storm) {
        assertThat(rules.storm(silentHosts, poolHosts)).as("S4").isEqualTo(storm);
    }

    @ParameterizedTest(name = "{0} s apart: at once {1}")
    @CsvSource({"0,true", "60,true", "-60,true", "61,false", "-61,false", "86400,false"})
    void whoWasLostLongAgoIsNoPartOfAStorm(int seconds, boolean atOnce) {
        assertThat(rules.atOnce(START, START.plusSeconds(seconds))).isEqualTo(atOnce);
    }

    @Test
    void aMachineThatAnswersByAnotherPathIsNotFenced() {
        alive = true;
        expect("a dead daemon is no dead host", LATE, Kind.LOSE);
        assertThat(after(LATE).advice()).contains("libvirtd");
    }

    @Test
    void withoutADeviceAPersonIsAsked() {
        power = List.of();
        expect("L2: no device, loud waiting", LATE, Kind.LOSE);
        assertThat(after(LATE).advice()).contains("confirm that it is dead");
    }

    @Test
    void aDeviceThatRefusesLeadsToAPerson() {
        power = List.of(MUTE);
        expect("L2: a device that can't be used is said loudly", LATE, Kind.LOSE);
        assertThat(after(LATE).why()).contains("The login was refused.");
        power = List.of(MUTE, ON);
        expect("L2: the next device is used", LATE, Kind.FENCE);
    }

    @Test
    void nobodyIsFencedForNothing() {
        guarded = 0;
        expect("a host without protected VMs is not fenced", LATE, Kind.LOSE);
        guarded = 2;
        up = 0;
        expect("a host is not fenced when nobody could take its VMs", LATE, Kind.LOSE);
    }

    @Test
    void aLostHostIsFencedWhenThatBecomesPossible() {
        state = HostState.LOST;
        power = List.of(MUTE);
        expect("L2", LATE, Kind.LOSE);
        power = List.of(ON);
        expect("L2: a device that answers again is used", LATE, Kind.FENCE);
    }

    @Test
    void bothSuppliesOfOneMachineMustBeOff() {
        var left = new Power("fence_pdu left", 0, false, "It answers: power is off.");
        var right = new Power("fence_pdu right", 0, true, "It answers: power is on.");
        power = List.of(left, right);
        expect("S2: one outlet of two is no proof", Duration.ZERO, Kind.WAIT);
        power = List.of(left, new Power("fence_pdu right", 0, null, "It doesn't answer."));
        expect("S2: nor is one that doesn't tell", Duration.ZERO, Kind.WAIT);
        power = List.of(left, new Power("fence_pdu right", 0, false, "It answers: power is off."));
        expect("S2a: both are", Duration.ZERO, Kind.PROVEN);
    }

    @Test
    void anAnswerFromBeforeTheSuspicionSaysNothing() {
        power = List.of(OFF);
        asked = START.minusMillis(1);
        expect("S2: it may have been switched on since", Duration.ZERO, Kind.WAIT);
    }

    @Test
    void whatIsDisarmedIsLeftAloneUntilAnOperatorOrders() {
        disarmed = "High availability is disarmed until 12:00.";
        for (var answer : List.of(ON, OFF, MUTE)) {
            power = List.of(answer);
            expect("nothing is recovered while disarmed", LATE, Kind.LOSE);
        }
        ordered = true;
        power = List.of(OFF);
        expect("an operator's order holds all the same", LATE, Kind.PROVEN);
        ordered = false;
        heard = true;
        expect("who answers is trusted all the same", LATE, Kind.TRUST);
    }

    @Test
    void anAttemptThatFailedIsNotRepeatedAtOnce() {
        off = new Findings.SwitchOff(FAILOVER, START, START.plusSeconds(8), false, "The login was refused.", 1);
        state = HostState.FENCING;
        fencingAt = START;
        expect("L2: a failed attempt is told", Duration.ofSeconds(8), Kind.LOSE);
        state = HostState.LOST;
        expect("it waits a little", Duration.ofSeconds(9), Kind.LOSE);
        expect("and is tried again", Duration.ofSeconds(13), Kind.FENCE);
        state = HostState.FENCING;
        fencingAt = START.plusSeconds(9);
        expect("an order that came after it is carried out", Duration.ofSeconds(9), Kind.FENCE);
        off = new Findings.SwitchOff(FAILOVER, START.plusSeconds(9), null, false, "", 1);
        expect("one at a time", Duration.ofSeconds(10), Kind.WAIT);
        off = new Findings.SwitchOff(FAILOVER, START.plusSeconds(9), START.plusSeconds(11), true, "Off.", 0);
        expect("S2b: switched off and seen off", Duration.ofSeconds(11), Kind.FENCED);
        off = new Findings.SwitchOff(HOST, START.plusSeconds(9), START.plusSeconds(11), true, "Off.", 0);
        expect("what was done for another failover proves nothing now", Duration.ofSeconds(11), Kind.FENCE);
    }

    @Test
    void aHostWhoseHypervisorAloneIsSilentIsFencedWhenItsPoolSaysSoAndNotBefore() {
        alive = true;
        expect("as a rule nothing is fenced", Duration.ofDays(1), Kind.LOSE);
        fenceAfter = Duration.ofMinutes(10);
        expect("its time to answer", Duration.ofSeconds(599), Kind.LOSE);
        assertThat(after(Duration.ofSeconds(599)).advice()).contains("10 minutes");
        expect("and then the pool's rule holds", Duration.ofMinutes(10), Kind.FENCE);
        silent = 3;
        expect("S4: not in a storm", Duration.ofMinutes(10), Kind.LOSE);
        silent = 1;
        back = START.plusSeconds(300);
        expect("after a storm its time begins anew", Duration.ofSeconds(899), Kind.LOSE);
        expect("and ends", Duration.ofSeconds(900), Kind.FENCE);
        back = null;
        up = 0;
        expect("nor when nobody could take its VMs", Duration.ofMinutes(10), Kind.LOSE);
        up = 3;
        guarded = 0;
        expect("nor when it runs no protected VM", Duration.ofMinutes(10), Kind.LOSE);
        guarded = 2;
        disarmed = "High availability is disarmed until 12:00.";
        expect("nor while its pool is disarmed", Duration.ofMinutes(10), Kind.LOSE);
        disarmed = null;
        heard = true;
        expect("nor when it is back", Duration.ofMinutes(10), Kind.TRUST);
        heard = false;
        alive = false;
        expect("whose machine is silent, too, waits for no rule", LATE, Kind.FENCE);
    }

    @Test
    void aHostThatHadDiedByItselfMakesNoStorm() {
        var open = new HostRow.Case(FAILOVER, START, null, false, false, null);
        var before = START.minusSeconds(20);
        assertThat(rules.together(open, new HostRow.Silence(before, null, null)))
                .as("silent, too")
                .isTrue();
        assertThat(rules.together(open, new HostRow.Silence(before, null, START.minusSeconds(19))))
                .as("its power was seen off a while before")
                .isFalse();
        assertThat(rules.together(open, new HostRow.Silence(before, null, START.minusSeconds(4))))
                .as("so shortly before that both may have gone at once")
                .isTrue();
        assertThat(rules.together(open, new HostRow.Silence(before, START.minusSeconds(5), null)))
                .as("it is back")
                .isFalse();
        assertThat(rules.together(open, new HostRow.Silence(START.minusSeconds(61), null, null)))
                .as("long before")
                .isFalse();
    }

    /** S6: a host that was doubted by a replica that died is as silent to its heir as all others, until it has listened. */
    @Test
    void aReplicaThatHasJustBegunFencesNobodyBeforeItHasListened() {
        listening = START.plusSeconds(20);
        expect("it has listened for a second", Duration.ofSeconds(21), Kind.WAIT);
        expect("and for long enough", Duration.ofSeconds(26), Kind.FENCE);
    }

    /** The pool was disarmed meanwhile: what is silent still is judged from when it was armed again. */
    @Test
    void aHostThatWasProvenOffBeforeThePoolWasArmedAgainMakesNoStormWithLaterOnes() {
        var armed = START.plusSeconds(100);
        var open = new HostRow.Case(FAILOVER, armed.plusSeconds(20), armed.plusSeconds(20), null, false, false, null);
        assertThat(rules.together(open, new HostRow.Silence(START, null, null, true)))
                .as("fenced long before")
                .isFalse();
        assertThat(rules.together(open, new HostRow.Silence(armed, null, null)))
                .as("silent all the time, judged anew")
                .isTrue();
        var both = new HostRow.Case(FAILOVER, START.plusSeconds(21), armed, null, false, false, null);
        assertThat(rules.together(both, new HostRow.Silence(START, null, null, true)))
                .as("both fell silent before")
                .isTrue();
    }

    @Test
    void whoseFellowsComeBackIsGivenTimeToComeBackToo() {
        back = START.plusSeconds(100);
        expect("S4: after a fault of our own network hosts return one by one", Duration.ofSeconds(105), Kind.WAIT);
        expect("but not for ever", Duration.ofSeconds(106), Kind.FENCE);
    }
}
