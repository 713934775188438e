package io.everup.ha.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One run: a world of a size, a seed for all that is left to chance, a script. */
record Run(World.Size size, long seed, Script script, Rules rules) {

    private static final long MEND_WITHIN = 1_200_000;

    /** The run that belongs to a seed. */
    static Run of(long seed, Rules rules) {
        var chance = new SplittableRandom(seed * 7919 + 17);
        var hosts = 3 + chance.nextInt(4);
        var size = new World.Size(
                hosts,
                hosts + chance.nextInt(hosts * 2),
                1 + chance.nextInt(3),
                chance.nextInt(3) == 0 ? 2 : 0,
                24 + chance.nextInt(5) * 8);
        return new Run(size, seed, Script.random(size, chance), rules);
    }

    /** What came of it. @param broken the first law that was broken; null when all held */
    record Outcome(String broken, List<String> log) {
        String law() {
            return broken == null ? null : broken.substring(0, broken.indexOf(':'));
        }
    }

    Outcome go(boolean keepsLog) {
        var world = new World(size, seed, rules, keepsLog);
        world.run(3_000);
        for (var line : script.lines()) {
            pass(world, line.at());
            if (world.laws.broken() != null) {
                break;
            }
            Script.say(world, line.words());
        }
        mend(world);
        return new Outcome(world.laws.broken(), world.log);
    }

    private static void pass(World world, long until) {
        while (world.now < until && world.laws.broken() == null) {
            world.run(Math.min(until, world.now + 5_000));
            world.laws.loud();
            world.laws.ruleKept();
        }
    }

    private static void mend(World world) {
        pass(world, world.now + 5_000);
        if (world.laws.broken() != null) {
            return;
        }
        var healed = world.now;
        Script.say(world, "heal");
        while (world.laws.broken() == null && world.now - healed < MEND_WITHIN) {
            pass(world, world.now + 10_000);
            // Fencing that was under way may switch a host off once more.
            world.machines.forEach(machine -> {
                java.util.Arrays.fill(machine.outlets, true);
                world.powerOn(machine);
            });
            world.machines.forEach(machine -> machine.running.values().forEach(instance -> instance.paused = false));
            if (world.laws.wellAgain()) {
                return;
            }
        }
        if (world.laws.broken() == null) {
            world.laws.recovered();
        }
    }

    /** The shortest script by which the same law is still broken, found by leaving out more and more of it. */
    Run shrink(String law) {
        var lines = new ArrayList<>(script.lines());
        for (var size = Math.max(1, lines.size() / 2); size >= 1; ) {
            var smaller = false;
            for (var from = 0; from < lines.size(); from += size) {
                var less = new ArrayList<>(lines);
                less.subList(from, Math.min(lines.size(), from + size)).clear();
                var run = new Run(this.size, seed, new Script(less), rules);
                if (law.equals(run.go(false).law())) {
                    lines = less;
                    smaller = true;
                    break;
                }
            }
            if (!smaller) {
                size /= 2;
            }
        }
        return new Run(size, seed, new Script(lines), rules);
    }
}
