package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Drills on real hosts: what is asked without effect, and a spare host that really loses its power. */
@Tag("journey")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabDrillTest {

    private LabFleet fleet;
    private String pool;

    @BeforeAll
    void threeHosts(@TempDir Path directory) {
        fleet = LabFleet.of(directory, "drill", 0);
        LabFleet.HOSTS.forEach(fleet::ready);
        pool = fleet.portal.idOf("pools", "Office");
    }

    @AfterAll
    void goneAgain() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void thePoolIsReady() {
        passes("readiness", Map.of("kind", "readiness", "pool", pool));
    }

    @Test
    void aSpareHostIsCutItsCanaryRunsElsewhereAndItComesBack() {
        passes(
                "canary",
                Map.of(
                        "kind",
                        "canary",
                        "pool",
                        pool,
                        "host",
                        fleet.portal.idOf("hosts", "h3"),
                        "template",
                        fleet.portal.idOf("templates", LabSetup.TEMPLATE)));
        fleet.ready("h3");
        assertThat(fleet.portal.get("/vms?q=name:canary").body().at("/total").asInt())
                .as("the canary is gone")
                .isZero();
        assertThat(fleet.failoverIs("h3", "done").at("/proof").asString()).isNotBlank();
    }

    private void passes(String what, Map<String, String> wish) {
        var drill = fleet.portal.succeed("/drills", wish).at("/result/drill").asString();
        var report = fleet.portal.get("/drills/" + drill).body();
        told(report)
                .forEach(check -> LabFleet.tell(
                        "drill: %s | %s %s: %s, %s, %s ms",
                        what,
                        check.at("/name").asString(),
                        check.at("/subject").asString(),
                        check.at("/outcome").asString(),
                        check.at("/finding").asString(),
                        check.at("/tookMillis")));
        assertThat(report.at("/drill/state").asString()).as("%s", report).isEqualTo("passed");
    }

    private static List<JsonNode> told(JsonNode report) {
        return report.at("/checks").valueStream().toList();
    }
}
