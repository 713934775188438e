package io.everup.hypervisor;

import io.everup.shared.Refusal;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** The way to any host: picks the driver that speaks its URI. */
@Component
public class Hypervisors {

    private final List<HypervisorDriver> drivers;

    Hypervisors(List<HypervisorDriver> drivers) {
        this.drivers = List.copyOf(drivers);
    }

    /** As {@link HypervisorDriver#connect}; a {@link Refusal} (field {@code uri}) when no driver speaks it. */
    public Hypervisor connect(HostUri uri, Credentials credentials, HypervisorListener listener, Duration deadline) {
        return drivers.stream()
                .filter(driver -> driver.speaks(uri))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.invalidField("uri", "This portal has no driver for " + uri.scheme() + "://."))
                .connect(uri, credentials, listener, deadline);
    }
}
