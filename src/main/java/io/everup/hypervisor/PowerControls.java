package io.everup.hypervisor;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** The way to any power device: picks the driver that knows its agent. */
@Component
@Primary
class PowerControls implements PowerControl {

    private final List<PowerDriver> drivers;

    PowerControls(List<PowerDriver> drivers) {
        this.drivers = List.copyOf(drivers);
    }

    @Override
    public List<Agent> agents() {
        return drivers.stream()
                .flatMap(driver -> driver.agents().stream())
                .sorted(Comparator.comparing(Agent::name))
                .toList();
    }

    @Override
    public Optional<Agent> agent(String name) {
        return drivers.stream()
                .filter(driver -> driver.controls(name))
                .findFirst()
                .flatMap(driver -> driver.agent(name));
    }

    @Override
    public PowerState status(FenceTarget target, Duration deadline) {
        return driverOf(target).status(target, deadline);
    }

    @Override
    public void off(FenceTarget target, Duration deadline) {
        driverOf(target).off(target, deadline);
    }

    @Override
    public void on(FenceTarget target, Duration deadline) {
        driverOf(target).on(target, deadline);
    }

    private PowerDriver driverOf(FenceTarget target) {
        return drivers.stream()
                .filter(driver -> driver.controls(target.agent()))
                .findFirst()
                .orElseThrow(() -> new HypervisorFailure.Refused(
                        "There is no fence agent " + target.agent() + " on the portal's machine.", null));
    }
}
