package io.everup.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Cause;
import io.everup.uptime.FigureRules;
import io.everup.uptime.Figures;
import io.everup.uptime.Interval;
import io.everup.uptime.Painted;
import io.everup.uptime.SimulatedFacts;
import io.everup.uptime.VmTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A year of the business's calendar, with both changes of the clocks, in which several services meet faults whose times
 * and causes are known: the ledger's downtime by cause and service equals the truth to the second, and what is unobserved
 * is exactly the portal's own absence.
 */
class SimulatedYearTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final CalendarWindow YEAR =
            CalendarWindow.of(CalendarWindow.Span.YEAR, LocalDate.of(2026, 6, 1), ZONE);
    private static final Instant BEGIN = YEAR.interval().from();
    private static final Instant END = YEAR.interval().to();
    private static final Instant FIRST_UP = BEGIN.minus(Duration.ofDays(30));
    private static final int HOSTS = 5;

    /** A service of the year: how many of each group of VMs it needs, and its probe. */
    private static final class Subject {

        private final String name;
        private final ServiceSpec spec;
        private final UUID probe;
        private final Painted<ServiceOutageRules.Met> met = new Painted<>();
        private final List<ServiceOutageRules.Announced> announced = new ArrayList<>();
        private final Map<Cause, Duration> truth = new EnumMap<>(Cause.class);
        private Duration excluded = Duration.ZERO;
        private Duration toldLate = Duration.ZERO;

        Subject(String name, List<ServiceSpec.Group> groups, UUID probe) {
            this.name = name;
            this.probe = probe;
            this.spec = new ServiceSpec(
                    name,
                    "",
                    "",
                    ZONE,
                    99.9,
                    groups,
                    List.of(new ProbeSpec(
                            probe, "page", ProbeSpec.Kind.TCP, "x:1", "GET", "200", null, 0, null, null, 20, 5, 3, 1)));
            met.paint(FIRST_UP, null, new ServiceOutageRules.Met(Verdict.UP, Trouble.NONE, "ok"));
        }

        void probe(Instant from, Instant to, Trouble trouble) {
            met.paint(from, null, new ServiceOutageRules.Met(Verdict.DOWN, trouble, "it failed"));
            met.paint(to, null, new ServiceOutageRules.Met(Verdict.UP, Trouble.NONE, "ok"));
        }

        void lost(Cause cause, Duration time) {
            truth.merge(cause, time, Duration::plus);
        }
    }

    private final List<Subject> subjects = new ArrayList<>();
    private SimulatedFacts world;
    private Duration away = Duration.ZERO;

    private static UUID vm(int number) {
        return new UUID(9, number);
    }

    private static ServiceSpec.Group group(String name, int need, UUID... vms) {
        return new ServiceSpec.Group(name, need, List.of(vms), List.of(), List.of());
    }

    private void build(Random chance) {
        world = new SimulatedFacts(chance, HOSTS, FIRST_UP);
        for (var i = 0; i < 7; i++) {
            world.vm(vm(i), i % HOSTS);
        }
        subjects.add(
                new Subject("Website", List.of(group("web", 1, vm(0), vm(1)), group("db", 1, vm(2))), new UUID(8, 0)));
        subjects.add(new Subject("Mail", List.of(group("mail", 1, vm(3))), new UUID(8, 1)));
        subjects.add(new Subject("Files", List.of(group("files", 2, vm(4), vm(5), vm(6))), new UUID(8, 2)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7, 42, 2026, 99_991})
    void ofAYearEverythingIsToldToTheSecond(long seed) {
        var chance = new Random(seed);
        build(chance);
        // Faults come one after another, so that the truth is plain; each begins when all is well. Some lie over the
        // nights in which clocks change.
        var changes = List.of(Instant.parse("2026-03-29T00:30:00Z"), Instant.parse("2026-10-25T00:10:00Z"));
        var now = BEGIN.plusSeconds(3_600);
        while (now.isBefore(END.minus(Duration.ofDays(2)))) {
            var next = now.plusSeconds(1_200 + chance.nextInt(50_000));
            for (var change : changes) {
                if (now.isBefore(change) && next.isAfter(change)) {
                    next = change;
                }
            }
            now = fault(chance, next).plusSeconds(600);
        }
        for (var subject : subjects) {
            check(subject, seed);
        }
        assertThat(subjects.get(0).truth)
                .as("the year had faults of many kinds")
                .hasSizeGreaterThan(4);
    }

    private void check(Subject subject, long seed) {
        var law = "seed " + seed + ", " + subject.name + ": ";
        var figures = figures(subject);
        var sum = figures.days().stream().map(FigureRules.Day::figures).reduce(Figures.NONE, Figures::plus);
        for (var cause : Cause.values()) {
            assertThat(sum.down(cause))
                    .as(law + "downtime by " + cause)
                    .isEqualTo(subject.truth.getOrDefault(cause, Duration.ZERO));
        }
        assertThat(sum.excluded()).as(law + "planned").isEqualTo(subject.excluded);
        assertThat(sum.unobserved())
                .as(law + "unobserved is the portal's own absence, but for what a guest told of it")
                .isEqualTo(away.minus(subject.toldLate));
        assertThat(sum.observed().plus(sum.unobserved()))
                .as(law + "a year is a year, whatever its clocks do")
                .isEqualTo(YEAR.interval().length());
        var march = figures.days().stream()
                .filter(day -> day.date().equals(LocalDate.of(2026, 3, 29)))
                .findFirst();
        assertThat(march.orElseThrow().figures().wantedMillis())
                .as(law + "23 hours")
                .isEqualTo(23 * 3_600_000L);
        var october = figures.days().stream()
                .filter(day -> day.date().equals(LocalDate.of(2026, 10, 25)))
                .findFirst();
        assertThat(october.orElseThrow().figures().wantedMillis())
                .as(law + "25 hours")
                .isEqualTo(25 * 3_600_000L);
    }

    private FigureRules figures(Subject subject) {
        var members = world.times(END).stream()
                .filter(time -> subject.spec.vms().contains(time.vm()))
                .toList();
        var verdicts = new HashMap<UUID, Painted<Verdict>>();
        var line = new Painted<Verdict>();
        subject.met
                .stretches()
                .forEach(part -> line.paint(
                        part.when().from(), part.when().to(), part.value().verdict()));
        verdicts.put(subject.probe, line);
        var history = ServiceHistory.of(new ServiceHistory.Course(
                List.of(new ServiceHistory.Revision(FIRST_UP, subject.spec)),
                null,
                ServiceReader.memberTimes(members),
                verdicts,
                world.absences(END)));
        var context = new ServiceOutageRules.Context(
                members.stream().collect(Collectors.toMap(VmTimes.VmTime::vm, VmTimes.VmTime::outages)),
                members.stream().collect(Collectors.toMap(VmTimes.VmTime::vm, VmTimes.VmTime::unobserved)),
                (probe, at) -> subject.met.at(at),
                subject.announced);
        var downs = history.runs().stream()
                .flatMap(run -> ServiceOutageRules.rows(run, context).stream())
                .map(row -> new FigureRules.Down(row.when(), row.cause(), row.counted()))
                .toList();
        var rules = new FigureRules(YEAR, END);
        rules.add(history.wanted(), history.unobserved(), downs);
        return rules;
    }

    private Instant fault(Random chance, Instant at) {
        var length = Duration.ofSeconds(12L * (1 + chance.nextInt(600)));
        var end = at.plus(length);
        var subject = subjects.get(chance.nextInt(subjects.size()));
        var vms = subject.spec.vms();
        var vm = vms.get(chance.nextInt(vms.size()));
        switch (chance.nextInt(12)) {
            case 0 -> {
                world.crash(vm, at, end);
                blame(List.of(vm), Cause.GUEST, length);
            }
            case 1 -> {
                world.diskErrors(vm, at, end);
                blame(List.of(vm), Cause.STORAGE, length);
            }
            case 2 -> {
                world.switchedOff(vm, at, end);
                blame(List.of(vm), Cause.OPERATOR, length);
            }
            case 3, 4 -> hostDies(chance, at, end);
            case 5 -> serviced(chance, at, end);
            case 6 -> {
                world.portalIsAway(at, end);
                away = away.plus(length);
            }
            case 7 -> awayAndLateWord(vm, at, end);
            case 8 -> {
                subject.probe(at, end, Trouble.NO_ANSWER);
                subject.lost(Cause.NETWORK, length);
            }
            case 9 -> {
                subject.probe(at, end, Trouble.WRONG_ANSWER);
                subject.lost(Cause.GUEST, length);
            }
            case 10 -> announced(subject, at, end);
            default -> twoAtOnce(at, end);
        }
        if (chance.nextInt(4) == 0) {
            world.clockJumps(vm, end.plusSeconds(120));
        }
        return end;
    }

    /** Counts for every service that can't do without them. */
    private void blame(List<UUID> down, Cause cause, Duration length) {
        subjects.stream().filter(subject -> breaks(subject, down)).forEach(subject -> subject.lost(cause, length));
    }

    private static boolean breaks(Subject subject, List<UUID> down) {
        return subject.spec.groups().stream()
                .anyMatch(group ->
                        group.vms().stream().filter(vm -> !down.contains(vm)).count() < group.need());
    }

    private void hostDies(Random chance, Instant at, Instant end) {
        var host = chance.nextInt(HOSTS);
        var fenced = chance.nextBoolean();
        var there = world.on(host);
        world.hostDies(host, at, end, fenced);
        blame(there, fenced ? Cause.NETWORK : Cause.HARDWARE, Duration.between(at, end));
    }

    private void serviced(Random chance, Instant at, Instant end) {
        var host = chance.nextInt(HOSTS);
        var there = world.on(host);
        world.serviced(host, at, end);
        subjects.stream()
                .filter(subject -> breaks(subject, there))
                .forEach(subject -> subject.excluded = subject.excluded.plus(Duration.between(at, end)));
    }

    /** Nobody looked; later the guest tells that it was down in the middle of it. */
    private void awayAndLateWord(UUID vm, Instant at, Instant end) {
        world.portalIsAway(at, end);
        away = away.plus(Duration.between(at, end));
        var third = Duration.between(at, end).dividedBy(3);
        world.lateWord(vm, at.plus(third), end.minus(third));
        subjects.stream().filter(subject -> breaks(subject, List.of(vm))).forEach(subject -> {
            subject.lost(Cause.GUEST, third);
            subject.toldLate = subject.toldLate.plus(third);
        });
    }

    /** Down before the announced time begins, and after it has ended. */
    private void announced(Subject subject, Instant at, Instant end) {
        var third = Duration.between(at, end).dividedBy(3);
        var from = at.plus(third);
        var until = end.minus(third);
        subject.probe(at, end, Trouble.WRONG_ANSWER);
        subject.announced.add(new ServiceOutageRules.Announced(new Interval(from, until), "New disks", "oli"));
        subject.excluded = subject.excluded.plus(third);
        subject.lost(Cause.GUEST, third.multipliedBy(2));
    }

    /** Both of the website's servers, one after the other: it is down while both are, by the one that went last. */
    private void twoAtOnce(Instant at, Instant end) {
        var whole = Duration.between(at, end);
        var begin = at.plus(whole.dividedBy(4));
        var finish = end.minus(whole.dividedBy(4));
        world.crash(vm(0), at, finish);
        world.diskErrors(vm(1), begin, end);
        subjects.get(0).lost(Cause.STORAGE, Duration.between(begin, finish));
    }
}
