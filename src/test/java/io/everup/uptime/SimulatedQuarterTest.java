package io.everup.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A quarter with faults whose times and causes are known: what is reckoned equals the truth to the second. */
class SimulatedQuarterTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final CalendarWindow QUARTER =
            CalendarWindow.of(CalendarWindow.Span.QUARTER, LocalDate.of(2026, 10, 1), ZONE);
    private static final Instant BEGIN = QUARTER.interval().from();
    private static final Instant END = QUARTER.interval().to();
    private static final int HOSTS = 4;
    private static final int VMS = 24;

    private final List<UUID> hosts = new ArrayList<>();
    private final Map<UUID, Painted<HostFact>> sights = new HashMap<>();
    private final List<OutageRules.Failover> failovers = new ArrayList<>();
    private final Map<Cause, Duration> truth = new EnumMap<>(Cause.class);
    private Duration unobserved = Duration.ZERO;
    private long ids;

    private record Vm(UUID id, List<VmFact> facts) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 2026})
    void figuresEqualTheTruth(long seed) {
        var chance = new Random(seed);
        for (var i = 0; i < HOSTS; i++) {
            hosts.add(new UUID(7, i));
            sights.put(hosts.get(i), new Painted<>());
        }
        var vms = new ArrayList<Vm>();
        for (var i = 0; i < VMS; i++) {
            var vm = new Vm(new UUID(9, i), new ArrayList<>());
            fact(vm, BEGIN.minus(Duration.ofDays(9)), hosts.get(i % HOSTS), true, Power.UP, Reason.NONE);
            vms.add(vm);
        }
        var absences = new ArrayList<Interval>();
        // Faults come one after another, so that the truth is plain; each begins when all is well.
        var now = BEGIN.plusSeconds(60);
        while (now.isBefore(END.minus(Duration.ofDays(2)))) {
            now = now.plusSeconds(600 + chance.nextInt(90_000));
            now = fault(chance, vms, absences, now);
        }

        var rules = new FigureRules(QUARTER, END);
        var off = Intervals.of(absences);
        for (var vm : vms) {
            vm.facts().sort(Comparator.comparing(VmFact::id));
            var history = VmHistory.of(vm.facts(), BEGIN.minus(Duration.ofDays(9)), sights, off);
            var outages = history.runs().stream()
                    .map(run -> {
                        var verdict = OutageRules.judge(run, new OutageRules.Context(failovers, Map.of()));
                        return new FigureRules.Down(run.when(), verdict.cause(), verdict.counted());
                    })
                    .toList();
            rules.add(history.wanted(), history.unobserved(), outages);
        }
        var sum = rules.days().stream().map(FigureRules.Day::figures).reduce(Figures.NONE, Figures::plus);

        truth.values().removeIf(Duration::isZero);
        for (var cause : Cause.values()) {
            assertThat(sum.down(cause))
                    .as("seed " + seed + ": downtime by " + cause)
                    .isEqualTo(truth.getOrDefault(cause, Duration.ZERO));
        }
        assertThat(sum.unobserved()).as("seed " + seed + ": unobserved").isEqualTo(unobserved);
        assertThat(truth).as("the quarter had faults of many kinds").hasSizeGreaterThan(3);
    }

    private Instant fault(Random chance, List<Vm> vms, List<Interval> absences, Instant at) {
        var length = Duration.ofSeconds(1 + chance.nextInt(7_200));
        var end = at.plus(length);
        var vm = vms.get(chance.nextInt(VMS));
        switch (chance.nextInt(7)) {
            case 0 -> down(vm, at, end, Reason.CRASHED, Cause.GUEST);
            case 1 -> down(vm, at, end, Reason.DISK, Cause.STORAGE);
            case 2 -> down(vm, at, end, Reason.TASK_FAILED, Cause.CONTROL_PLANE);
            case 3 -> askedOff(vm, at, end);
            case 4 -> hostDies(chance, vms, at, end);
            case 5 -> {
                absences.add(new Interval(at, end));
                unobserved = unobserved.plus(length.multipliedBy(VMS));
            }
            default -> hostIsSilent(chance, vms, at, end);
        }
        return end;
    }

    private void down(Vm vm, Instant at, Instant end, Reason reason, Cause cause) {
        var host = last(vm).host();
        fact(vm, at, host, true, Power.DOWN, reason);
        fact(vm, end.minusMillis(500), host, true, Power.DOWN, Reason.STARTING);
        fact(vm, end, host, true, Power.UP, Reason.NONE);
        truth.merge(cause, Duration.between(at, end), Duration::plus);
    }

    /** Excluded: it was not wanted on. */
    private void askedOff(Vm vm, Instant at, Instant end) {
        var host = last(vm).host();
        fact(vm, at, host, false, Power.DOWN, Reason.ASKED);
        fact(vm, end, host, true, Power.UP, Reason.NONE);
    }

    /** Silent at once, proven after a while, and its VMs run elsewhere at the end. */
    private void hostDies(Random chance, List<Vm> vms, Instant at, Instant end) {
        var host = hosts.get(chance.nextInt(HOSTS));
        var fenced = chance.nextBoolean();
        sight(host, at, Sight.UNSEEN);
        sight(host, at, Sight.OFF);
        failovers.add(new OutageRules.Failover(
                new UUID(3, ids), host, "h", fenced ? "FENCED" : "POWER_SEEN_OFF", "Seen off.", at, end));
        var proven = at.plus(Duration.between(at, end).dividedBy(2));
        for (var vm : vms) {
            if (host.equals(last(vm).host())) {
                var other = hosts.get((hosts.indexOf(host) + 1) % HOSTS);
                fact(vm, proven, host, true, Power.DOWN, Reason.HOST_LOST);
                fact(vm, end, other, true, Power.UP, Reason.NONE);
                truth.merge(fenced ? Cause.NETWORK : Cause.HARDWARE, Duration.between(at, end), Duration::plus);
            }
        }
        sight(host, end.plusSeconds(30), Sight.SEEN);
    }

    /** It answers again, and nobody knows what was meanwhile. */
    private void hostIsSilent(Random chance, List<Vm> vms, Instant at, Instant end) {
        var host = hosts.get(chance.nextInt(HOSTS));
        sight(host, at, Sight.UNSEEN);
        sight(host, end, Sight.SEEN);
        var there = vms.stream().filter(vm -> host.equals(last(vm).host())).count();
        unobserved = unobserved.plus(Duration.between(at, end).multipliedBy(there));
    }

    private static VmFact last(Vm vm) {
        return vm.facts().get(vm.facts().size() - 1);
    }

    private void fact(Vm vm, Instant at, UUID host, boolean wanted, Power power, Reason reason) {
        vm.facts().add(new VmFact(++ids, at, null, host, wanted, power, reason, null, null));
    }

    private void sight(UUID host, Instant at, Sight sight) {
        sights.get(host).paint(at, null, new HostFact(++ids, host, at, sight, false));
    }
}
