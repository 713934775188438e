package io.everup.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.notice.NoticeSeverity;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.vm.Protection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.JsonNode;

/** What goes wrong in a simulated pool becomes alarms that people see, take on and silence. */
@ModuleTier
class AlarmStoriesTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    MockMvc mvc;

    @Autowired
    AlarmKeeper keeper;

    @Autowired
    AlarmDirectory alarms;

    @Autowired
    JdbcClient jdbc;

    private JsonNode await(Api api, String query, String law) {
        return Await.until(
                        law,
                        DataCentre.LATER,
                        () -> {
                            keeper.round();
                            return api.get("/api/v1/alarms?q=" + query)
                                    .is(200)
                                    .body()
                                    .at("/items");
                        },
                        items -> items.size() > 0,
                        () -> api.get("/api/v1/alarms").body())
                .get(0);
    }

    private static String find(String words) {
        return words.replace(" ", "%20").replace(":", "%3A");
    }

    @Test
    void aDeadHostIsOneAlarmWithItsVmsUntilItIsBack() {
        var centre = DataCentre.of(program, "2x0-alarm-dead");
        var oli = new Api(mvc, As.OLI);
        centre.run("web-1", "h2", Protection.OFF);
        centre.run("web-2", "h2", Protection.OFF);
        var name = centre.named("h2");
        centre.say("power h2 off");
        var alarm = await(oli, find("rule:host-lost open:yes subject:" + name), "a dead host is an alarm");
        assertThat(alarm.at("/severity").asString()).isEqualTo("critical");
        assertThat(alarm.at("/parts").toString()).contains("web-1", "web-2");
        assertThat(alarm.at("/next").asString()).isNotBlank();
        var ofVms = oli.get("/api/v1/alarms?q=" + find("type:vm open:yes")).body();
        assertThat(ofVms.at("/total").asInt()).as("none for each VM: " + ofVms).isZero();
        takeOn(oli, alarm.at("/id").asString());
    }

    private void takeOn(Api oli, String id) {
        var path = "/api/v1/alarms/" + id;
        var uma = new Api(mvc, As.UMA);
        uma.get("/api/v1/alarms").is(403);
        new Api(mvc, As.MIA).post(path + "/actions/acknowledge", Map.of()).is(403);
        var before = alarms.count(As.OLI).critical();
        oli.post(path + "/actions/acknowledge", Map.of("note", "On my way")).is(200);
        assertThat(alarms.count(As.OLI).critical())
                .as("the bell counts it no more")
                .isEqualTo(before - 1);
        keeper.round();
        var story = oli.get(path).is(200).body();
        assertThat(story.at("/alarm/state").asString()).isEqualTo("acknowledged");
        assertThat(story.at("/alarm/acknowledgedBy").asString()).isEqualTo("Oli");
        assertThat(story.at("/entries").toString()).contains("On my way").contains("RAISED");
        var journal = new Api(mvc, As.ADA).get("/api/v1/audit?limit=20").body().toString();
        assertThat(journal).contains("alarm.acknowledge").contains("On my way");
        oli.post(path + "/actions/release", null).is(200);
    }

    @Test
    void aFenceDeviceThatFailsIsAnAlarmWithItsFinding() {
        var centre = DataCentre.of(program, "2x0-alarm-fence");
        var oli = new Api(mvc, As.OLI);
        var host = centre.host("h1");
        jdbc.sql("update fence_device set ready = false, checked_at = now() + interval '1 hour',"
                        + " finding = 'Login refused' where host_id = :host")
                .param("host", host.id())
                .update();
        new Api(mvc, As.ADA)
                .send("PUT", "/api/v1/alarm-rules/fence-failing", Map.of("afterSeconds", 0), Map.of())
                .is(200);
        var alarm = await(oli, find("rule:fence-failing open:yes"), "a failing fence device is an alarm");
        assertThat(alarm.at("/text").asString())
                .contains("High availability would fail on")
                .contains("Login refused");
        oli.send("PUT", "/api/v1/alarm-rules/fence-failing", Map.of("enabled", false), Map.of())
                .is(403);
        new Api(mvc, As.ADA)
                .send("PUT", "/api/v1/alarm-rules/fence-failing", Map.of("enabled", false), Map.of("If-Match", "\"7\""))
                .is(412);
        new Api(mvc, As.ADA)
                .send("PUT", "/api/v1/alarm-rules/fence-failing", Map.of("enabled", false), Map.of())
                .is(200);
        keeper.round();
        assertThat(oli.get("/api/v1/alarms?q=" + find("rule:fence-failing open:yes"))
                        .body()
                        .at("/total")
                        .asInt())
                .isZero();
    }

    @Test
    void aDatastoreFillsUpGetsWorseAndIsSilenced() {
        var centre = DataCentre.of(program, "1x0-alarm-store");
        var ada = new Api(mvc, As.ADA);
        var oli = new Api(mvc, As.OLI);
        ada.send("PUT", "/api/v1/alarm-rules/datastore-full", Map.of("afterSeconds", 0, "warning", 85), Map.of())
                .is(200);
        var store = jdbc.sql("select d.id from datastore d where d.pool_id = :pool order by d.name limit 1")
                .param("pool", centre.pool())
                .query(java.util.UUID.class)
                .single();
        var alarm = Await.until(
                "a full datastore is an alarm",
                DataCentre.LATER,
                () -> {
                    fill(store, 88);
                    keeper.round();
                    return ofStore(store);
                },
                found -> !found.isEmpty(),
                () -> alarms.rules(As.ADA));
        assertThat(alarm.get(0).severity()).isEqualTo(NoticeSeverity.WARNING);
        var id = alarm.get(0).id();
        oli.post("/api/v1/alarms/" + id + "/actions/acknowledge", null).is(200);
        Await.until(
                "it gets critical",
                DataCentre.LATER,
                () -> {
                    fill(store, 97);
                    keeper.round();
                    return ofStore(store);
                },
                found -> found.get(0).severity() == NoticeSeverity.CRITICAL,
                () -> ofStore(store));
        assertThat(ofStore(store).get(0).state())
                .as("what got worse is raised again")
                .isEqualTo(AlarmState.RAISED);
        silenced(oli, id.toString());
    }

    private void silenced(Api oli, String id) {
        var problem = oli.post("/api/v1/silences", Map.of("alarm", id)).is(422).body();
        assertThat(problem.toString()).contains("reason").contains("ends");
        oli.post(
                        "/api/v1/silences",
                        Map.of("alarm", id, "reason", "x", "ends", Instant.now().plusSeconds(100 * 86_400)))
                .is(422);
        var silence = oli.post(
                        "/api/v1/silences",
                        Map.of(
                                "alarm",
                                id,
                                "reason",
                                "Disks ordered",
                                "ends",
                                Instant.now().plusSeconds(3600)))
                .is(201)
                .text("/id");
        assertThat(oli.get("/api/v1/alarms/" + id).body().at("/alarm/silenced").asBoolean())
                .isTrue();
        oli.send("DELETE", "/api/v1/silences/" + silence, null, Map.of()).is(204);
        assertThat(oli.get("/api/v1/alarms/" + id).body().at("/alarm/silenced").asBoolean())
                .isFalse();
        oli.send("DELETE", "/api/v1/silences/" + silence, null, Map.of()).is(404);
    }

    /** As if a host had said so; the collector says otherwise a moment later. */
    private void fill(java.util.UUID store, int percent) {
        jdbc.sql(
                        "update datastore_host set active = true, capacity_bytes = 1000, free_bytes = :free where datastore_id = :id")
                .param("free", 1000 - 10 * percent)
                .param("id", store)
                .update();
    }

    private List<AlarmView> ofStore(java.util.UUID store) {
        return alarms
                .alarms(As.OLI, io.everup.shared.ListQuery.of("rule:datastore-full open:yes", "", 50, null))
                .items()
                .stream()
                .filter(one -> store.equals(one.subject().id()))
                .toList();
    }

    @Test
    void thresholdsMustMakeSense() {
        var ada = new Api(mvc, As.ADA);
        var path = "/api/v1/alarm-rules/datastore-full";
        ada.send("PUT", path, Map.of("warning", 96, "critical", 90), Map.of()).is(422);
        ada.send("PUT", path, Map.of("warning", 1), Map.of()).is(422);
        ada.send("PUT", path, Map.of("afterSeconds", -1), Map.of()).is(422);
        ada.send("PUT", "/api/v1/alarm-rules/host-lost", Map.of("warning", 50), Map.of())
                .is(422);
        ada.send("PUT", "/api/v1/alarm-rules/nonsense", Map.of(), Map.of()).is(404);
        ada.get("/api/v1/alarms?q=" + find("rule:nonsense")).is(422);
    }
}
