package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
 * A real guest whose disk only its host has moves with it: no answer is missing for longer than the pause, no write is lost,
 * and what was forecast stands beside what came.
 */
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
class MoveWithDiskTest extends Journey {

    private static final String NAME = "local" + ProcessHandle.current().pid();
    private static final String ADDRESS = "10.78.0.190";
    private static final Logger log = LoggerFactory.getLogger(MoveWithDiskTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int DATA_MIB = 384;
    /** The guest's counter has what comes before. */
    private static final int RING_MIB = 8;

    private LabMachine lab;
    private Guest guest;
    private String boot;
    private String data;

    @BeforeAll
    void theLabAndAGuestWithADiskOfItsOwn() throws IOException {
        lab = LabMachine.up();
        new LabSetup(portal).build();
        var shared = Path.of(portal.get("/volumes/" + portal.idOf("volumes", "lab-data.qcow2"))
                        .text("/path"))
                .getParent();
        var disk = shared.getParent().resolve("h1").resolve("local").resolve(NAME + ".qcow2");
        var raw = shared.getParent().resolve(NAME + ".raw");
        try {
            lab.other(List.of("dd", "if=/dev/urandom", "of=" + raw, "bs=1M", "count=" + DATA_MIB));
            lab.other(List.of("qemu-img", "convert", "-O", "qcow2", raw.toString(), disk.toString()));
        } finally {
            Files.deleteIfExists(raw);
        }
        data = sum(disk);
        lab.ask("virsh", "h1", "pool-refresh", "local");
        portal.until(
                "/volumes?q=name:" + NAME + ".qcow2",
                PATIENCE,
                found -> found.at("/total").asInt() == 1);
        var xml = Files.createTempFile("everup", ".xml");
        Files.writeString(xml, definition(shared, disk));
        lab.ask("virsh", "h1", "define", xml.toString());
        lab.ask("virsh", "h1", "start", NAME);
        Files.delete(xml);
        portal.until(
                "/vms?q=name:" + NAME,
                PATIENCE,
                found -> found.at("/items/0/state").asString().equals("running"));
        guest = new Guest(NAME, portal.idOf("vms", NAME), ADDRESS);
        boot = guest.boot();
    }

    private static String definition(Path shared, Path disk) throws IOException {
        return Files.readString(Path.of("src", "lab", "domain.xml.example"))
                .replace("@SHARED@/web-1.qcow2", disk.toString())
                .replace("@SHARED@", shared.toString())
                .replace("<name>web-1</name>", "<name>" + NAME + "</name>")
                .replace("e0e0f00d-0000-4000-8000-000000001011", "e0e0f00d-0000-4000-8000-000000001090")
                .replace("52:54:00:78:01:11", "52:54:00:78:01:90")
                .replace("everup.name=web-1", "everup.name=" + NAME)
                .replace("10.78.0.11/24", ADDRESS + "/24");
    }

    @AfterAll
    void goneAgain() {
        if (lab == null) {
            return;
        }
        try {
            if (guest != null) {
                var path = Path.of(path());
                portal.succeed("/vms/" + guest.id() + "/actions/poweroff", null);
                portal.ended(
                        portal.send("DELETE", "/vms/" + guest.id(), null)
                                .is(202)
                                .text("/id"),
                        "succeeded");
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lab.close();
        }
    }

    /** What the disk holds behind the counter's ring. */
    private String sum(Path disk) {
        var out = disk.resolveSibling(NAME + ".sum");
        try {
            lab.other(List.of(
                    "qemu-img", "dd", "-U", "-O", "raw", "bs=1M", "skip=" + RING_MIB, "if=" + disk, "of=" + out));
            return lab.other(List.of("sha256sum", out.toString())).split(" ")[0];
        } finally {
            assertThat(out.toFile().delete()).isTrue();
        }
    }

    private String path() {
        return portal.get("/vms/" + guest.id()).text("/disks/0/path");
    }

    private String host(String name) {
        return portal.idOf("hosts", name);
    }

    private String localOf(String host) {
        return portal.get("/datastores?q=name:local")
                .body()
                .at("/items")
                .valueStream()
                .filter(store -> store.at("/hosts/0/host/name").asString().equals(host))
                .map(store -> store.at("/id").asString())
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Object> wish(String to, int cap) {
        var wish = new HashMap<String, Object>();
        wish.put("host", host(to));
        wish.put("disks", true);
        wish.put("datastore", localOf(to));
        wish.put("bandwidthMiBps", cap);
        return wish;
    }

    private JsonNode last() {
        var id = portal.get("/migrations?q=vm:" + NAME).body().at("/items/0/id").asString();
        return portal.get("/migrations/" + id).body();
    }

    /** Moves it under requests and tells what was forecast and what came. */
    private void moves(String how, String to, int cap) {
        var before = path();
        try (var loop = new RequestLoop(guest.page())) {
            Await.until("it is asked", PATIENCE, loop::answers, count -> count > 20, loop::failures);
            loop.begin();
            var shown = guest.answers(PATIENCE).at("/counter").asLong();
            var task = portal.post("/vms/" + guest.id() + "/actions/migrate", wish(to, cap))
                    .is(202)
                    .text("/id");
            portal.ended(task, "succeeded");
            var one = last();
            log.info(
                    "FIGURE {}: disk {} B forecast {} ms, came {} B in {} ms at {} B/s; total forecast {} ms ({} to {}),"
                            + " came {} ms; pause forecast {} ms, came {} ms; memory {} B; longest gap of answers {} ms",
                    how,
                    one.at("/disks/expectedBytes"),
                    one.at("/disks/expectedMillis"),
                    one.at("/disks/totalBytes"),
                    one.at("/disks/millis"),
                    one.at("/disks/speed"),
                    one.at("/expected/totalMillis/value"),
                    one.at("/expected/totalMillis/least"),
                    one.at("/expected/totalMillis/most"),
                    one.at("/totalMillis"),
                    one.at("/expected/pauseMillis/value"),
                    one.at("/pauseMillis"),
                    one.at("/movedBytes"),
                    loop.longestGap().toMillis());
            assertThat(one.at("/state").asString()).as("%s", one).isEqualTo("completed");
            assertThat(one.at("/targetName").asString()).isEqualTo(to);
            whole(shown);
            assertThat(Path.of(before)).as("what it was copied from").doesNotExist();
        }
    }

    private void whole(long shown) {
        assertThat(guest.boot()).as("it was not restarted").isEqualTo(boot);
        var disk = path();
        Await.until(
                "its counter goes on",
                PATIENCE,
                () -> guest.answers(PATIENCE).at("/counter").asLong(),
                counter -> counter > shown + 2,
                () -> disk);
        assertThat(guest.answers(PATIENCE).at("/twice").asBoolean()).as("S1").isFalse();
        var said = lab.counter(disk, shown);
        assertThat(said.status()).as("no write is lost: %s", said.text()).isZero();
        assertThat(sum(Path.of(disk))).as("all else that the disk held").isEqualTo(data);
    }

    @Test
    @Order(1)
    void withoutItsDiskItCanNotMove() {
        var wish = Map.of("host", host("h2"));
        var answer = portal.post("/vms/" + guest.id() + "/actions/migrate", wish);
        answer.is(409);
        assertThat(answer.body().toString()).contains("local");
    }

    @Test
    @Order(2)
    void withItItMovesAndNothingIsLost() {
        moves("free", "h2", 0);
        assertThat(path()).contains("/h2/local/");
    }

    @Test
    @Order(3)
    void aCancelledCopyLeavesNothingBehind() throws IOException {
        var shown = guest.answers(PATIENCE).at("/counter").asLong();
        var task = portal.post("/vms/" + guest.id() + "/actions/migrate", wish("h3", 20))
                .is(202)
                .text("/id");
        Await.until(
                "a part of its disk is copied",
                PATIENCE,
                this::last,
                one -> one.at("/task").asString().equals(task)
                        && one.at("/disks/totalBytes").asLong()
                                > one.at("/disks/remainingBytes").asLong(),
                () -> last().toString());
        portal.post("/tasks/" + task + "/actions/cancel", null);
        portal.ended(task, "cancelled");
        log.info("FIGURE cancelled: {}", last().at("/disks"));
        assertThat(portal.get("/vms/" + guest.id()).text("/host/name")).isEqualTo("h2");
        whole(shown);
        var there = Path.of(path())
                .getParent()
                .getParent()
                .getParent()
                .resolve("h3")
                .resolve("local");
        try (var files = Files.list(there)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("at the target")
                    .noneMatch(file -> file.startsWith(NAME));
        }
    }

    @Test
    @Order(4)
    void aCapIsKeptAndTheForecastKnowsIt() {
        moves("capped at 60 MiB/s", "h3", 60);
        assertThat(last().at("/disks/speed").asLong()).isLessThan(66L << 20);
    }

    /** Its definition for the next start has the disk where it is now. */
    @Test
    @Order(5)
    void itStartsFromItsNewPlace() {
        var shown = guest.answers(PATIENCE).at("/counter").asLong();
        portal.succeed("/vms/" + guest.id() + "/actions/poweroff", null);
        portal.succeed("/vms/" + guest.id() + "/actions/start", null);
        guest.answersAnew(boot, PATIENCE);
        assertThat(guest.answers(PATIENCE).at("/counter").asLong()).isGreaterThanOrEqualTo(shown);
        boot = guest.boot();
        whole(shown);
    }
}
