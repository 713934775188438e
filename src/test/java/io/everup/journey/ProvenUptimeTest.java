package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Restartable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What happens to real hosts and guests is in the outage ledger with the right cause and evidence, and only that. */
@Tag("journey")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProvenUptimeTest {

    private static final String NAME = "up" + ProcessHandle.current().pid();
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final List<Guest> guests = new ArrayList<>();
    private LabMachine lab;
    private Restartable program;
    private Portal portal;

    @BeforeAll
    void threeVmsOnThreeHosts(@TempDir Path directory) {
        lab = LabMachine.up();
        program = new Restartable(directory, "everup.identity.admin-password=" + Journey.PASSWORD);
        start();
        new LabSetup(portal).build();
        for (var n = 1; n <= 3; n++) {
            var vm = portal.succeed("/vms", vm(NAME + "-" + n)).at("/result/vm").asString();
            var address = portal.get("/vms/" + vm).text("/addresses/0");
            guests.add(new Guest(NAME + "-" + n, vm, address));
        }
        guests.forEach(guest -> guest.answers(PATIENCE));
    }

    private void start() {
        portal = new Portal(program.start(), Journey.ADMIN, Journey.PASSWORD);
    }

    private Map<String, Object> vm(String name) {
        return Map.of(
                "name",
                name,
                "pool",
                portal.idOf("pools", "Office"),
                "template",
                portal.idOf("templates", LabSetup.TEMPLATE),
                "ha",
                Map.of("protection", "protected", "priority", 50),
                "start",
                true);
    }

    @AfterAll
    void goneAgain() {
        if (lab == null) {
            return;
        }
        try {
            lab.mend();
            if (!lab.isOurs()) {
                guests.forEach(guest -> {
                    runs(guest);
                    portal.succeed("/vms/" + guest.id() + "/actions/poweroff", null);
                    portal.ended(
                            portal.send("DELETE", "/vms/" + guest.id(), null)
                                    .is(202)
                                    .text("/id"),
                            "succeeded");
                });
            }
        } finally {
            program.close();
            lab.close();
        }
    }

    @Test
    @Order(1)
    void whatAnOperatorShutsDownIsTheirsAndDoesNotCount() {
        var guest = guests.get(0);
        portal.succeed("/vms/" + guest.id() + "/actions/shutdown", null);
        portal.succeed("/vms/" + guest.id() + "/actions/start", null);
        var row = ended(guest, "asked-off");
        assertThat(row.at("/cause").asString()).isEqualTo("operator");
        assertThat(row.at("/who").asString()).isEqualTo(Journey.ADMIN);
        assertThat(row.at("/counted").asBoolean()).isFalse();
        assertThat(evidence(row)).as("the task that was asked for").contains("task");
        assertThat(rows(guest)).hasSize(1);
    }

    @Test
    @Order(2)
    void aGuestThatCrashesIsTheGuestsOutage() {
        var guest = guests.get(1);
        var boot = guest.boot();
        var crash = Instant.now();
        emulatorOf(guest).destroyForcibly();
        guest.answersAnew(boot, PATIENCE);
        var answered =
                portal.get("/vms/" + guest.id() + "/crashes").is(200).body().at("/items");
        assertThat(answered).as("Everup restarted it by itself").hasSize(1);
        assertThat(answered.at("/0/restart").asBoolean()).isTrue();
        assertThat(answered.at("/0/why").asString()).contains("restart 1 of 3 within 60 minutes");
        var row = ended(guest, "guest-crashed");
        assertThat(row.at("/cause").asString()).isEqualTo("guest");
        assertThat(row.at("/counted").asBoolean()).isTrue();
        assertThat(Duration.between(crash, Instant.parse(row.at("/startedAt").asString())))
                .as("from the crash on")
                .isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(5));
    }

    @Test
    @Order(3)
    void aPowerCutIsHardwareAndWhoLeftBeforeIsCredited() {
        var left = guests.get(0);
        var hit = guests.get(1);
        var host = hostOf(left);
        moveTo(hit, host);
        moveTo(left, otherThan(host));
        var boot = hit.boot();
        lab.command("power", host, "off");
        hit.answersAnew(boot, PATIENCE);
        var row = ended(hit, "host-lost-power");
        assertThat(row.at("/cause").asString()).isEqualTo("hardware");
        assertThat(row.at("/counted").asBoolean()).isTrue();
        assertThat(evidence(row)).contains("failover", "host");
        assertThat(rows(left)).as("who had left had no outage: %s", rows(left)).hasSize(1);
        assertThat(credits(left)).containsExactly("migration");
        assertThat(credits(hit)).containsExactly("failover");
        back(host);
    }

    @Test
    @Order(4)
    void aHostThatIsCutOffIsANetworkOutage() {
        var hit = guests.get(2);
        var host = hostOf(hit);
        var boot = hit.boot();
        lab.command("partition", host);
        hit.answersAnew(boot, PATIENCE);
        var row = ended(hit, "host-cut-off");
        assertThat(row.at("/cause").asString()).isEqualTo("network");
        assertThat(evidence(row)).contains("failover");
        lab.command("heal", host);
        back(host);
    }

    @Test
    @Order(5)
    void thePortalsOwnAbsenceIsUnobservedAndNobodysOutage() {
        guests.forEach(this::runs);
        var before = guests.stream().map(guest -> rows(guest).size()).toList();
        var boots = guests.stream().map(Guest::boot).toList();
        var stop = Instant.now();
        program.close();
        start();
        guests.forEach(this::runs);
        var back = Instant.now();
        var unobserved = portal.until(
                "/uptime/unobserved?window=today",
                PATIENCE,
                found -> absences(found).stream()
                        .anyMatch(one -> one.at("/to").isString() && !from(one).isBefore(stop.minusSeconds(5))));
        var absence = absences(unobserved).stream()
                .filter(one -> !from(one).isBefore(stop.minusSeconds(5)))
                .findFirst()
                .orElseThrow();
        assertThat(from(absence)).as("it begins when it stopped").isBefore(stop.plusSeconds(15));
        assertThat(Instant.parse(absence.at("/to").asString()))
                .as("it ends when it is back")
                .isBefore(back.plusSeconds(5));
        assertThat(guests.stream().map(guest -> rows(guest).size()).toList())
                .as("no outage more")
                .isEqualTo(before);
        assertThat(guests.stream().map(Guest::boot).toList())
                .as("the guests noticed nothing")
                .isEqualTo(boots);
    }

    @Test
    @Order(6)
    void theLedgerIsWhole() {
        assertThat(portal.post("/uptime/verify", null)
                        .is(200)
                        .body()
                        .at("/intact")
                        .asBoolean())
                .isTrue();
    }

    /** Times in which no replica ran. */
    private static List<JsonNode> absences(JsonNode found) {
        var items = found.has("items") ? found.at("/items") : found;
        return StreamSupport.stream(items.spliterator(), false)
                .filter(one -> !one.at("/host").isString())
                .toList();
    }

    private static Instant from(JsonNode row) {
        return Instant.parse(row.at("/from").asString());
    }

    private List<JsonNode> rows(Guest guest) {
        return portal.get("/uptime/outages?vm=" + guest.id())
                .body()
                .at("/items")
                .valueStream()
                .toList();
    }

    /** The guest's latest outage, once it is over, by that rule. */
    private JsonNode ended(Guest guest, String rule) {
        return portal.until(
                        "/uptime/outages?vm=" + guest.id(),
                        PATIENCE,
                        found -> found.at("/items").valueStream().anyMatch(row -> is(row, rule)))
                .at("/items")
                .valueStream()
                .filter(row -> is(row, rule))
                .findFirst()
                .orElseThrow();
    }

    private static boolean is(JsonNode row, String rule) {
        return row.at("/rule").asString().equals(rule) && row.at("/endedAt").isString();
    }

    private static List<String> evidence(JsonNode row) {
        return row.at("/evidence")
                .valueStream()
                .map(one -> one.at("/type").asString())
                .toList();
    }

    private List<String> credits(Guest guest) {
        return portal.until(
                        "/uptime/avoided?window=today&vm=" + guest.id(),
                        PATIENCE,
                        found -> !found.at("/items").isEmpty())
                .at("/items")
                .valueStream()
                .map(one -> one.at("/kind").asString())
                .toList();
    }

    private ProcessHandle emulatorOf(Guest guest) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains("guest=" + guest.name() + ","))
                .findFirst()
                .orElseThrow();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            var line = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
            return new String(line, StandardCharsets.UTF_8);
        } catch (java.nio.file.NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void runs(Guest guest) {
        portal.until(
                "/vms/" + guest.id(),
                PATIENCE,
                vm -> vm.at("/power/seen").asString().equals("running")
                        && vm.at("/state").asString().equals("running"));
    }

    private String hostOf(Guest guest) {
        return portal.get("/vms/" + guest.id()).text("/host/name");
    }

    private String otherThan(String host) {
        return List.of("h1", "h2", "h3").stream()
                .filter(one -> !one.equals(host))
                .findFirst()
                .orElseThrow();
    }

    private void moveTo(Guest guest, String host) {
        if (!hostOf(guest).equals(host)) {
            portal.succeed("/vms/" + guest.id() + "/actions/migrate", Map.of("host", portal.idOf("hosts", host)));
        }
    }

    private void back(String host) {
        lab.command("power", host, "on");
        portal.until(
                "/hosts?q=name:" + host,
                PATIENCE,
                found -> found.at("/items/0/state").asString().equals("up")
                        && found.at("/items/0/fenceReady").asBoolean());
    }
}
