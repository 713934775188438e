package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import io.everup.support.Replicas;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two portals on one database. The one that leads is killed with signal 9 in each stage of a failover: the other one
 * carries it on, nothing is done twice, and who is signed in stays signed in.
 */
@Tag("journey")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasTest {

    private static final int VMS = 4;

    @RegisterExtension
    final Browser browser = new Browser();

    private Replicas replicas;
    private LabFleet fleet;

    /** Where in a failover the leader dies. */
    enum Stage {
        SUSPECTED("power off", "state = 'PROVING'"),
        FENCING("partition", "state = 'FENCING'"),
        PROVEN("power off", "proven_at is not null"),
        PLACED("power off", "placed_at is not null"),
        FIRST_RUNS("power off", "first_running_at is not null");

        private final String fault;
        private final String reached;

        Stage(String fault, String reached) {
            this.fault = fault;
            this.reached = reached;
        }

        void harm(LabMachine lab, String host) {
            var words = fault.split(" ");
            if (words.length == 1) {
                lab.command(words[0], host);
            } else {
                lab.command(words[0], host, words[1]);
            }
        }
    }

    @BeforeAll
    void twoReplicas(@TempDir Path directory) {
        replicas = new Replicas(directory, 2, Journey.PASSWORD);
        fleet = LabFleet.of(replicas, "twin", VMS);
        LabFleet.HOSTS.forEach(fleet::ready);
        browser.at(fleet.address);
        browser.go("/sign-in");
        new SignInPage(browser).signIn(Journey.ADMIN, Journey.PASSWORD);
        browser.see(".who");
    }

    @AfterAll
    void goneAgain() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOtherOneCarriesOn(Stage stage) {
        var host = fullest();
        var before = fleet.failovers();
        fleet.note();
        var killed = CompletableFuture.supplyAsync(() -> killLeaderAt(stage, before), fleet.threads);
        var took = fleet.recovers(host, () -> stage.harm(fleet.lab, host));
        fleet.failoverIs(host, "done");
        var victim = killed.join();
        fleet.lab.command("heal", host);
        LabFleet.tell(
                "replicas: leader killed when %s | %d VMs: first running after %.1f s, last %.1f s, all answer %.1f s",
                stage, took.vms(), took.first(), took.last(), took.answering());
        fleet.everyOneOnceAndWhole();
        assertThat(fleet.failovers()).as("handled once").isEqualTo(before + 1);
        browser.visit("/failovers", "Failovers");
        browser.see(".who");
        replicas.launch(victim);
        fleet.back(host);
        fleet.noStaleCopies();
        fleet.portal.until(
                "/tasks?q=state:running",
                LabFleet.PATIENCE,
                found -> found.at("/total").asInt() == 0);
    }

    /** With two guests at least, so that there is a time between the first that runs and the last. */
    private String fullest() {
        return LabFleet.HOSTS.stream()
                .max(Comparator.comparing(host -> fleet.on(host).size()))
                .orElseThrow();
    }

    /** @return which one it was */
    private int killLeaderAt(Stage stage, int before) {
        var latest = "select state from failover where suspected_at = (select max(suspected_at) from failover) and ";
        var leader = Await.until("one leads", LabFleet.PATIENCE, replicas::leader, number -> number >= 0, () -> "none");
        Await.until(
                "a failover is " + stage,
                LabFleet.PATIENCE,
                () -> Integer.parseInt(replicas.one("select count(*) from failover")) > before
                        && replicas.one(latest + stage.reached) != null,
                reached -> reached,
                () -> replicas.one(latest + "true"));
        replicas.kill(leader);
        return leader;
    }
}
