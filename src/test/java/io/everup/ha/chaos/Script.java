package io.everup.ha.chaos;

import io.everup.ha.core.CrashPolicy;
import io.everup.ha.core.CrashRow;
import io.everup.host.HostState;
import io.everup.vm.VmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** What is done to a world, in words, each at its time. */
record Script(List<Line> lines) {

    /** @param at milliseconds */
    record Line(long at, String words) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "t=%.1f %s", at / 1000.0, words);
        }
    }

    long end() {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).at();
    }

    /** Lines such as {@code power h2 off}; {@code delay 20} lets seconds pass; # begins a remark. */
    static Script parse(List<String> text) {
        var lines = new ArrayList<Line>();
        var at = 5_000L;
        for (var raw : text) {
            var line = raw.strip();
            if (line.startsWith("delay ")) {
                at += Math.round(Double.parseDouble(line.substring(6)) * 1000);
            } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("world ")) {
                lines.add(new Line(at, line));
            }
        }
        lines.add(new Line(at, "end"));
        return new Script(lines);
    }

    /** A run of bad luck. */
    static Script random(World.Size size, SplittableRandom chance) {
        var lines = new ArrayList<Line>();
        var kind = chance.nextInt(100);
        var many = 2 + chance.nextInt(22);
        var pace = 500 + chance.nextInt(12_000);
        pace = kind >= 32 && kind < 42 ? 20_000 + pace * 2 : pace;
        var at = 3_000L;
        for (var i = 0; i < many; i++) {
            var words = kind < 8
                    ? storage(size, chance)
                    : kind < 20
                            ? portal(size, chance)
                            : kind < 32 && i % 3 > 0
                                    ? guest(size, chance)
                                    : kind < 32 || kind >= 42 || i % 4 == 3
                                            ? any(size, chance)
                                            : daemon(size, chance, i);
            lines.add(new Line(at, words));
            at += chance.nextInt(50, pace);
        }
        return new Script(lines);
    }

    private static String any(World.Size size, SplittableRandom chance) {
        var host = "h" + (1 + chance.nextInt(size.hosts()));
        var vm = "v" + (1 + chance.nextInt(size.vms()));
        return switch (chance.nextInt(34)) {
            case 0, 1, 2 -> "power " + host + " off";
            case 3 -> "power " + host + " cut";
            case 4, 5, 6 -> "power " + host + " on";
            case 7 -> "power " + host + " cycle";
            case 8, 9 -> "network " + host + " off";
            case 10, 11 -> "network " + host + " on";
            case 12 -> "machine " + host + " freeze";
            case 13 -> "machine " + host + " thaw";
            case 14 -> "libvirt " + host + " " + one(chance, "hang", "kill");
            case 15 -> "libvirt " + host + " resume";
            case 16 ->
                "board " + host + " " + one(chance, "mute", "refuses", "stuck", "slow", "loses", "on-host-power");
            case 17 -> "board " + host + " ok";
            case 18 ->
                size.supplies() == 0
                        ? "board " + host + " ok"
                        : "outlet " + host + " " + (1 + chance.nextInt(size.supplies())) + " "
                                + one(chance, "off", "on", "mute", "refuses", "stuck", "ok");
            case 19, 20 -> storage(size, chance);
            case 21, 22, 23 -> portal(size, chance);
            case 24 -> guest(size, chance);
            case 25 -> "owner " + vm + " stop";
            case 26 -> "owner " + vm + " start";
            case 27, 28, 29 -> "owner " + vm + " move " + host;
            case 30 -> "confirm " + host;
            case 31 -> "fence " + host;
            case 32 -> chance.nextBoolean() ? "disarm " + (5 + chance.nextInt(60)) : "arm";
            default -> chance.nextInt(4) == 0 ? "network all off" : "network all on";
        };
    }

    private static String storage(World.Size size, SplittableRandom chance) {
        return chance.nextInt(3) == 0
                ? "storage all " + one(chance, "off", "on")
                : "storage h" + (1 + chance.nextInt(size.hosts())) + " " + one(chance, "off", "on");
    }

    private static String daemon(World.Size size, SplittableRandom chance, int turn) {
        var host = "h" + (1 + chance.nextInt(size.hosts()));
        return switch (turn == 0 ? 0 : chance.nextInt(6)) {
            case 0 -> "daemon-rule " + (chance.nextInt(4) == 0 ? "wait" : 5 + chance.nextInt(40));
            case 1, 2 -> "libvirt " + host + " resume";
            case 3 -> "power " + host + " on";
            default -> "libvirt " + host + " " + one(chance, "hang", "kill");
        };
    }

    private static String guest(World.Size size, SplittableRandom chance) {
        var vm = "v" + (1 + chance.nextInt(Math.min(3, size.vms())));
        return switch (chance.nextInt(9)) {
            case 0 -> "guest " + vm + " shutdown";
            case 1 -> "guest " + vm + " " + one(chance, "unstable", "stable");
            case 2 -> "crashes " + vm + " " + chance.nextInt(4) + " " + (5 + chance.nextInt(10));
            case 3 -> "owner " + vm + " " + one(chance, "start", "stop");
            case 4, 5 -> "guest " + vm + " panic";
            default -> "guest " + vm + " crash";
        };
    }

    private static String portal(World.Size size, SplittableRandom chance) {
        var portal = "portal p" + (1 + chance.nextInt(size.replicas())) + " ";
        return switch (chance.nextInt(10)) {
            case 0, 1, 2 -> portal + "kill";
            case 3, 4 -> portal + "start";
            case 5 -> portal + one(chance, "no-database", "database");
            case 6, 7 -> portal + one(chance, "no-network", "network");
            case 8 -> "database off";
            default -> "database on";
        };
    }

    private static String one(SplittableRandom chance, String... words) {
        return words[chance.nextInt(words.length)];
    }

    // --- doing it

    /** Words that do nothing to a world. */
    private static final Set<String> QUIET = Set.of(
            "protect", "crashes", "daemon-rule", "after", "priority", "size", "autostart", "when", "expect", "end");

    static void say(World world, String line) {
        world.note("--- " + line);
        var words = line.split(" ");
        if (!QUIET.contains(words[0])) {
            world.laws.onlyStorage &= words[0].equals("storage");
            world.laws.onlyPortal &= words[0].equals("portal") || words[0].equals("database");
        }
        switch (words[0]) {
            case "power" -> power(world, machine(world, words[1]), words[2]);
            case "network" -> {
                world.machines.stream()
                        .filter(machine -> words[1].equals("all") || machine.name.equals(words[1]))
                        .forEach(machine -> machine.network = words[2].equals("on"));
                world.changed();
            }
            case "machine" -> freeze(world, machine(world, words[1]), words[2].equals("freeze"));
            case "libvirt" -> daemon(world, machine(world, words[1]), words[2]);
            case "board" -> {
                var machine = machine(world, words[1]);
                machine.devicesAt = world.now;
                if (words[2].equals("on-host-power")) {
                    machine.boardOnHostPower = true;
                } else {
                    machine.board = Machine.Device.valueOf(words[2].toUpperCase(Locale.ROOT));
                }
            }
            case "outlet" -> outlet(world, machine(world, words[1]), Integer.parseInt(words[2]) - 1, words[3]);
            case "storage" -> {
                if (words[1].equals("all")) {
                    world.storage = words[2].equals("on");
                } else {
                    machine(world, words[1]).storage = words[2].equals("on");
                }
                world.storageChanged();
                world.changed();
            }
            case "daemon-rule" -> {
                world.base.fenceAfter = words[1].equals("wait") ? -1 : Long.parseLong(words[1]) * 1000;
                world.base.fenceAfterSaidAt = world.now;
            }
            case "portal" -> portal(world, replica(world, words[1]), words[2]);
            case "database" -> world.base.up = words[1].equals("on");
            case "guest" -> world.guests.say(vm(world, words[1]), words[2]);
            case "crashes" ->
                vm(world, words[1]).crashPolicy =
                        new CrashPolicy(Integer.parseInt(words[2]), Duration.ofMinutes(Integer.parseInt(words[3])));
            case "owner" -> owner(world, vm(world, words[1]), words);
            case "confirm" -> confirm(world, machine(world, words[1]));
            case "fence" -> fence(world, machine(world, words[1]));
            case "disarm" -> {
                world.base.disarmed = "HA is disarmed.";
                world.base.disarmedUntil = world.now + Long.parseLong(words[1]) * 1000;
                world.at(world.base.disarmedUntil, () -> arm(world));
            }
            case "arm" -> arm(world);
            case "protect" -> vm(world, words[1]).protection = io.everup.vm.Protection.valueOf(words[2]);
            case "after" -> vm(world, words[1]).after = Integer.parseInt(words[2].substring(1));
            case "priority" -> vm(world, words[1]).priority = Integer.parseInt(words[2]);
            case "size" -> vm(world, words[1]).gib = Integer.parseInt(words[2]);
            case "autostart" ->
                machine(world, "h" + vm(world, words[1]).home).autostarts.add(vm(world, words[1]).number);
            case "heal" -> heal(world);
            case "lock" -> vm(world, words[1]).lockedUntil = world.now + Long.parseLong(words[2]) * 1000;
            case "maintenance" -> maintenance(world, world.base.host(machine(world, words[1]).number), words[2]);
            case "when" -> {
                var parts = line.substring(5).split(" => ");
                world.when(parts[0], parts[1]);
            }
            case "expect" -> Expect.check(world, line, words);
            case "end" -> {}
            default -> throw new IllegalArgumentException("What is " + line + "?");
        }
    }

    private static void arm(World world) {
        if (world.base.disarmed != null) {
            world.base.armedAt = Math.min(world.now, world.base.disarmedUntil);
            world.base.disarmed = null;
        }
    }

    /** A replica by its name; {@code leader} is whoever leads now. */
    private static Replica replica(World world, String name) {
        var wanted = name.equals("leader") ? world.base.leader : name;
        return world.replicas.get(Integer.parseInt(wanted.substring(1)) - 1);
    }

    private static void maintenance(World world, Base.Host host, String how) {
        if (how.equals("on") && host.state == HostState.UP) {
            var left = world.base.vms.stream()
                    .filter(vm -> vm.home == host.machine.number && vm.state != VmState.STOPPED)
                    .count();
            if (left > 0) {
                world.note(host.machine.name + " still has " + left + " VMs");
            } else {
                world.base.signal(host, HostState.MAINTENANCE, null, world.now);
                world.note(host.machine.name + " in maintenance");
            }
        } else if (how.equals("off") && host.state == HostState.MAINTENANCE) {
            world.base.signal(host, HostState.CONNECTING, null, world.now);
            world.note(host.machine.name + " leaves maintenance");
        }
    }

    static Machine machine(World world, String name) {
        return world.machines.get(Integer.parseInt(name.substring(1)) - 1);
    }

    static Base.Vm vm(World world, String name) {
        return world.base.vms.get(Integer.parseInt(name.substring(1)) - 1);
    }

    private static void power(World world, Machine machine, String how) {
        switch (how) {
            case "off" -> world.powerOff(machine);
            case "cut" -> {
                machine.dark = true;
                world.powerOff(machine);
            }
            case "on" -> {
                machine.dark = false;
                java.util.Arrays.fill(machine.outlets, true);
                world.powerOn(machine);
            }
            case "cycle" -> {
                world.powerOff(machine);
                world.later(500, 2_000, () -> world.powerOn(machine));
            }
            default -> throw new IllegalArgumentException(how);
        }
    }

    private static void freeze(World world, Machine machine, boolean freeze) {
        if (machine.powered) {
            machine.frozen = freeze;
            if (!freeze) {
                resume(machine);
            }
            world.changed();
        }
    }

    private static void resume(Machine machine) {
        if (!machine.frozen && machine.daemon == Machine.Daemon.OK) {
            while (!machine.waiting.isEmpty()) {
                machine.waiting.poll().run();
            }
        }
    }

    private static void daemon(World world, Machine machine, String how) {
        if (machine.powered) {
            machine.daemon = switch (how) {
                case "hang" -> Machine.Daemon.HUNG;
                case "kill" -> Machine.Daemon.DEAD;
                default -> Machine.Daemon.OK;
            };
            if (how.equals("kill")) {
                machine.waiting.clear();
            }
            resume(machine);
            world.changed();
        }
    }

    private static void outlet(World world, Machine machine, int number, String how) {
        switch (how) {
            case "off" -> {
                machine.outlets[number] = false;
                if (!machine.feeds()) {
                    world.powerOff(machine);
                }
            }
            case "on" -> machine.outlets[number] = true;
            default -> machine.outletDevices[number] = Machine.Device.valueOf(how.toUpperCase(Locale.ROOT));
        }
    }

    private static void portal(World world, Replica replica, String how) {
        world.laws.portalsAt = world.now;
        switch (how) {
            case "kill" -> replica.kill();
            case "start" -> replica.start();
            case "no-database" -> replica.database = false;
            case "database" -> replica.database = true;
            case "no-network" -> replica.network = false;
            case "network" -> replica.network = true;
            default -> throw new IllegalArgumentException(how);
        }
        replica.listen();
    }

    private static void owner(World world, Base.Vm vm, String[] words) {
        if (!world.base.up || vm.task != null) {
            return;
        }
        switch (words[2]) {
            case "stop" -> {
                if (vm.state == VmState.RUNNING) {
                    vm.wantedOn = false;
                    world.base.state(vm, VmState.STOPPING, world.now);
                    world.task(Base.Kind.STOP, vm, 0);
                }
            }
            case "start" -> {
                if (vm.state == VmState.STOPPED) {
                    vm.wantedOn = true;
                    vm.stopped = false;
                    vm.restarts.clear();
                    vm.answer = vm.answer == CrashRow.Answer.LEAVE ? null : vm.answer;
                    world.guests.startedByOwner(vm);
                    world.base.state(vm, VmState.STARTING, world.now);
                    world.task(Base.Kind.START, vm, 0);
                }
            }
            case "move" -> {
                var target = machine(world, words[3]);
                if (vm.state == VmState.RUNNING
                        && vm.home != target.number
                        && world.base.host(target.number).state == HostState.UP
                        && world.base.host(vm.home).state == HostState.UP
                        && world.freeGib(target.number) >= vm.gib) {
                    world.base.state(vm, VmState.MIGRATING, world.now);
                    var task = world.task(Base.Kind.MIGRATE, vm, target.number);
                    task.source = vm.home;
                }
            }
            default -> throw new IllegalArgumentException(words[2]);
        }
    }

    /** An operator goes and looks: the word is given only of a host that is off. */
    private static void confirm(World world, Machine machine) {
        var host = world.base.host(machine.number);
        var may = host.state == HostState.SUSPECT || host.state == HostState.LOST;
        if (world.base.up && may && host.open != null && !machine.powered) {
            world.base.signal(host, HostState.FENCED, "word", world.now);
            host.open.proof = "OPERATOR";
            host.open.provenAt = world.now;
            world.laws.proven(host.open, true);
        }
    }

    private static void fence(World world, Machine machine) {
        var host = world.base.host(machine.number);
        if (world.base.up && host.open != null && (host.state == HostState.SUSPECT || host.state == HostState.LOST)) {
            world.base.signal(host, HostState.FENCING, "ordered", world.now);
            host.open.fencingAt = world.now;
            host.open.ordered = true;
        }
    }

    /** All that can be mended is. */
    static void heal(World world) {
        world.base.up = true;
        world.storage = true;
        arm(world);
        world.base.vms.forEach(vm -> vm.lockedUntil = -1);
        world.laws.portalsAt = world.now;
        world.guests.heal();
        for (var machine : world.machines) {
            maintenance(world, world.base.host(machine.number), "off");
            machine.network = true;
            machine.storage = true;
            machine.dark = false;
            machine.frozen = false;
            machine.daemon = Machine.Daemon.OK;
            machine.board = machine.board == Machine.Device.NONE ? Machine.Device.NONE : Machine.Device.OK;
            java.util.Arrays.fill(machine.outlets, true);
            java.util.Arrays.fill(machine.outletDevices, Machine.Device.OK);
            resume(machine);
            machine.running.values().forEach(instance -> instance.paused = false);
            world.powerOn(machine);
        }
        for (var replica : world.replicas) {
            replica.database = true;
            replica.network = true;
            replica.start();
        }
        world.changed();
    }
}
