package everup.preview;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The cast. */
public class Samples {

    private final Instant start = Instant.now();

    public record Vm(
            String id,
            String name,
            String state,
            String host,
            int cpus,
            long memory,
            long used,
            int load,
            Instant seen) {}

    public record Node(String id, String kind, String name, String state, String path, String children, String note) {}

    public record Subject(String type, String id, String name) {}

    public record Task(
            String id,
            String title,
            String state,
            int progress,
            String step,
            Subject subject,
            String failure,
            String next,
            String requester,
            Instant requestedAt,
            Instant startedAt,
            Instant finishedAt) {}

    public record Stage(String name, String state, Instant at, Duration took, String detail) {}

    public record Segment(double start, double share, String tone, String title) {}

    public Instant now() {
        return start;
    }

    public List<Vm> vms() {
        var gib = 1L << 30;
        var vms = new ArrayList<Vm>();
        vms.add(new Vm("1", "web-1", "RUNNING", "h1", 2, 4 * gib, 3 * gib, 31, start.minusSeconds(2)));
        vms.add(new Vm("2", "web-2", "MIGRATING", "h2", 2, 4 * gib, 2 * gib, 12, start.minusSeconds(1)));
        vms.add(new Vm("3", "db-1", "RUNNING", "h3", 8, 32 * gib, 30 * gib, 78, start.minusSeconds(3)));
        vms.add(new Vm("4", "mail-1", "STOPPED", "h1", 2, 2 * gib, 0, 0, start.minusSeconds(4)));
        vms.add(new Vm("5", "files-1", "PAUSED", "h2", 4, 8 * gib, 5 * gib, 0, start.minusSeconds(75)));
        vms.add(new Vm("6", "build-1", "FAULTED", "h3", 16, 64 * gib, 0, 0, start.minusSeconds(5)));
        vms.add(new Vm("7", "erp-1", "RECOVERING", "h2", 4, 16 * gib, 1 * gib, 4, start.minusSeconds(1)));
        IntStream.range(2, 14)
                .forEach(number -> vms.add(new Vm(
                        "1" + number,
                        "app-" + number,
                        "RUNNING",
                        "h" + (number % 3 + 1),
                        2,
                        4 * gib,
                        number * gib / 4,
                        number * 6,
                        start.minusSeconds(number))));
        return vms;
    }

    public List<Node> pools() {
        return List.of(
                new Node("p1", "pool", "Office", null, "/pools/p1", "/tree/pool/p1", "3"),
                new Node("p2", "pool", "Branch Rotterdam", null, "/pools/p2", "/tree/pool/p2", "0"));
    }

    public List<Node> hosts() {
        return List.of(
                new Node("h1", "host", "h1", "UP", "/hosts/h1", "/tree/host/h1", "9"),
                new Node("h2", "host", "h2", "MAINTENANCE", "/hosts/h2", "/tree/host/h2", "4"),
                new Node("h3", "host", "h3", "LOST", "/hosts/h3", "/tree/host/h3", "6"));
    }

    public List<Node> vmNodes() {
        return vms().stream()
                .limit(6)
                .map(vm -> new Node(vm.id(), "vm", vm.name(), vm.state(), "/vms/" + vm.id(), null, null))
                .toList();
    }

    public List<Task> tasks() {
        return List.of(
                task(
                        "1",
                        "Migrate web-2 to h3",
                        "RUNNING",
                        43,
                        "copying memory, 1.2 GiB left",
                        "vm",
                        "web-2",
                        null,
                        "oli",
                        21,
                        -1),
                task(
                        "2",
                        "Recover the VMs of h3",
                        "RUNNING",
                        0,
                        "waiting for proof that it is off",
                        "host",
                        "h3",
                        null,
                        "Everup",
                        4,
                        -1),
                task(
                        "3",
                        "Start mail-1",
                        "FAILED",
                        20,
                        null,
                        "vm",
                        "mail-1",
                        "Its disk is locked by another machine.",
                        "ada",
                        320,
                        318),
                task(
                        "4",
                        "Snapshot db-1 with memory",
                        "SUCCEEDED",
                        100,
                        null,
                        "vm",
                        "db-1",
                        null,
                        "Everup",
                        4000,
                        3961),
                task(
                        "5",
                        "Deploy app-13 from Debian 12",
                        "SUCCEEDED",
                        100,
                        null,
                        "vm",
                        "app-13",
                        null,
                        "oli",
                        9000,
                        8992));
    }

    private Task task(
            String id,
            String title,
            String state,
            int progress,
            String step,
            String type,
            String name,
            String failure,
            String requester,
            int startedAgo,
            int finishedAgo) {
        var began = start.minusSeconds(startedAgo);
        return new Task(
                id,
                title,
                state,
                progress,
                step,
                new Subject(type, id, name),
                failure,
                failure == null ? null : "See who holds it under Volumes.",
                requester,
                began,
                began,
                finishedAgo < 0 ? null : start.minusSeconds(finishedAgo));
    }

    public List<Stage> stages() {
        return List.of(
                new Stage(
                        "Silent",
                        "DONE",
                        start.minusSeconds(31),
                        Duration.ofMillis(1900),
                        "Libvirt on h3 stopped answering."),
                new Stage(
                        "Suspected",
                        "DONE",
                        start.minusMillis(29100),
                        Duration.ofMillis(3100),
                        "Both networks and the storage heartbeat are silent; h1 and h2 agree."),
                new Stage(
                        "Proven",
                        "DONE",
                        start.minusMillis(26000),
                        Duration.ofMillis(2400),
                        "Its BMC switched it off and read the power as off."),
                new Stage(
                        "Placed", "DONE", start.minusMillis(23600), Duration.ofMillis(40), "6 VMs: 4 to h1, 2 to h2."),
                new Stage("Started", "NOW", start.minusMillis(23560), null, "4 of 6 run."),
                new Stage("Answering", "AHEAD", null, null, null));
    }

    public List<Segment> year() {
        return List.of(
                new Segment(0, 0.36, "ok", "up"),
                new Segment(0.36, 0.006, "bad", "down for 4 min: disk controller of h2"),
                new Segment(0.366, 0.3, "ok", "up"),
                new Segment(0.666, 0.02, "info", "planned maintenance"),
                new Segment(0.686, 0.1, "ok", "up"),
                new Segment(0.786, 0.03, "quiet", "not observed"),
                new Segment(0.816, 0.184, "ok", "up"));
    }

    public List<Integer> load() {
        return List.of(12, 14, 13, 18, 31, 28, 35, 33, 52, 44, 41, 60, 58, 40, 37, 31, 33, 30, 29, 42, 55, 48, 40, 36);
    }
}
