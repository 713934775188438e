package io.everup.ha.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Runs many seeds and tells of the first that breaks a law; or shows that each wrong rule is caught. */
public final class Chaos {

    private Chaos() {}

    /** A seed that broke a law. */
    record Broken(long seed, String broken) {}

    static List<Broken> runs(long first, int count, int threads, Rules rules, boolean stopAtFirst) {
        var broken = Collections.synchronizedList(new ArrayList<Broken>());
        var next = new AtomicLong(first);
        var pool = Executors.newFixedThreadPool(threads);
        for (var thread = 0; thread < threads; thread++) {
            pool.execute(() -> {
                for (var seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                    if (stopAtFirst && !broken.isEmpty()) {
                        return;
                    }
                    var outcome = one(seed, rules);
                    if (outcome != null) {
                        broken.add(new Broken(seed, outcome));
                    }
                }
            });
        }
        pool.shutdown();
        try {
            pool.awaitTermination(2, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        broken.sort((one, other) -> Long.compare(one.seed(), other.seed()));
        return broken;
    }

    private static String one(long seed, Rules rules) {
        try {
            return Run.of(seed, rules).go(false).broken();
        } catch (RuntimeException e) {
            var where = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
            return "the program stumbled: " + e + where;
        }
    }

    /** A seed's run made as short as it goes, and what happens in it. */
    static String explain(long seed, Rules rules) {
        var run = Run.of(seed, rules);
        var law = run.go(false).law();
        if (law == null) {
            return "Seed " + seed + " breaks no law.";
        }
        var shortest = run.shrink(law);
        var outcome = shortest.go(true);
        var text = new StringBuilder(
                "seed " + seed + " in a world of " + shortest.size() + "\n" + outcome.broken() + "\n");
        shortest.script().lines().forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("what happened:\n");
        outcome.log().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    public static void main(String[] arguments) {
        var runs = 10_000;
        var seed = 1L;
        var threads = Runtime.getRuntime().availableProcessors();
        var mutations = false;
        var explain = false;
        String story = null;
        for (var i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--runs" -> runs = Integer.parseInt(arguments[++i]);
                case "--seed" -> seed = Long.parseLong(arguments[++i]);
                case "--threads" -> threads = Integer.parseInt(arguments[++i]);
                case "--mutations" -> mutations = true;
                case "--explain" -> explain = true;
                case "--story" -> story = arguments[++i];
                default -> throw new IllegalArgumentException("What is " + arguments[i] + "? See bin/chaos --help.");
            }
        }
        if (story != null) {
            System.exit(tell(story) ? 0 : 1);
        } else if (explain) {
            System.out.print(explain(seed, Rules.TRUE));
        } else if (mutations) {
            System.exit(mutations(seed, runs, threads) ? 0 : 1);
        } else {
            System.exit(search(seed, runs, threads) ? 0 : 1);
        }
    }

    private static boolean tell(String name) {
        var outcome = Story.read(Path.of("src/test/resources/scenarios", name)).tell();
        outcome.log().forEach(System.out::println);
        return outcome.broken() == null;
    }

    private static boolean search(long seed, int runs, int threads) {
        var begun = System.nanoTime();
        var broken = runs(seed, runs, threads, Rules.TRUE, false);
        var seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%,d runs, seeds %d to %d: %d broke a law; %.1f s on %d threads%n",
                runs,
                seed,
                seed + runs - 1,
                broken.size(),
                seconds,
                threads);
        var laws = new TreeMap<String, AtomicInteger>();
        broken.forEach(one -> laws.computeIfAbsent(
                        one.broken().substring(0, Math.max(2, one.broken().indexOf(':'))), law -> new AtomicInteger())
                .incrementAndGet());
        laws.forEach((law, times) -> System.out.println("  " + times + " x " + law));
        System.out.println("  seeds: "
                + broken.stream()
                        .limit(60)
                        .map(one -> one.seed() + " (" + one.broken().substring(0, 2) + ")")
                        .toList());
        broken.stream().limit(1).forEach(one -> System.out.print(explain(one.seed(), Rules.TRUE)));
        return broken.isEmpty();
    }

    private static boolean mutations(long seed, int runs, int threads) {
        var all = true;
        System.out.printf("%-62s %-8s %s%n", "wrong rule", "seed", "what caught it");
        for (var mutation : Mutation.ALL) {
            var broken = runs(Math.max(seed, mutation.from()), runs, threads, mutation.rules(), true);
            all &= !broken.isEmpty();
            System.out.printf(
                    "%-62s %-8s %s%n",
                    mutation.name(),
                    broken.isEmpty() ? "-" : broken.get(0).seed(),
                    broken.isEmpty()
                            ? "NOT CAUGHT in " + runs + " runs"
                            : broken.get(0).broken());
        }
        return all;
    }
}
