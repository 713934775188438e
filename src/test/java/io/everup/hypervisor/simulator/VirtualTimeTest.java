package io.everup.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

    private final VirtualTime time = new VirtualTime(Stage.START);
    private final List<String> log = new ArrayList<>();

    @Test
    void happeningsComeInTheirOrder() {
        time.at(Stage.START.plusSeconds(2), () -> log("second"));
        time.at(Stage.START.plusSeconds(1), () -> log("first"));
        time.at(Stage.START.plusSeconds(2), () -> log("third"));
        time.run(Duration.ofSeconds(10));
        assertThat(log).containsExactly("1 first", "2 second", "2 third");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void processesWaitSideBySide() {
        for (int i = 1; i <= 3; i++) {
            var n = i;
            time.spawn(() -> {
                log("begin " + n);
                time.run(Duration.ofSeconds(4 - n));
                log("end " + n);
            });
        }
        time.run(Duration.ofSeconds(5));
        assertThat(log).containsExactly("0 begin 1", "0 begin 2", "0 begin 3", "1 end 3", "2 end 2", "3 end 1");
    }

    @Test
    void oneProcessLetsAnotherThroughAGate() {
        var gate = time.gate();
        time.spawn(() -> log("open: " + gate.await(Stage.START.plusSeconds(60))));
        time.spawn(() -> {
            time.run(Duration.ofSeconds(5));
            gate.open();
        });
        time.run(Duration.ofSeconds(100));
        assertThat(log).containsExactly("5 open: true");
    }

    @Test
    void aGateThatStaysClosedIsLeftInTime() {
        assertThat(time.gate().await(Stage.START.plusSeconds(7))).isFalse();
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aFormerWaitsEndDoesNotEndTheNext() {
        var gate = time.gate();
        time.spawn(() -> {
            gate.await(Stage.START.plusSeconds(1));
            gate.await(Stage.START.plusSeconds(9));
            log("awake");
        });
        time.at(Stage.START.plusSeconds(5), gate::open);
        time.run(Duration.ofSeconds(20));
        assertThat(log).containsExactly("5 awake");
    }

    @Test
    void whatAProcessThrowsIsHeard() {
        time.spawn(() -> {
            time.run(Duration.ofSeconds(1));
            throw new IllegalStateException("as expected");
        });
        assertThatThrownBy(() -> time.run(Duration.ofSeconds(2))).hasMessage("as expected");
    }

    @Test
    void closingEndsWhoeverWaits() {
        time.spawn(() -> {
            try {
                time.run(Duration.ofDays(1));
            } finally {
                log("over");
            }
        });
        time.run(Duration.ofSeconds(1));
        time.close();
        assertThat(log).containsExactly("1 over");
    }

    @Test
    void runsUntilSomethingHolds() {
        time.at(Stage.START.plusSeconds(3), () -> log("now"));
        assertThat(time.runUntil(() -> !log.isEmpty(), Duration.ofMinutes(1))).isTrue();
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(time.clock().instant()).isEqualTo(Stage.START.plusSeconds(3));
    }

    private void log(String what) {
        log.add(time.elapsed().toSeconds() + " " + what);
    }
}
