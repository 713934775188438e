package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import io.everup.support.Restartable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * All three hosts of the lab are serviced one after the other while every VM is asked for its page again and
 * again. No request fails, none waits longer than the pause of a migration, and that is compared with plain
 * {@code virsh migrate} in the same run.
 */
@Tag("journey")
@EnabledIfSystemProperty(
        named = "rolling",
        matches = "yes",
        disabledReason = "it needs a machine with nothing else to do: -Drolling=yes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollingMaintenanceTest {

    private static final String NAME = "roll" + ProcessHandle.current().pid();
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Duration LONG = Duration.ofMinutes(8);
    /** Of emulated guests on a machine that does other things as well; a real host's share is far less. */
    private static final long STARVED_MILLIS = 1_500;

    private static final int VMS = 6;
    private static final Pattern FIGURE = Pattern.compile("(Time elapsed|Total downtime):\\s+(\\d+)");

    private final List<Guest> guests = new ArrayList<>();
    private final Map<String, RequestLoop> loops = new LinkedHashMap<>();
    private LabMachine lab;
    private Restartable program;
    private Portal portal;

    @BeforeAll
    void sixVmsOnThreeHosts(@TempDir Path directory) {
        lab = LabMachine.up();
        program = new Restartable(directory, "everup.identity.admin-password=" + Journey.PASSWORD);
        portal = new Portal(program.start(), Journey.ADMIN, Journey.PASSWORD);
        new LabSetup(portal).build();
        for (var n = 1; n <= VMS; n++) {
            var wish = new LinkedHashMap<String, Object>(Map.of(
                    "name", NAME + "-" + n,
                    "pool", portal.idOf("pools", "Office"),
                    "template", portal.idOf("templates", LabSetup.TEMPLATE),
                    "host", portal.idOf("hosts", "h" + (1 + n % 3)),
                    "start", true));
            var vm = portal.succeed("/vms", wish).at("/result/vm").asString();
            guests.add(new Guest(NAME + "-" + n, vm, portal.get("/vms/" + vm).text("/addresses/0")));
        }
        guests.forEach(guest -> guest.answers(PATIENCE));
    }

    @AfterAll
    void goneAgain() {
        if (lab == null) {
            return;
        }
        try {
            loops.values().forEach(RequestLoop::close);
            if (!lab.isOurs()) {
                guests.forEach(guest -> {
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
    void threeHostsAreServicedAndNobodyNotices() {
        guests.forEach(guest -> loops.put(guest.id(), new RequestLoop(guest.page(), RequestLoop.Manner.PATIENT)));
        Await.until(
                "every page is asked",
                PATIENCE,
                () -> loops.values().stream()
                        .mapToInt(RequestLoop::answers)
                        .min()
                        .orElse(0),
                least -> least > 60,
                loops::keySet);
        var calm = new LinkedHashMap<String, Duration>();
        loops.forEach((id, loop) -> calm.put(id, loop.longestGap()));
        var boots = guests.stream().map(Guest::boot).toList();
        loops.values().forEach(RequestLoop::begin);
        var begin = Instant.now();
        var job = portal.post(
                        "/maintenance",
                        Map.of("pool", portal.idOf("pools", "Office"), "bringBack", false, "reason", "All three"))
                .is(201)
                .text("/job/id");
        var done = portal.until(
                "/maintenance/" + job,
                LONG,
                found -> !found.at("/job/state").asString().equals("running"));
        assertThat(done.at("/job/state").asString())
                .as(done.at("/job/failure").asString())
                .isEqualTo("completed");
        tell(
                "rolling: three hosts with %d VMs in all took %d s",
                VMS, Duration.between(begin, Instant.now()).toSeconds());
        assertThat(guests.stream().map(Guest::boot).toList())
                .as("no guest was started anew")
                .isEqualTo(boots);
        var problems = guests.stream()
                .map(guest -> judge(guest, begin, calm.get(guest.id())))
                .filter(problem -> problem != null)
                .toList();
        assertThat(problems).as("silent for longer than a pause").isEmpty();
    }

    /** @return what is wrong; null for nothing. The control is the same guest at the same time of the same run, not moving. */
    private String judge(Guest guest, Instant begin, Duration calm) {
        var loop = loops.get(guest.id());
        var moves = moves(guest, begin);
        var longest = moves.stream()
                .mapToLong(move -> move.at("/pauseMillis").asLong())
                .max()
                .orElse(0);
        var spans = moves.stream()
                .map(move -> new Instant[] {
                    Instant.parse(move.at("/requestedAt").asString()),
                    Instant.parse(move.at("/endedAt").asString())
                })
                .toList();
        var moving = loop.longestGap(spans, true);
        var resting = loop.longestGap(spans, false);
        tell(
                "rolling: %s moved %d times, pauses %s ms, totals %s ms; %d answers, %d requests failed, the slowest"
                        + " took %d ms; longest gap %d ms while it moved, %d ms while it didn't, %d ms before the job",
                guest.name(),
                moves.size(),
                figures(moves, "/pauseMillis"),
                figures(moves, "/totalMillis"),
                loop.answers(),
                loop.failures(),
                loop.slowest().toMillis(),
                moving.toMillis(),
                resting.toMillis(),
                calm.toMillis());
        if (moves.isEmpty()) {
            return guest.name() + " didn't move";
        }
        if (loop.failures() > 0) {
            return guest.name() + ": " + loop.failures() + " requests failed, at " + loop.failedAt();
        }
        var most = longest + Math.max(calm.toMillis(), resting.toMillis()) + STARVED_MILLIS;
        return moving.toMillis() <= most ? null : guest.name() + ": " + moving.toMillis() + " ms of at most " + most;
    }

    private List<JsonNode> moves(Guest guest, Instant begin) {
        return portal.get("/migrations?limit=100&q=vm:" + guest.name())
                .body()
                .at("/items")
                .valueStream()
                .filter(move -> move.at("/state").asString().equals("completed"))
                .filter(move ->
                        !Instant.parse(move.at("/requestedAt").asString()).isBefore(begin))
                .toList();
    }

    private static List<String> figures(List<JsonNode> moves, String field) {
        return moves.stream().map(move -> move.at(field).asString()).toList();
    }

    @Test
    @Order(2)
    void plainVirshTakesAsLong() {
        for (var guest : guests.subList(0, 3)) {
            var source = portal.get("/vms/" + guest.id()).text("/host/name");
            var target = source.equals("h1") ? "h2" : "h1";
            loops.get(guest.id()).begin();
            var there = virsh(guest, source, target);
            var back = virsh(guest, target, source);
            tell(
                    "virsh: %s %s and back %s; longest gap %d ms",
                    guest.name(),
                    there,
                    back,
                    loops.get(guest.id()).longestGap().toMillis());
        }
        guests.forEach(guest -> portal.until(
                "/vms/" + guest.id(), PATIENCE, vm -> vm.at("/state").asString().equals("running")));
    }

    private static String virsh(Guest guest, String source, String target) {
        var began = System.nanoTime();
        command(
                "virsh",
                "-c",
                uri(source),
                "migrate",
                "--live",
                "--persistent",
                "--undefinesource",
                "--unsafe",
                guest.name(),
                uri(target));
        var wall = (System.nanoTime() - began) / 1_000_000;
        var said = FIGURE.matcher(command("virsh", "-c", uri(target), "domjobinfo", guest.name(), "--completed"));
        var figures = new ArrayList<String>();
        while (said.find()) {
            figures.add(said.group(1).toLowerCase(java.util.Locale.ROOT) + " " + said.group(2) + " ms");
        }
        return figures + " (command " + wall + " ms)";
    }

    private static String uri(String host) {
        return "qemu+tcp://10.77.0." + host.substring(1) + "/system";
    }

    private static String command(String... words) {
        try {
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        }
    }

    private static void tell(String format, Object... values) {
        System.out.println("[rolling maintenance] " + String.format(format, values));
    }
}
