package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
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
 * One host after another loses its power, by chance: every VM of it runs again elsewhere each time, and none ever twice.
 * {@code -Dcuts=20} for a long row of them; {@code -Dseed=} for another one.
 */
@Tag("journey")
@EnabledIfSystemProperty(
        named = "cuts",
        matches = "[0-9]+",
        disabledReason = "a long row of power cuts is told on request: -Dcuts=20")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PowerCutsTest {

    private static final int VMS = 9;
    private static final int CUTS = Integer.getInteger("cuts", 3);
    private static final long SEED = Long.getLong("seed", 4);

    /** @param suspected, proven seconds after the host's last answer, by the failover's own record */
    private record Cut(String host, LabFleet.Recovered took, double suspected, double proven, double load) {}

    private final List<Cut> cuts = new ArrayList<>();
    private LabFleet fleet;

    @BeforeAll
    void nineVmsOnThreeHosts(@TempDir Path directory) {
        fleet = LabFleet.of(directory, "cut", VMS);
        LabFleet.HOSTS.forEach(fleet::ready);
    }

    @AfterAll
    void goneAgain() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    @Order(1)
    void everyVmOfEachHostRunsAgainEachTimeAndNoneTwice() {
        var random = new Random(SEED);
        LabFleet.tell("power cuts: %d with seed %d, %d protected VMs on 3 hosts", CUTS, SEED, VMS);
        for (var n = 1; n <= CUTS; n++) {
            var candidates = LabFleet.HOSTS.stream()
                    .filter(host -> !fleet.on(host).isEmpty())
                    .toList();
            var host = candidates.get(random.nextInt(candidates.size()));
            fleet.note();
            var took = fleet.recovers(host, () -> fleet.lab.command("power", host, "off"));
            var failover = fleet.failoverIs(host, "done");
            fleet.everyOneOnceAndWhole();
            fleet.lab.command("power", host, "on");
            fleet.hostIs(host, "up");
            fleet.noStaleCopies();
            var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            var cut = new Cut(host, took, after(failover, "suspectedAt"), after(failover, "provenAt"), load);
            cuts.add(cut);
            LabFleet.tell("power cuts: | %d | %s", n, row(cut));
        }
        tellSum("median", list -> list.get(list.size() / 2));
        tellSum("worst", list -> list.get(list.size() - 1));
        assertThat(fleet.failovers()).as("one failover for each cut").isEqualTo(CUTS);
    }

    private static String row(Cut cut) {
        return String.format(
                "%s | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f |",
                cut.host(),
                cut.took().vms(),
                cut.suspected(),
                cut.proven(),
                cut.took().first(),
                cut.took().last(),
                cut.took().answering(),
                cut.load());
    }

    private interface Choice {
        double of(List<Double> sorted);
    }

    private void tellSum(String name, Choice choice) {
        LabFleet.tell(
                "power cuts: %s: suspected %.2f s, proven %.2f s, first running %.2f s, last running %.2f s, all answer %.2f s",
                name,
                choice.of(sorted(Cut::suspected)),
                choice.of(sorted(Cut::proven)),
                choice.of(sorted(cut -> cut.took().first())),
                choice.of(sorted(cut -> cut.took().last())),
                choice.of(sorted(cut -> cut.took().answering())));
    }

    private List<Double> sorted(ToDoubleFunction<Cut> what) {
        return cuts.stream()
                .mapToDouble(what)
                .boxed()
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static double after(JsonNode failover, String what) {
        return Duration.between(
                                Instant.parse(failover.at("/silentAt").asString()),
                                Instant.parse(failover.at("/" + what).asString()))
                        .toMillis()
                / 1000.0;
    }

    /** What no portal could do faster: the same guests started by hand, and one question to a power device. */
    @Test
    @Order(2)
    void theFloor() {
        for (var n = 0; n < 3; n++) {
            var begin = System.nanoTime();
            fleet.lab.other(List.of(
                    "fence_ipmilan",
                    "--ip=10.79.0.1",
                    "--username=admin",
                    "--password=secret",
                    "--lanplus",
                    "--cipher=3",
                    "--action=status"));
            LabFleet.tell("floor: one power query by the fence agent takes %.2f s", LabFleet.since(begin));
        }
        fleet.stopPortal();
        var home = "h1";
        for (var guest : fleet.guests) {
            var owner = LabFleet.HOSTS.stream()
                    .filter(host -> fleet.lab
                            .ask("virsh", host, "list", "--name")
                            .lines()
                            .anyMatch(guest.name()::equals))
                    .findFirst()
                    .orElseThrow();
            fleet.lab.command("virsh", owner, "destroy", guest.name());
            if (!owner.equals(home)) {
                define(guest, owner, home);
            }
        }
        cuts.stream().map(cut -> cut.took().vms()).distinct().sorted().forEach(this::startByHand);
    }

    private void define(Guest guest, String owner, String home) {
        fleet.lab.other(List.of(
                "bash",
                "-c",
                "bin/lab virsh " + owner + " dumpxml --inactive " + guest.name() + " > target/floor.xml"
                        + " && bin/lab virsh " + home + " define $PWD/target/floor.xml"));
    }

    private void startByHand(int vms) {
        var begin = System.nanoTime();
        var started = fleet.guests.subList(0, vms).stream()
                .map(guest -> CompletableFuture.supplyAsync(
                        () -> {
                            fleet.lab.command("virsh", "h1", "start", guest.name());
                            return LabFleet.since(begin);
                        },
                        fleet.threads))
                .toList()
                .stream()
                .mapToDouble(CompletableFuture::join)
                .sorted()
                .toArray();
        fleet.guests.subList(0, vms).forEach(guest -> guest.answers(LabFleet.PATIENCE));
        LabFleet.tell(
                "floor: virsh start of %d VMs at once on one host: first %.2f s, last %.2f s, all answer %.2f s",
                vms, started[0], started[vms - 1], LabFleet.since(begin));
        fleet.guests.subList(0, vms).forEach(guest -> fleet.lab.command("virsh", "h1", "destroy", guest.name()));
    }
}
