package io.everup.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.vm.Protection;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What Prometheus is told is what the database says, with as many labels as there are things. */
@ModuleTier
class MetricsTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    MetricSnapshots snapshots;

    @Autowired
    MeterRegistry registry;

    @Test
    void everyMetricIsReadAndTheBigOnesAreRight() {
        var centre = DataCentre.of(program, "2x0-metrics");
        centre.run("web-1", "h1", Protection.PROTECTED);
        snapshots.round();
        var host = centre.named("h1");
        assertThat(registry.get("everup.host.state")
                        .tags("host", host, "state", "up")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("everup.vms")
                        .tags("pool", "2x0-metrics", "state", "running")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("everup.ha.leader").gauge().value()).isIn(0.0, 1.0);
        assertThat(registry.get("everup.alarms")
                        .tags("severity", "critical", "state", "raised")
                        .gauge()
                        .value())
                .isGreaterThanOrEqualTo(0);
        assertThat(registry.get("everup.datastore.capacity.bytes").gauges()).isNotEmpty();
        assertThat(registry.get("everup.task.duration")
                        .tags("kind", "host-add", "state", "succeeded")
                        .timer()
                        .count())
                .isPositive();
        assertThat(registry.get("everup.metrics.age.seconds").gauge().value()).isLessThan(60);
        noLabelIsAnIdOfSomethingThatComesAndGoes();
    }

    private void noLabelIsAnIdOfSomethingThatComesAndGoes() {
        var keys = new TreeSet<String>();
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("everup."))
                .forEach(meter -> meter.getId().getTags().forEach(tag -> keys.add(tag.getKey())));
        assertThat(keys)
                .isSubsetOf(
                        "agent",
                        "cause",
                        "channel",
                        "datastore",
                        "host",
                        "id",
                        "kind",
                        "pool",
                        "position",
                        "result",
                        "service",
                        "severity",
                        "stage",
                        "state",
                        "window");
    }

    @Test
    void aCounterDoesNotFall() {
        snapshots.round();
        var before = registry.get("everup.failovers").functionCounter().count();
        snapshots.round();
        assertThat(registry.get("everup.failovers").functionCounter().count()).isGreaterThanOrEqualTo(before);
    }
}
