package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import io.everup.support.Program;
import io.everup.support.Restartable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** A portal with the lab's three hosts and some protected guests on them, which count and write, for stories of failure. */
final class LabFleet implements AutoCloseable {

    static final List<String> HOSTS = List.of("h1", "h2", "h3");
    static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final Logger log = LoggerFactory.getLogger(LabFleet.class);

    final LabMachine lab;
    final String address;
    final Portal portal;
    final List<Guest> guests = new ArrayList<>();
    final ExecutorService threads = Executors.newCachedThreadPool();
    private final Program program;
    private final Map<String, String> disks = new LinkedHashMap<>();
    private final Map<String, Long> shown = new LinkedHashMap<>();
    private final Map<String, String> noted = new LinkedHashMap<>();

    private LabFleet(LabMachine lab, Program program) {
        this.lab = lab;
        this.program = program;
        this.address = program.start();
        this.portal = new Portal(address, Journey.ADMIN, Journey.PASSWORD);
    }

    /** @param prefix of the guests' names; they run and answer when this returns */
    static LabFleet of(Path directory, String prefix, int vms) {
        return of(new Restartable(directory, "everup.identity.admin-password=" + Journey.PASSWORD), prefix, vms);
    }

    static LabFleet of(Program program, String prefix, int vms) {
        var lab = LabMachine.up();
        lab.mend();
        var fleet = new LabFleet(lab, program);
        new LabSetup(fleet.portal).build();
        var tasks = new ArrayList<String>();
        for (var n = 1; n <= vms; n++) {
            tasks.add(fleet.portal
                    .post("/vms", fleet.vm(prefix + ProcessHandle.current().pid() + "-" + n))
                    .is(202)
                    .text("/id"));
        }
        for (var task : tasks) {
            var id = fleet.portal.ended(task, "succeeded").at("/result/vm").asString();
            var vm = fleet.portal.get("/vms/" + id);
            fleet.guests.add(new Guest(vm.text("/name"), id, vm.text("/addresses/0")));
            fleet.disks.put(vm.text("/name"), vm.text("/disks/0/path"));
        }
        fleet.note();
        return fleet;
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

    JsonNode host(String name) {
        return portal.get("/hosts?q=name:" + name).body().at("/items/0");
    }

    JsonNode hostIs(String name, String state) {
        return portal.until(
                        "/hosts?q=name:" + name,
                        PATIENCE,
                        found -> found.at("/items/0/state").asString().equals(state))
                .at("/items/0");
    }

    String hostOf(Guest guest) {
        return portal.get("/vms/" + guest.id()).text("/host/name");
    }

    List<Guest> on(String host) {
        return guests.stream().filter(guest -> hostOf(guest).equals(host)).toList();
    }

    /** Guests by name with the boot that they are in now. */
    Map<String, String> boots() {
        var boots = new LinkedHashMap<String, String>();
        guests.forEach(guest -> boots.put(guest.name(), guest.boot()));
        return boots;
    }

    /** The boots that the guests are in, and the counters that they show now: their disks must never hold less. */
    void note() {
        guests.forEach(guest -> {
            var said = guest.answers(PATIENCE);
            shown.put(guest.name(), said.at("/counter").asLong());
            noted.put(guest.name(), said.at("/bootId").asString());
        });
    }

    /** Every guest runs on one host and no other by the hosts' own word, and its disk tells of no loss and no second writer. */
    void everyOneOnceAndWhole() {
        var running = new ArrayList<String>();
        HOSTS.stream()
                .filter(host -> host(host).at("/state").asString().equals("up"))
                .forEach(host -> running.addAll(
                        lab.ask("virsh", host, "list", "--name").lines().toList()));
        for (var guest : guests) {
            assertThat(running.stream().filter(guest.name()::equals).count())
                    .as("%s runs once: %s", guest.name(), running)
                    .isOne();
            var said = lab.counter(disks.get(guest.name()), shown.get(guest.name()));
            assertThat(said.status()).as("%s: %s", guest.name(), said.text()).isZero();
        }
    }

    /** Each guest is known to one host only, running or not. */
    void noStaleCopies() {
        var known = HOSTS.stream()
                .flatMap(host ->
                        lab.ask("virsh", host, "list", "--all", "--name").lines())
                .toList();
        guests.forEach(
                guest -> assertThat(known.stream().filter(guest.name()::equals).count())
                        .as("%s: %s", guest.name(), known)
                        .isOne());
    }

    JsonNode latestFailover(String host) {
        return portal.get("/failovers?q=host:" + host).body().at("/items/0");
    }

    JsonNode failoverIs(String host, String state) {
        return portal.until(
                        "/failovers?q=host:" + host,
                        PATIENCE,
                        found -> found.at("/items/0/state").asString().equals(state))
                .at("/items/0");
    }

    int failovers() {
        return portal.get("/failovers").body().at("/total").asInt();
    }

    /** Plugs it in again and waits until it may take work and its fence device answers. */
    void back(String host) {
        lab.command("power", host, "on");
        ready(host);
    }

    void ready(String host) {
        portal.until(
                "/hosts?q=name:" + host,
                PATIENCE,
                found -> found.at("/items/0/state").asString().equals("up")
                        && found.at("/items/0/fenceReady").asBoolean());
    }

    /** Seconds from a fault until its guests run elsewhere by the portal, first and last, and until all answer. */
    record Recovered(int vms, double first, double last, double answering) {}

    /** After {@link #note}: does harm to a host, and waits until its guests run and answer elsewhere, in another boot. */
    Recovered recovers(String host, Runnable fault) {
        var hit = on(host);
        var begin = System.nanoTime();
        var done = CompletableFuture.runAsync(fault, threads);
        var answering = hit.stream()
                .map(guest -> CompletableFuture.supplyAsync(
                        () -> {
                            guest.answersAnew(noted.get(guest.name()), PATIENCE);
                            return since(begin);
                        },
                        threads))
                .toList();
        var seen = new LinkedHashMap<String, Double>();
        Await.until(
                "the guests of " + host + " run elsewhere",
                PATIENCE,
                () -> {
                    portal.get("/vms?limit=100").body().at("/items").forEach(vm -> {
                        var runs = vm.at("/state").asString().equals("running")
                                && !vm.at("/host/name").asString().equals(host);
                        var name = vm.at("/name").asString();
                        if (runs && hit.stream().anyMatch(one -> one.name().equals(name))) {
                            seen.putIfAbsent(name, since(begin));
                        }
                    });
                    return seen.size();
                },
                count -> count == hit.size(),
                seen::toString);
        var last = answering.stream().mapToDouble(CompletableFuture::join).max().orElse(0);
        done.join();
        return new Recovered(
                hit.size(),
                seen.values().stream().mapToDouble(one -> one).min().orElse(0),
                seen.values().stream().mapToDouble(one -> one).max().orElse(0),
                last);
    }

    /** Ends the portal and the guests, and leaves nothing of them on the hosts. */
    private void remove() {
        for (var host : HOSTS) {
            var names = Stream.of(
                            lab.ask("virsh", host, "list", "--all", "--name").split("\\s+"))
                    .filter(disks::containsKey)
                    .toList();
            var live = List.of(lab.ask("virsh", host, "list", "--name").split("\\s+"));
            for (var name : names) {
                if (live.contains(name)) {
                    lab.command("virsh", host, "destroy", name);
                }
                lab.command("virsh", host, "undefine", name);
            }
        }
        disks.values()
                .forEach(disk -> assertThat(Path.of(disk).toFile().delete()).isTrue());
    }

    String diskOf(Guest guest) {
        return disks.get(guest.name());
    }

    /** Ends the portal; the guests run on. */
    void stopPortal() {
        program.close();
    }

    @Override
    public void close() {
        try {
            program.close();
            lab.mend();
            if (!lab.isOurs()) {
                remove();
            }
        } finally {
            threads.shutdownNow();
            lab.close();
        }
    }

    static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** Figures go to the run's output, for whoever reads it. */
    static void tell(String words, Object... figures) {
        log.info("FIGURE " + String.format(words, figures));
    }
}
