package io.everup.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Cloud;
import io.everup.support.ModuleTier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

/** Services over HTTP, spoken by the cast. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServicesApiTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    Simulator simulator;

    @Autowired
    JdbcClient jdbc;

    private Api oli;
    private Api mia;
    private String web;
    private String db;

    @BeforeAll
    void cloud() {
        oli = new Api(mvc, As.OLI);
        mia = new Api(mvc, As.MIA);
        var cloud = Cloud.build(oli, simulator, "2x4-services", 2);
        web = id(cloud.deploy(oli, "shop-web-1", true));
        db = id(cloud.deploy(oli, "shop-db-1", true));
    }

    private static String id(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private Map<String, Object> wish(String name) {
        return Map.of(
                "name",
                name,
                "team",
                "Web team",
                "zone",
                "Europe/Berlin",
                "target",
                99.95,
                "groups",
                List.of(
                        Map.of("name", "web", "vms", List.of(web), "after", List.of("db"), "gates", List.of("page")),
                        Map.of("name", "db", "vms", List.of(db))),
                "probes",
                List.of(Map.of("name", "page", "kind", "guest", "vm", web)));
    }

    @Test
    void madeReadChangedAndDeleted() {
        var made = oli.post("/api/v1/services", wish("Website")).is(201);
        var at = made.header("Location");
        assertThat(made.text("/service/name")).isEqualTo("Website");
        var order = mia.get(at + "/start-order").is(200).body();
        assertThat(order.at("/0/parts/0/group").asString())
                .as("db starts first")
                .isEqualTo("db");
        assertThat(order.at("/1/parts/0/gates/0").asString()).isEqualTo(made.text("/spec/probes/0/id"));
        mia.until(at, body -> body.at("/service/state").asString().equals("up"));
        mia.until(at, body -> body.at("/probes/0/verdict").asString().equals("up"));

        var etag = mia.get(at).header("ETag");
        oli.send("PUT", at, wish("Web site"), Map.of("If-Match", etag)).is(200);
        oli.send("PUT", at, wish("Website"), Map.of("If-Match", etag)).is(412);
        assertThat(mia.get("/api/v1/services?q=vm:shop-db-1")
                        .body()
                        .at("/items")
                        .valueStream())
                .extracting(service -> service.at("/name").asString())
                .contains("Web site");
        assertThat(mia.get(at + "/report?window=month")
                        .is(200)
                        .body()
                        .at("/figures/availability")
                        .asDouble())
                .isEqualTo(1.0);

        var probe = oli.get(at).text("/spec/probes/0/id");
        assertThat(oli.carryOut(at + "/probes/" + probe + "/actions/test", null).text("/state"))
                .isEqualTo("succeeded");
        oli.send("DELETE", at, null, Map.of()).is(204);
        mia.get(at).is(404);
        assertThat(new Api(mvc, As.ARLO).get("/api/v1/audit?q=service.").body().toString())
                .contains("service.create")
                .contains("service.delete");
    }

    @Test
    void badValuesAreNamed() {
        var bad = oli.post(
                        "/api/v1/services",
                        Map.of(
                                "name",
                                "Bad",
                                "target",
                                120,
                                "groups",
                                List.of(Map.of("name", "a", "need", 3, "vms", List.of(web))),
                                "probes",
                                List.of(
                                        Map.of("name", "p", "kind", "http", "target", "ftp://x/"),
                                        Map.of("name", "q", "kind", "tcp", "target", "x:0"))))
                .is(422);
        assertThat(bad.body().at("/errors").toString()).contains("target").contains("need");
        assertThat(bad.text("/detail")).contains("https://www.example.com/health");
        oli.post(
                        "/api/v1/services",
                        Map.of(
                                "name",
                                "Circle",
                                "groups",
                                List.of(
                                        Map.of("name", "a", "vms", List.of(web), "after", List.of("b")),
                                        Map.of("name", "b", "vms", List.of(db), "after", List.of("a")))))
                .is(422);
        oli.post("/api/v1/services", Map.of("name", "Mars", "zone", "Mars/Olympus"))
                .is(422);
    }

    @Test
    void onlyWhoMayManageUptimeChangesServices() {
        var at = oli.post("/api/v1/services", wish("Guarded")).is(201).header("Location");
        mia.post("/api/v1/services", wish("Mine")).is(403);
        mia.send("PUT", at, wish("Mine"), Map.of()).is(403);
        mia.send("DELETE", at, null, Map.of()).is(403);
        new Api(mvc, As.UMA).get(at).is(403);
        for (var tab : List.of("", "/outages", "/probes", "/members", "/configuration")) {
            var page = "/services/" + id(at) + tab;
            assertThat(mia.get(page).status()).as(page).isEqualTo(200);
        }
        for (var form : List.of(
                "/services/new", "/services/" + id(at) + "/probes/new", "/services/" + id(at) + "/members/edit")) {
            assertThat(oli.get(form).status()).as(form).isEqualTo(200);
            assertThat(mia.get(form).status()).as(form).isEqualTo(403);
        }
    }

    /** Definitions, and what probes found, are history: nothing changes them. */
    @Test
    void historyIsAppendOnly() {
        oli.post("/api/v1/services", wish("Kept")).is(201);
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        jdbc.sql("update service_revision set made_by = 'me'").update())
                .hasMessageContaining("append-only");
    }
}
