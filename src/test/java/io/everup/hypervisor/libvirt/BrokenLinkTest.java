package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.HypervisorListener;
import io.everup.hypervisor.VmSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real host whose wire is cut in the middle of things. */
@Tag("contract")
@Tag("lab")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BrokenLinkTest {

    private static final Deadlines SHORT = new Deadlines(
            Duration.ofSeconds(20),
            Duration.ofMillis(700),
            Duration.ofMillis(700),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2));

    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private Relay relay;
    private Hypervisor host;

    @BeforeEach
    void connect() throws IOException {
        assumeTrue(Lab.isUp(), "The lab is not up; start it with bin/lab up.");
        relay = new Relay("10.77.0.1", 16509);
        host = connect(Duration.ofSeconds(10));
    }

    @AfterEach
    void leaveNothing() {
        if (relay != null) {
            host.close();
            relay.close();
            try (var clean = Lab.connect(1)) {
                clean.report().vms().stream()
                        .filter(vm -> vm.name().startsWith("contract-"))
                        .forEach(vm -> clean.undefine(vm.uuid()));
            }
        }
    }

    @Test
    void aQuestionToADeadHostIsUnreachable() {
        relay.cut();
        assertThatThrownBy(() -> host.ping(Duration.ofMillis(500)))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("gave no answer within 0.5 s");
        assertThatThrownBy(host::report).isInstanceOf(Unreachable.class);
    }

    @Test
    void aDeadHostIsNoticedByItself() throws Exception {
        relay.cut();
        var cut = System.nanoTime();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo("The host answers no more.");
        assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(6));
        // and from then on nothing waits for a deadline
        assertThatThrownBy(() -> host.ping(Duration.ofSeconds(30))).isInstanceOf(Unreachable.class);
        assertThatThrownBy(() -> host.start(UUID.randomUUID())).isInstanceOf(Unreachable.class);
    }

    @Test
    void aChangeWithoutAnAnswerIsUnknown() {
        var spec = new VmSpec(
                UUID.randomUUID(),
                "contract-unknown",
                1,
                64L << 20,
                null,
                false,
                VmSpec.Boot.DISK,
                List.of(),
                List.of());
        // what asks and changes has connections of its own, opened with the first call
        host.networks();
        relay.cutAnswers();
        assertThatThrownBy(() -> host.define(spec)).isInstanceOf(OutcomeUnknown.class);
        try (var probe = Lab.connect(1)) {
            assertThat(probe.vm(spec.uuid())).as("it was done all the same").isPresent();
        }
    }

    @Test
    void aHostThatHangsUpIsNoticedAtOnce() throws Exception {
        relay.hangUp();
        assertThat(closed.get(2, TimeUnit.SECONDS)).isNotBlank();
    }

    @Test
    void callsUnderWayEndWhenTheLinkIsClosed() {
        relay.cutAnswers();
        var asking = CompletableFuture.runAsync(() -> host.ping(Duration.ofSeconds(30)));
        host.close();
        assertThatThrownBy(() -> asking.get(2, TimeUnit.SECONDS)).hasCauseInstanceOf(Unreachable.class);
        assertThat(closed).isNotDone();
    }

    @Test
    void aHostThatSaysNothingAtLoginIsGivenUpInTime() {
        relay.cut();
        var begun = System.nanoTime();
        assertThatThrownBy(() -> connect(Duration.ofSeconds(1)))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("says nothing");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    private Hypervisor connect(Duration deadline) {
        var listener = new HypervisorListener() {
            @Override
            public void vmChanged(UUID vm) {}

            @Override
            public void closed(String why) {
                closed.complete(why);
            }
        };
        var uri = HostUri.parse("qemu+tcp://127.0.0.1:" + relay.port() + "/system");
        return LibvirtHypervisor.connect(uri, Credentials.NONE, listener, deadline, SHORT);
    }
}
