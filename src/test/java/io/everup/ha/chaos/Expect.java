package io.everup.ha.chaos;

import io.everup.vm.VmState;

/** What a story says must be so by then. */
final class Expect {

    private Expect() {}

    /** Lines such as {@code expect v2 elsewhere}, {@code expect h2 FENCED}, {@code expect h2 unfenced}. */
    static void check(World world, String line, String[] words) {
        var so = words[1].startsWith("v") ? vm(world, words) : host(world, words);
        if (!so) {
            world.laws.accuse("the story went otherwise", line);
        }
    }

    private static boolean host(World world, String[] words) {
        var machine = Script.machine(world, words[1]);
        return switch (words[2]) {
            case "fenced" -> machine.fenced;
            case "unfenced" -> !machine.fenced;
            default -> world.base.host(machine.number).state.name().equals(words[2]);
        };
    }

    private static boolean vm(World world, String[] words) {
        var vm = Script.vm(world, words[1]);
        var places = world.runningOn(vm.number);
        var first = 1 + (vm.number - 1) % world.size.hosts();
        var runs = places.size() == 1 && places.get(0).number == vm.home && vm.state == VmState.RUNNING;
        return switch (words[2]) {
            case "runs" -> runs;
            case "stays" -> places.size() == 1 && places.get(0).number == first && vm.home == first;
            case "elsewhere" -> runs && vm.home != first;
            case "at" -> runs && words[3].equals("h" + vm.home);
            case "off" -> places.isEmpty();
            case "left" -> places.isEmpty() && vm.answer == io.everup.ha.core.CrashRow.Answer.LEAVE;
            case "waits" -> places.isEmpty() && vm.state == VmState.RECOVERING;
            case "before" -> runs && since(world, vm) < since(world, Script.vm(world, words[3]));
            default -> throw new IllegalArgumentException("What is expected by " + words[2] + "?");
        };
    }

    /** When it came to life; never, when it hasn't. */
    private static long since(World world, Base.Vm vm) {
        return world.runningOn(vm.number).stream()
                .mapToLong(machine -> machine.running.get(vm.number).since)
                .max()
                .orElse(Long.MAX_VALUE);
    }
}
