package io.everup.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostFacts;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorListener;
import io.everup.support.Await;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A link against a host made of three switches. */
@Tag("module")
class HostLinkTest {

    private static final UUID HOST = new UUID(0, 1);
    private static final UUID IDENTITY = new UUID(0, 2);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(4);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean up = true;
    private volatile UUID answersAs = IDENTITY;
    private volatile HypervisorListener listener;

    private final HostLink link = new HostLink(
            HOST,
            () -> new HostLink.Door(HostUri.parse("sim://1x0/h1"), Credentials.NONE, IDENTITY),
            this::open,
            new HostLink.Watcher() {
                @Override
                public void connected(UUID host, Hypervisor hypervisor) {
                    heard.add("connected");
                }

                @Override
                public void silent(UUID host, String why, Instant lastAnswer) {
                    heard.add("silent: " + why + " " + lastAnswer);
                }

                @Override
                public void answering(UUID host) {
                    heard.add("answering");
                }

                @Override
                public void vmTouched(UUID host, UUID vm) {
                    heard.add("touched " + vm);
                }
            },
            Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void stop() {
        link.stop();
    }

    private Hypervisor open(HostLink.Door door, HypervisorListener listener, Duration deadline) {
        opened.incrementAndGet();
        if (!up) {
            throw new HypervisorFailure.Unreachable("Nothing answers there.", null);
        }
        this.listener = listener;
        return (Hypervisor) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Hypervisor.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "ping" -> {
                            pings.incrementAndGet();
                            if (!up) {
                                throw new HypervisorFailure.Unreachable("No answer in time.", null);
                            }
                            return null;
                        }
                        case "facts" -> {
                            return new HostFacts(answersAs, "h9", "T", "1", "1", 1, 1, "x86_64", "m", true);
                        }
                        case "close" -> {
                            closed.incrementAndGet();
                            return null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    private void await(String law, java.util.function.BooleanSupplier condition) {
        Await.until(law, SOON, condition, () -> heard);
    }

    @Test
    void connectsTellsTheFirstMissAtOnceDropsAfterSomeAndConnectsAnew() {
        link.start();
        await("a link connects", () -> heard.equals(List.of("answering", "connected")));
        assertThat(link.answering()).isTrue();
        assertThat(link.lastAnswer()).isEqualTo(NOW);

        var before = pings.get();
        up = false;
        await("the first miss is told", () -> heard.size() == 3);
        assertThat(heard.get(2)).isEqualTo("silent: No answer in time. " + NOW);
        assertThat(pings.get() - before).as("the first miss is told at once").isLessThanOrEqualTo(2);
        assertThat(link.answering()).isFalse();
        assertThat(link.missing()).isTrue();
        assertThat(closed).as("one miss doesn't drop the link").hasValue(0);

        await("several misses drop the link", () -> closed.get() == 1);
        await("a dropped link is opened anew", () -> opened.get() >= 2);
        assertThat(heard).as("one silence is told once").hasSize(3);

        up = true;
        await("a host that is back is heard", () -> heard.size() == 5);
        assertThat(heard.subList(3, 5)).containsExactly("answering", "connected");
        assertThat(link.missing()).isFalse();
    }

    @Test
    void anotherMachineAtTheAddressIsRefused() {
        answersAs = new UUID(9, 9);
        link.start();
        await("another machine is told as silence", () -> !heard.isEmpty());
        assertThat(heard.get(0)).contains("another machine (h9)");
        assertThat(closed).as("its link is closed").hasPositiveValue();
        assertThat(link.answering()).isFalse();
        org.assertj.core.api.Assertions.assertThatThrownBy(link::hypervisor)
                .isInstanceOf(HypervisorFailure.Unreachable.class)
                .hasMessageContaining("another machine");
    }

    @Test
    void aClosedLinkIsToldAtOnceAndOpenedAnew() {
        link.start();
        await("a link connects", () -> heard.contains("connected"));
        listener.vmChanged(new UUID(0, 5));
        assertThat(heard).contains("touched " + new UUID(0, 5));
        listener.closed("The daemon ended.");
        await("the end of a link is told", () -> heard.contains("silent: The daemon ended. " + NOW));
        await(
                "it is opened anew",
                () -> heard.stream().filter("connected"::equals).count() == 2);
        assertThat(heard.get(heard.size() - 2)).isEqualTo("answering");
    }

    @Test
    void theLinkToAHostThatIsProvenOffIsCutOnceAndOpenedAnew() {
        link.start();
        await("connected", () -> link.answering());
        link.cut("It is proven off.");
        assertThat(link.answering())
                .as("a host that answers is not cut off, whatever is said of it")
                .isTrue();
        up = false;
        await("it is silent", () -> link.missing());
        link.cut("It is proven off.");
        await("who waits for an answer is told", () -> closed.get() >= 1);
        up = true;
        await(
                "it is opened anew",
                () -> heard.stream().filter("connected"::equals).count() == 2);
    }

    @Test
    void aStoppedLinkIsClosed() {
        link.start();
        await("a link connects", () -> heard.contains("connected"));
        link.stop();
        await("a stopped link is closed", () -> closed.get() == 1);
    }
}
