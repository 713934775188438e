package io.everup.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.HostReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostCollectorTest {

    private static HostReport report(long busy, long total) {
        return new HostReport(1, 1, busy, total, List.of());
    }

    @Test
    void busyIsTheShareOfTimeBetweenTwoReports() {
        assertThat(HostCollector.busy(report(100, 1_000), report(600, 2_000))).isEqualTo(0.5);
    }

    @Test
    void busyIsNeverOutside0To1() {
        assertThat(HostCollector.busy(report(100, 1_000), report(5_000, 2_000))).isEqualTo(1);
        assertThat(HostCollector.busy(report(500, 1_000), report(100, 2_000))).isZero();
    }

    @Test
    void whatCannotBeToldIsNull() {
        assertThat(HostCollector.busy(null, report(1, 2)))
                .as("the first report")
                .isNull();
        assertThat(HostCollector.busy(report(1, 2), report(-1, -1)))
                .as("a host that doesn't tell")
                .isNull();
        assertThat(HostCollector.busy(report(100, 1_000), report(10, 20)))
                .as("a restarted host")
                .isNull();
        assertThat(HostCollector.busy(report(100, 1_000), report(100, 1_000)))
                .as("the same moment")
                .isNull();
    }
}
