package io.everup.host;

import io.everup.hypervisor.PowerControl.PowerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the answers of a host's fence devices prove. Pure. Devices of one level belong together, such as the two outlets
 * of a power strip that feed a host's two power supplies: they prove the host off only when all of them report off at
 * once. Levels are ranked: a level that reports off proves nothing while a device of a level before it reports power,
 * since then one of them speaks of another machine. A later level's "on" contradicts nothing: the outlet of a host that
 * its board has switched off stays on.
 */
public final class FenceLevels {

    /** The highest level that a device may have; the lowest is 1. */
    public static final int MOST = 9;

    private FenceLevels() {}

    /**
     * What one device said in one round of questions; each device of the host must be among them.
     *
     * @param level 1 to {@link #MOST}
     * @param device what people call it, such as its agent
     * @param power null when it didn't tell
     */
    public record Said(int level, String device, PowerState power) {}

    /**
     * @param off whether the host is proven off
     * @param level the level that proves it; 0 when none does
     * @param why one sentence with the facts
     */
    public record Verdict(boolean off, int level, String why) {}

    /** Judges one round of answers; answers of different rounds must not be mixed. */
    public static Verdict judge(List<Said> answers) {
        var levels = answers.stream().collect(Collectors.groupingBy(Said::level, TreeMap::new, Collectors.toList()));
        if (levels.isEmpty()) {
            return new Verdict(false, 0, "It has no fence device.");
        }
        var before = new ArrayList<Said>();
        for (var level : levels.entrySet()) {
            if (off(level.getValue())) {
                return before.stream().anyMatch(said -> said.power() == PowerState.ON)
                        ? contradiction(before, level)
                        : new Verdict(true, level.getKey(), proof(level.getValue()));
            }
            before.addAll(level.getValue());
        }
        return new Verdict(false, 0, partly(levels));
    }

    private static boolean off(List<Said> level) {
        return level.stream().allMatch(said -> said.power() == PowerState.OFF);
    }

    private static String proof(List<Said> level) {
        return level.size() == 1
                ? "Its fence device " + level.get(0).device() + " reports its power as off."
                : "All " + level.size() + " fence devices of one level (" + names(level) + ") report its power as off.";
    }

    private static Verdict contradiction(List<Said> before, Map.Entry<Integer, List<Said>> level) {
        var on = before.stream().filter(said -> said.power() == PowerState.ON).toList();
        return new Verdict(
                false,
                0,
                "Level " + level.getKey() + " (" + names(level.getValue()) + ") reports off, but " + names(on)
                        + " of a level before it reports power: one of them may belong to another machine.");
    }

    private static String partly(TreeMap<Integer, List<Said>> levels) {
        for (var level : levels.values()) {
            var left = level.stream()
                    .filter(said -> said.power() != PowerState.OFF)
                    .toList();
            if (left.size() < level.size()) {
                return "Only some devices of a level report off; " + names(left) + " must do so, too.";
            }
        }
        var all = levels.values().stream().flatMap(List::stream).toList();
        return all.stream().anyMatch(said -> said.power() == PowerState.ON)
                ? "Its power is on."
                : "None of its fence devices tells its power.";
    }

    private static String names(List<Said> said) {
        return said.stream().map(Said::device).distinct().collect(Collectors.joining(", "));
    }
}
