package io.everup.journey;

import static io.everup.journey.LabFleet.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import io.everup.support.Postgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What can go wrong with a host beside its power, and what follows: only what is proven dead is restarted, and what merely
 * can't be reached is left alone. All stories: {@code -Dfaults=all}.
 */
@Tag("journey")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {

    /** Longer than it takes to confirm a silence and to switch a host off. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    private LabFleet fleet;

    @BeforeAll
    void threeVmsOnThreeHosts(@TempDir Path directory) {
        fleet = LabFleet.of(directory, "fault", 3);
        LabFleet.HOSTS.forEach(fleet::ready);
    }

    @AfterAll
    void goneAgain() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @AfterEach
    void everyVmRunsOnceAndNoWriteIsLost() {
        fleet.lab.mend();
        LabFleet.HOSTS.forEach(fleet::ready);
        fleet.note();
        fleet.everyOneOnceAndWhole();
        fleet.noStaleCopies();
    }

    @Test
    void guestsLiveOnWhenLibvirtIsKilled() {
        var host = aHostWithVms();
        var boots = fleet.boots();
        var begin = System.nanoTime();
        fleet.lab.command("kill-libvirtd", host);
        nothingHappens(boots, Duration.ofSeconds(10));
        fleet.hostIs(host, "up");
        tell("libvirtd killed", "host up, guests never stopped, nobody fenced; watched for %.0f s", begin);
    }

    @Test
    @EnabledIfSystemProperty(named = "faults", matches = "all")
    void guestsLiveOnWhenLibvirtHangs() {
        var host = aHostWithVms();
        var boots = fleet.boots();
        var begin = System.nanoTime();
        fleet.lab.command("hang", host);
        fleet.hostIs(host, "lost");
        tell(
                "libvirtd hangs",
                "said after %.1f s: " + fleet.latestFailover(host).at("/cause"),
                begin);
        nothingHappens(boots, LONG_ENOUGH);
        var mended = System.nanoTime();
        fleet.lab.command("resume", host);
        fleet.hostIs(host, "up");
        tell("libvirtd goes on", "host up after %.1f s, nobody fenced", mended);
        assertThat(fleet.latestFailover(host).at("/state").asString()).isEqualTo("dismissed");
    }

    @Test
    void aHostWhoseManagementLinkIsCutIsFencedAndItsVmsRunElsewhere() {
        var host = aHostWithVms();
        fleet.note();
        var took = fleet.recovers(host, () -> fleet.lab.command("partition", host));
        assertThat(fleet.failoverIs(host, "done").at("/proof").asString()).isEqualToIgnoringCase("fenced");
        tell("management link cut", took);
        fleet.lab.command("heal", host);
        fleet.back(host);
        fleet.noStaleCopies();
    }

    @Test
    void aBmcThatDiedWithItsHostWaitsForAWord() {
        var host = aHostWithVms();
        var id = fleet.portal.idOf("hosts", host);
        var hit = fleet.on(host);
        fleet.note();
        var begin = System.nanoTime();
        fleet.lab.command("bmc", host, "off");
        fleet.lab.command("power", host, "off");
        fleet.failoverIs(host, "waiting");
        tell("BMC dead with its host", "waits for a word after %.1f s", begin);
        staysDown(hit, Duration.ofSeconds(8));
        var took = fleet.recovers(
                host,
                () -> fleet.portal
                        .post("/hosts/" + id + "/actions/confirm-dead", Map.of("name", host))
                        .is(202));
        tell("confirmed dead", took);
        fleet.lab.command("bmc", host, "on");
        fleet.back(host);
        fleet.noStaleCopies();
    }

    @Test
    @EnabledIfSystemProperty(named = "faults", matches = "all")
    void aBmcThatRefusesIsAskedAgainUntilItIsMended() {
        var host = aHostWithVms();
        var hit = fleet.on(host);
        fleet.note();
        var begin = System.nanoTime();
        fleet.lab.command("bmc", host, "refuse");
        fleet.lab.command("power", host, "off");
        fleet.failoverIs(host, "waiting");
        tell("BMC refuses", "waits after %.1f s", begin);
        staysDown(hit, Duration.ofSeconds(8));
        tell("BMC mended", fleet.recovers(host, () -> fleet.lab.command("bmc", host, "on")));
        fleet.back(host);
    }

    @Test
    void nobodyIsFencedWhenAllHostsFallSilentAtOnce() {
        var boots = fleet.boots();
        var begin = System.nanoTime();
        LabFleet.HOSTS.forEach(host -> fleet.lab.command("partition", host));
        LabFleet.HOSTS.forEach(host -> fleet.hostIs(host, "lost"));
        tell("all hosts unreachable", "said after %.1f s: " + cause("h1"), begin);
        nothingHappens(boots, LONG_ENOUGH);
        var healed = System.nanoTime();
        LabFleet.HOSTS.forEach(host -> fleet.lab.command("heal", host));
        LabFleet.HOSTS.forEach(host -> fleet.hostIs(host, "up"));
        tell("all links healed", "all hosts up after %.1f s, nobody fenced", healed);
        nothingHappens(boots, Duration.ofSeconds(1));
    }

    @Test
    @EnabledIfSystemProperty(named = "faults", matches = "all")
    void cutStorageRestartsNobody() {
        var boots = fleet.boots();
        var failovers = fleet.failovers();
        var begin = System.nanoTime();
        LabFleet.HOSTS.forEach(host -> fleet.lab.command("storage", host, "cut"));
        nothingHappens(boots, LONG_ENOUGH.plus(LONG_ENOUGH));
        LabFleet.HOSTS.forEach(host -> fleet.lab.command("storage", host, "heal"));
        LabFleet.HOSTS.forEach(host -> fleet.hostIs(host, "up"));
        assertThat(fleet.failovers()).isEqualTo(failovers);
        tell("storage of all hosts cut", "nobody restarted or fenced; watched for %.0f s", begin);
    }

    @Test
    @EnabledIfSystemProperty(named = "faults", matches = "all")
    void aMinuteWithoutDatabaseRestartsNobody() {
        var boots = fleet.boots();
        var failovers = fleet.failovers();
        var database = database();
        signal("-STOP", database);
        try {
            guestsAreAsTheyWere(boots, Duration.ofSeconds(60));
        } finally {
            signal("-CONT", database);
        }
        var begin = System.nanoTime();
        LabFleet.HOSTS.forEach(host -> fleet.hostIs(host, "up"));
        tell("PostgreSQL stopped for 60 s", "all hosts up %.1f s after it went on", begin);
        nothingHappens(boots, LONG_ENOUGH);
        assertThat(fleet.failovers()).isEqualTo(failovers);
        var host = aHostWithVms();
        fleet.note();
        tell("power cut after that", fleet.recovers(host, () -> fleet.lab.command("power", host, "off")));
        fleet.back(host);
    }

    private String aHostWithVms() {
        return fleet.hostOf(fleet.guests.get(0));
    }

    private String cause(String host) {
        var failover = fleet.portal
                .get("/failovers/" + fleet.latestFailover(host).at("/id").asString())
                .body();
        var stages = failover.at("/stages");
        return stages.at("/" + (stages.size() - 1) + "/text").asString();
    }

    /** For so long every guest runs on in the boot it was in, and no host is switched off. */
    private void nothingHappens(Map<String, String> boots, Duration time) {
        guestsAreAsTheyWere(boots, time);
        var harmed = fleet.portal
                .get("/failovers?limit=100")
                .body()
                .at("/items")
                .valueStream()
                .filter(one -> one.at("/state").asString().matches("fencing|recovering"))
                .map(JsonNode::toString)
                .toList();
        assertThat(harmed).isEmpty();
    }

    private void guestsAreAsTheyWere(Map<String, String> boots, Duration time) {
        forSoLong(
                time,
                () -> fleet.guests.forEach(
                        guest -> assertThat(guest.boot()).as(guest.name()).isEqualTo(boots.get(guest.name()))));
    }

    private void staysDown(List<Guest> guests, Duration time) {
        forSoLong(
                time,
                () -> guests.forEach(
                        guest -> assertThat(guest.status()).as(guest.name()).isNull()));
    }

    private static void forSoLong(Duration time, Runnable law) {
        var begin = System.nanoTime();
        Await.until(
                "so long",
                time.plus(PATIENCE),
                () -> {
                    law.run();
                    return System.nanoTime() - begin;
                },
                passed -> passed > time.toNanos(),
                () -> "");
    }

    /** The database server's processes. */
    private static List<String> database() {
        try (var connection = DriverManager.getConnection(Postgres.newDatabase());
                var statement = connection.createStatement();
                var answer = statement.executeQuery("select pg_backend_pid()")) {
            answer.next();
            var server =
                    ProcessHandle.of(answer.getLong(1)).orElseThrow().parent().orElseThrow();
            return Stream.concat(Stream.of(server), server.children())
                    .map(process -> String.valueOf(process.pid()))
                    .toList();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signal(String which, List<String> processes) {
        var line = new ArrayList<>(List.of("sh", "-c", "kill \"$@\" 2>/dev/null || true", "kill", which));
        line.addAll(processes);
        fleet.lab.other(line);
    }

    private static void tell(String what, LabFleet.Recovered took) {
        LabFleet.tell(
                "faults: %s | %d VMs: first running after %.1f s, last %.1f s, all answer %.1f s",
                what, took.vms(), took.first(), took.last(), took.answering());
    }

    private static void tell(String what, String words, long begin) {
        LabFleet.tell(
                "faults: %s | %s", what, String.format(words.replaceAll("%(?!\\.\\df)", "%%"), LabFleet.since(begin)));
    }
}
