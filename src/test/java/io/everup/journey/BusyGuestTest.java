package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/**
 * A real guest that writes memory faster than a capped link sends it: its pause budget is kept by slowing it down or by
 * post-copy, or the move is refused with the reason; what was forecast stands beside what came.
 */
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
class BusyGuestTest extends Journey {

    private static final String NAME = "busy" + ProcessHandle.current().pid();
    private static final Logger log = LoggerFactory.getLogger(BusyGuestTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** MiB/s, well under what the guest writes. */
    private static final int CAP = 12;

    private static final int BUDGET = 500;

    private LabMachine lab;
    private Guest guest;
    private String boot;

    @BeforeAll
    void theLabAndItsBusyGuest() {
        lab = LabMachine.up();
        new LabSetup(portal).build();
        portal.succeed(
                "/vms",
                Map.of(
                        "name",
                        NAME,
                        "pool",
                        portal.idOf("pools", "Office"),
                        "template",
                        portal.idOf("templates", LabSetup.BUSY),
                        "networks",
                        java.util.List.of(portal.idOf("networks", "guests")),
                        "start",
                        true));
        var id = portal.idOf("vms", NAME);
        guest = new Guest(NAME, id, portal.get("/vms/" + id).text("/addresses/0"));
        boot = guest.boot();
    }

    @AfterAll
    void goneAgain() {
        if (lab == null) {
            return;
        }
        try {
            if (guest != null) {
                portal.succeed("/vms/" + guest.id() + "/actions/poweroff", null);
                portal.ended(
                        portal.send("DELETE", "/vms/" + guest.id(), null)
                                .is(202)
                                .text("/id"),
                        "succeeded");
            }
        } finally {
            lab.close();
        }
    }

    private static Map<String, Object> wish(int cap, boolean converge, boolean post) {
        var wish = new HashMap<String, Object>();
        wish.put("pauseMillis", BUDGET);
        wish.put("bandwidthMiBps", cap);
        wish.put("autoConverge", converge);
        wish.put("postCopy", post);
        return wish;
    }

    /** Moves it and tells what was forecast and what came. */
    private JsonNode move(String how, Map<String, Object> wish) {
        try (var loop = new RequestLoop(guest.page())) {
            Await.until("it is asked", PATIENCE, loop::answers, count -> count > 20, loop::failures);
            loop.begin();
            var task = portal.post("/vms/" + guest.id() + "/actions/migrate", wish)
                    .is(202)
                    .text("/id");
            portal.until(
                    "/migrations?q=vm:" + NAME,
                    PATIENCE,
                    found -> found.at("/items/0/task").asString().equals(task)
                            && found.at("/items/0/endedAt").isString());
            var one = portal.get("/migrations?q=vm:" + NAME).body().at("/items/0");
            log.info(
                    "{}: forecast {} ms ({} to {}), pause {} ms, writes {} B/s, {}; came {} ms, pause {} ms (budget {}),"
                            + " writes {} B/s, sent {} B at {} B/s, throttle {} %, {}; longest gap of answers {} ms; {}",
                    how,
                    one.at("/expected/totalMillis/value"),
                    one.at("/expected/totalMillis/least"),
                    one.at("/expected/totalMillis/most"),
                    one.at("/expected/pauseMillis/value"),
                    one.at("/expected/dirtyRate"),
                    one.at("/expected/ending"),
                    one.at("/totalMillis"),
                    one.at("/pauseMillis"),
                    one.at("/allowed/pauseMillis"),
                    one.at("/course/dirtyRate"),
                    one.at("/movedBytes"),
                    one.at("/course/speed"),
                    one.at("/course/throttle"),
                    one.at("/course/ending"),
                    loop.longestGap().toMillis(),
                    one.at("/state"));
            return one;
        }
    }

    private void arrived(JsonNode one) {
        assertThat(one.at("/state").asString()).as("%s", one).isEqualTo("completed");
        assertThat(guest.boot()).as("it was not restarted").isEqualTo(boot);
        assertThat(guest.answers(PATIENCE).at("/twice").asBoolean()).as("S1").isFalse();
    }

    /** What it wrote while it booted says nothing of what it does; it is measured again after two minutes. */
    @Test
    @Order(1)
    void whatItWritesIsMeasured() {
        var told = portal.until(
                "/vms/" + guest.id() + "/migration-forecast",
                PATIENCE,
                forecast -> forecast.at("/premises/dirty/origin").asString().equalsIgnoreCase("measured")
                        && forecast.at("/premises/dirty/value").asLong() > CAP << 20);
        var rate = told.at("/premises/dirty/value").asLong();
        log.info("the guest is measured to write {} MiB/s; told to write 40, through 32", rate >> 20);
    }

    @Test
    @Order(2)
    void withoutACapItGoesByItself() {
        var one = move("free", wish(0, true, false));
        arrived(one);
        assertThat(one.at("/pauseMillis").asLong()).isLessThanOrEqualTo(BUDGET);
    }

    @Test
    @Order(3)
    void whatCanNotEndIsRefusedWithTheReason() {
        var answer = portal.post("/vms/" + guest.id() + "/actions/migrate", wish(CAP, false, false));
        answer.is(409);
        log.info("refused: {}", answer.body());
        assertThat(answer.body().toString()).contains("its guest writes").contains("can be sent");
        assertThat(portal.get("/vms/" + guest.id()).text("/state")).isEqualTo("running");
    }

    @Test
    @Order(6)
    void slowedDownItKeepsItsBudget() {
        var one = move("auto-converge", wish(CAP, true, false));
        arrived(one);
        assertThat(one.at("/pauseMillis").asLong()).isLessThanOrEqualTo(BUDGET);
        assertThat(one.at("/course/throttle").asInt()).isPositive();
    }

    @Test
    @Order(5)
    void orItGoesOverFirst() {
        var one = move("post-copy", wish(CAP, false, true));
        arrived(one);
        assertThat(one.at("/course/wentOver").asBoolean()).isTrue();
        assertThat(one.at("/pauseMillis").isNumber()).as("%s", one).isTrue();
        assertThat(one.at("/pauseMillis").asLong()).isLessThanOrEqualTo(BUDGET);
    }

    @Test
    @Order(4)
    void itMovesEncrypted() {
        var pool = portal.idOf("pools", "Office");
        var policy = portal.get("/pools/" + pool + "/migration-policy").body();
        var changed = new HashMap<String, Object>();
        policy.properties().forEach(each -> changed.put(each.getKey(), each.getValue()));
        changed.put("encryption", "required");
        portal.send("PUT", "/pools/" + pool + "/migration-policy", changed).is(200);
        var one = move("encrypted", wish(0, true, false));
        arrived(one);
        assertThat(one.at("/course/encrypted").asBoolean()).isTrue();
    }
}
