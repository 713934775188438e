package io.everup.uptime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Facts as two replicas would record them in the course of things, and the ledger's rows that the rules make of them. What
 * was asked of the world is known, so that what is reckoned can be held against it.
 */
public final class SimulatedFacts {

    /** The second replica's clock is ahead by so much: its word comes too late, or dated too early, and must not matter. */
    private static final Duration SKEW = Duration.ofSeconds(3);

    private final Random chance;
    private final List<UUID> hosts = new ArrayList<>();
    private final Map<UUID, Painted<HostFact>> sights = new HashMap<>();
    private final Map<UUID, List<VmFact>> facts = new LinkedHashMap<>();
    private final Map<UUID, UUID> homes = new HashMap<>();
    private final List<OutageRules.Failover> failovers = new ArrayList<>();
    private final List<Interval> present = new ArrayList<>();
    private final Instant firstUp;
    private Instant presentSince;
    private long ids;

    public SimulatedFacts(Random chance, int hostCount, Instant firstUp) {
        this.chance = chance;
        this.firstUp = firstUp;
        this.presentSince = firstUp;
        for (var i = 0; i < hostCount; i++) {
            var host = new UUID(7, i);
            hosts.add(host);
            sights.put(host, new Painted<>());
        }
    }

    public void vm(UUID vm, int host) {
        facts.put(vm, new ArrayList<>());
        homes.put(vm, hosts.get(host));
        fact(vm, firstUp, true, Power.UP, Reason.NONE);
    }

    public List<UUID> on(int host) {
        return homes.entrySet().stream()
                .filter(home -> home.getValue().equals(hosts.get(host)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** A guest that crashed and was started again. */
    public void crash(UUID vm, Instant from, Instant to) {
        down(vm, from, to, Reason.CRASHED, true);
    }

    public void diskErrors(UUID vm, Instant from, Instant to) {
        down(vm, from, to, Reason.DISK, true);
    }

    /** Somebody switched it off on purpose. */
    public void switchedOff(UUID vm, Instant from, Instant to) {
        down(vm, from, to, Reason.ASKED, false);
    }

    private void down(UUID vm, Instant from, Instant to, Reason reason, boolean wanted) {
        fact(vm, from, wanted, Power.DOWN, reason);
        if (chance.nextBoolean()) {
            // The other replica says the same, by its own clock.
            fact(vm, from.plus(SKEW), wanted, Power.DOWN, reason);
        }
        fact(vm, to.minusMillis(400), true, Power.DOWN, Reason.STARTING);
        fact(vm, to, true, Power.UP, Reason.NONE);
    }

    /** Its VMs run on the next host at the end. @param fenced it had power and was cut off; else it lost its power */
    public void hostDies(int number, Instant from, Instant to, boolean fenced) {
        var host = hosts.get(number);
        var there = on(number);
        sight(host, from, Sight.UNSEEN, false);
        sight(host, from, Sight.OFF, false);
        var proof = fenced ? "FENCED" : "POWER_SEEN_OFF";
        failovers.add(new OutageRules.Failover(new UUID(3, ++ids), host, "h" + number, proof, "Seen off.", from, to));
        var proven = from.plus(Duration.between(from, to).dividedBy(2));
        for (var vm : there) {
            fact(vm, proven, true, Power.DOWN, Reason.HOST_LOST);
            homes.put(vm, hosts.get((number + 1) % hosts.size()));
            fact(vm, to, true, Power.UP, Reason.NONE);
        }
        sight(host, to.plusSeconds(30), Sight.SEEN, false);
    }

    /** A host is serviced with its VMs switched off, as planned. */
    public void serviced(int number, Instant from, Instant to) {
        var host = hosts.get(number);
        sight(host, from.minusSeconds(60), Sight.SEEN, true);
        for (var vm : on(number)) {
            fact(vm, from, false, Power.DOWN, Reason.ASKED);
            fact(vm, to, true, Power.UP, Reason.NONE);
        }
        sight(host, to.plusSeconds(60), Sight.SEEN, false);
    }

    /** It answers again, and nobody knows what was meanwhile. */
    public void hostIsSilent(int number, Instant from, Instant to) {
        sight(hosts.get(number), from, Sight.UNSEEN, false);
        sight(hosts.get(number), to, Sight.SEEN, false);
    }

    /**
     * No replica runs. The one with the wrong clock was stopped a minute before and comes back a minute later, so that the
     * last and the first word are those of the right clock.
     */
    public void portalIsAway(Instant from, Instant to) {
        present.add(new Interval(presentSince, from));
        present.add(new Interval(presentSince.plus(SKEW), from.minusSeconds(60).plus(SKEW)));
        presentSince = to;
        // When the first replica is back nothing counts as heard, until each host is.
        hosts.forEach(host -> {
            sight(host, to, Sight.UNSEEN, false);
            sight(host, to, Sight.SEEN, false);
        });
    }

    /** What a guest's own boot time told afterwards: it was down while nobody looked. */
    public void lateWord(UUID vm, Instant from, Instant to) {
        add(vm, from, to, true, Power.DOWN, Reason.CRASHED);
    }

    /** A clock that jumped: a word dated hours ahead, which the next one takes back. */
    public void clockJumps(UUID vm, Instant at) {
        add(vm, at.plus(Duration.ofHours(5)), null, true, Power.DOWN, Reason.CRASHED);
        add(vm, at, null, true, Power.UP, Reason.NONE);
    }

    public Intervals absences(Instant end) {
        var all = new ArrayList<>(present);
        all.add(new Interval(presentSince, end));
        return AbsenceRules.absences(all, end);
    }

    /** What the ledger says of each VM, and when it was not observed. */
    public List<VmTimes.VmTime> times(Instant end) {
        var context = new OutageRules.Context(failovers, Map.of());
        var absences = absences(end);
        return facts.entrySet().stream()
                .map(entry -> {
                    var sorted = new ArrayList<>(entry.getValue());
                    sorted.sort(Comparator.comparing(VmFact::id));
                    var history = VmHistory.of(sorted, firstUp, sights, absences);
                    var rows = history.runs().stream()
                            .map(run -> row(entry.getKey(), run, OutageRules.judge(run, context)))
                            .toList();
                    return new VmTimes.VmTime(entry.getKey(), history.exists(), history.unobserved(), rows);
                })
                .toList();
    }

    private OutageView row(UUID vm, VmHistory.Run run, OutageRules.Verdict verdict) {
        return new OutageView(
                ++ids,
                new UUID(5, ids),
                1,
                vm,
                null,
                "vm-" + vm.getLeastSignificantBits(),
                null,
                run.when().from(),
                LedgerRules.end(run.when()),
                verdict.cause(),
                verdict.rule(),
                verdict.why(),
                verdict.who(),
                verdict.planned(),
                verdict.counted(),
                false,
                false,
                "",
                verdict.evidence(),
                "Everup",
                firstUp,
                "");
    }

    private void fact(UUID vm, Instant at, boolean wanted, Power power, Reason reason) {
        add(vm, at, null, wanted, power, reason);
    }

    private void add(UUID vm, Instant at, Instant until, boolean wanted, Power power, Reason reason) {
        facts.get(vm)
                .add(new VmFact(
                        ++ids,
                        at,
                        until,
                        homes.get(vm),
                        wanted,
                        power,
                        reason,
                        reason == Reason.ASKED ? "oli" : null,
                        null));
    }

    private void sight(UUID host, Instant at, Sight sight, boolean maintenance) {
        sights.get(host).paint(at, null, new HostFact(++ids, host, at, sight, maintenance));
    }
}
