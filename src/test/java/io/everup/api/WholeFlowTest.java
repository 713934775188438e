package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Cloud;
import io.everup.support.ModuleTier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

/** A private cloud built and used through the HTTP API alone, on simulated hosts. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeFlowTest {

    private static final String WORLD = "3x6-flow";

    @Autowired
    MockMvc mvc;

    @Autowired
    Simulator simulator;

    private Api ada;
    private String pool;
    private String template;

    @BeforeAll
    void aPoolOfThreeHosts() {
        ada = new Api(mvc, As.ADA);
        var cloud = Cloud.build(ada, simulator, WORLD, 3);
        pool = cloud.pool();
        template = cloud.template();
    }

    @Test
    void hostsAreUpTheirFenceDevicesReadyAndTheirVmsAdopted() {
        var hosts = ada.get("/api/v1/hosts?sort=name").is(200).body();
        assertThat(hosts.at("/total").asInt()).isEqualTo(3);
        for (var host : hosts.at("/items")) {
            assertThat(host.at("/state").asString()).isEqualTo("up");
            assertThat(host.at("/fenceReady").asBoolean()).isTrue();
            assertThat(host.at("/fence/0/powerSeen").asString()).isEqualTo("on");
            assertThat(host.at("/pool/name").asString()).isEqualTo("Pool " + WORLD);
            assertThat(host.at("/memoryMiB").asLong()).isPositive();
        }
        var vms = ada.get("/api/v1/vms?q=name:web-1").is(200).body();
        assertThat(vms.at("/items/0/adopted").asBoolean()).isTrue();
        assertThat(vms.at("/items/0/state").asString()).isEqualTo("running");
    }

    @Test
    void aVmIsDeployedStartedStoppedAndDeleted() {
        var made = ada.succeed(
                "/api/v1/vms",
                Map.of(
                        "name",
                        "shop-9",
                        "pool",
                        pool,
                        "template",
                        template,
                        "memoryMiB",
                        1024,
                        "disks",
                        List.of(Map.of("sizeGiB", 1.5)),
                        "ha",
                        Map.of("protection", "best-effort", "priority", 70),
                        "start",
                        true));
        var vm = "/api/v1/vms/" + made.at("/result/vm").asString();
        var body = ada.until(vm, now -> now.at("/state").asString().equals("running"));
        assertThat(body.at("/ha/protection").asString()).isEqualTo("best-effort");
        assertThat(body.at("/memoryMiB").asInt()).isEqualTo(1024);
        assertThat(body.at("/disks")).hasSize(2);
        assertThat(body.at("/disks/1/owned").asBoolean()).isTrue();
        assertThat(body.at("/power/seen").asString()).isEqualTo("running");

        ada.succeed(vm + "/actions/suspend", null);
        ada.until(vm, now -> now.at("/state").asString().equals("paused"));
        ada.succeed(vm + "/actions/resume", Map.of());
        ada.until(vm, now -> now.at("/state").asString().equals("running"));
        ada.succeed(vm + "/actions/poweroff", null);
        ada.until(vm, now -> now.at("/state").asString().equals("stopped"));
        var home = ada.get(vm).text("/host/id");
        ada.succeed(vm + "/actions/start", null);
        assertThat(ada.get(vm).text("/host/id")).as("it starts where it is").isEqualTo(home);
        ada.succeed(vm + "/actions/shutdown", null);
        var log = ada.get("/api/v1/tasks/" + made.at("/id").asString() + "/log").is(200);
        assertThat(log.text("/items/0/level")).isEqualTo("info");
        assertThat(log.text("/items/0/text")).startsWith("Chosen h");

        ada.ended(ada.send("DELETE", vm, null, Map.of()));
        ada.get(vm).is(404);
        assertThat(journal("subject:shop-9 result:started"))
                .contains("vm.deploy", "vm.act", "vm.stop", "vm.start", "vm.delete");
    }

    @Test
    void ofManyWhoWantTheSameNameAtOnceOneGetsIt() throws Exception {
        var many = Executors.newFixedThreadPool(6);
        try {
            var wish = Map.of("name", "coveted", "pool", pool, "template", template);
            var answers =
                    many.invokeAll(Collections.nCopies(6, (Callable<Api.Answer>) () -> ada.post("/api/v1/vms", wish)));
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get().status());
            }
            assertThat(statuses)
                    .containsOnlyOnce(202)
                    .allMatch(status -> status == 202 || status == 409 || status == 422);
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void theSameKeyGivesTheSameTask() {
        var wish = Map.of("name", "once", "pool", pool, "template", template);
        var key = Map.of("Idempotency-Key", "deploy-once");
        var first = ada.send("POST", "/api/v1/vms", wish, key).is(202);
        var again = ada.send("POST", "/api/v1/vms", wish, key).is(202);
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        ada.ended(again);
    }

    @Test
    void whoAskedForWhatIsInTheJournal() {
        assertThat(journal("actor:ada")).contains("pool.create", "host.add", "template.publish");
        new Api(mvc, As.MIA)
                .post("/api/v1/pools", java.util.Map.of("name", "mine"))
                .is(403);
        var refused = ada.get("/api/v1/audit?q=actor:mia").is(200);
        assertThat(refused.text("/items/0/result")).isEqualTo("refused");
        assertThat(refused.text("/items/0/subject/name")).isEqualTo("/api/v1/pools");
        assertThat(refused.text("/items/0/action")).isEqualTo("pool.create");
    }

    private List<String> journal(String search) {
        return ada.get("/api/v1/audit?q=" + search.replace(" ", "%20"))
                .is(200)
                .body()
                .at("/items")
                .findValuesAsString("action");
    }
}
