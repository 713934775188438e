package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.shared.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/** Understands what is said to a world. */
final class Faults {

    private static final int HISTORY = 40;
    static final String HELP = """
            power HOST off|on|cycle|cut          cut: the BMC loses power with the host
            network HOST off|on                  its management link
            libvirt HOST hang|kill|resume        its hypervisor's daemon; VMs run on
            bmc HOST off|on|refuse|stuck         refuse: the login; stuck: takes "off" and does nothing
            storage DATASTORE off|on [HOST]      for all, or as that host sees it; VMs on it are paused
            crash VM | guest-shutdown VM         the guest crashes, or is shut down from within
            panic VM                             the guest crashes, and its host keeps its memory
            deaf VM on|off                       its guest ignores the ACPI button
            load VM PERCENT|off                  its guest keeps its processors that busy
            dirty VM MIB|off                     its guest writes that much memory each second
            certificates HOST on|off             whether its migrations can be encrypted
            autostart VM on|off                  its host starts it at boot
            lose-reply CALL [VM|VOLUME|HOST]     the next such call is done, and its answer lost
            lose-request CALL [...]              the next such call never arrives
            refuse CALL [...]                    the next such call is refused
            slow CALL VM|VOLUME|HOST DURATION    the next such call takes longer
            slow HOST DURATION|off               all calls to it take longer
            boot-time DURATION                   of hosts, from now on
            disk-locks on|off                    hosts keep others from disks in use
            heal                                 all faults end; hosts get power
            status | where VM | laws | history | help
            CALL: start, power-off, migrate, define, undefine, create-volume, report, ping, connect ...""";

    private final SimulatedWorld world;

    Faults(SimulatedWorld world) {
        this.world = world;
    }

    String command(String line) {
        var words = new ArrayDeque<>(List.of(line.strip().split("\\s+")));
        var verb = words.poll();
        var answer = tell(verb, words);
        if (answer != null) {
            return answer;
        }
        try {
            act(verb, words);
        } catch (HypervisorFailure e) {
            throw refusal(e.getMessage());
        }
        if (!words.isEmpty()) {
            throw refusal("The words after that were not understood: " + String.join(" ", words) + ".");
        }
        return "Done: " + line.strip() + ".";
    }

    /** What is only told; null when that isn't it. */
    private String tell(String verb, Deque<String> words) {
        return switch (verb) {
            case "help" -> HELP;
            case "status" -> world.status();
            case "where" -> where(next(words, "a VM"));
            case "laws" ->
                world.laws.broken().isEmpty() ? "No law was broken." : String.join("\n", world.laws.broken());
            case "history" -> {
                var lines = world.chronicle.lines();
                yield String.join("\n", lines.subList(Math.max(0, lines.size() - HISTORY), lines.size()));
            }
            default -> null;
        };
    }

    private void act(String verb, Deque<String> words) {
        switch (verb) {
            case "power" -> power(host(words), next(words, "off, on, cycle or cut"));
            case "network" -> world.hardware.network(host(words), isOn(words));
            case "libvirt" -> libvirt(host(words), next(words, "hang, kill or resume"));
            case "bmc" -> bmc(host(words), next(words, "off, on, refuse or stuck"));
            case "storage" -> storage(next(words, "a datastore"), isOn(words), words);
            case "crash" -> instances(words).forEach(vm -> world.machines.end(vm, Reason.CRASHED, "crashes"));
            case "panic" -> instances(words).forEach(vm -> world.machines.pause(vm, Reason.CRASHED));
            case "guest-shutdown" ->
                instances(words).forEach(vm -> world.machines.end(vm, Reason.SHUTDOWN, "shuts itself down"));
            case "deaf" -> flag(words, (vm, on) -> vm.deaf = on);
            case "autostart" -> flag(words, (vm, on) -> vm.autostart = on);
            case "load" -> load(instances(words), next(words, "a percentage or off"));
            case "certificates" -> certificates(host(words), isOn(words));
            case "dirty" -> dirty(instances(words), next(words, "MiB per second or off"));
            case "lose-reply" -> arrange(Oddities.Kind.LOSE_REPLY, words);
            case "lose-request" -> arrange(Oddities.Kind.LOSE_REQUEST, words);
            case "refuse" -> arrange(Oddities.Kind.REFUSE, words);
            case "slow" -> slow(words);
            case "boot-time" -> world.hardware.bootTakes(Words.duration(next(words, "a duration")));
            case "disk-locks" -> world.diskLocks = isOn(words);
            case "heal" -> heal();
            default -> throw refusal("The simulator doesn't know the word '" + verb + "'; say help.");
        }
    }

    private void power(SimHost host, String how) {
        switch (how) {
            case "off" -> world.hardware.powerOff(host);
            case "cut" -> {
                host.bmc = SimHost.Bmc.SILENT;
                world.hardware.powerOff(host);
                world.save(host);
            }
            case "on" -> {
                host.bmc = host.bmc == SimHost.Bmc.SILENT ? SimHost.Bmc.ANSWERS : host.bmc;
                world.hardware.powerOn(host);
            }
            case "cycle" -> {
                world.hardware.powerOff(host);
                world.hardware.powerOn(host);
            }
            default -> throw refusal("power is off, on, cycle or cut, not " + how + ".");
        }
    }

    private void libvirt(SimHost host, String how) {
        switch (how) {
            case "hang" -> world.hardware.hang(host);
            case "kill" -> world.hardware.kill(host);
            case "resume" -> world.hardware.resume(host);
            default -> throw refusal("libvirt can hang, kill or resume, not " + how + ".");
        }
    }

    private void bmc(SimHost host, String how) {
        host.bmc = switch (how) {
            case "off" -> SimHost.Bmc.SILENT;
            case "on" -> SimHost.Bmc.ANSWERS;
            case "refuse" -> SimHost.Bmc.REFUSES;
            case "stuck" -> SimHost.Bmc.STUCK;
            default -> throw refusal("bmc is off, on, refuse or stuck, not " + how + ".");
        };
        world.note("the BMC of " + host.name + ": " + how);
        world.save(host);
    }

    private void storage(String name, boolean on, Deque<String> words) {
        var only = words.isEmpty() ? null : host(words);
        if (name.equals(world.shared.name)) {
            world.hardware.storage(world.shared, only, on);
        } else if (only != null) {
            world.hardware.storage(only.datastore(name), null, on);
        } else {
            throw refusal("Only the datastore shared belongs to all hosts; say which host's " + name + " it is.");
        }
    }

    private void load(List<SimVm> vms, String percent) {
        Integer value = percent.equals("off") ? null : Words.number(percent.replace("%", ""), 100, "a load in percent");
        vms.forEach(vm -> {
            vm.instance.load(value, world.now());
            world.save(vm);
        });
    }

    private void certificates(SimHost host, boolean on) {
        host.certificates = on;
        world.save(host);
    }

    private void dirty(List<SimVm> vms, String amount) {
        Integer value = amount.equals("off") ? null : Words.number(amount, 100_000, "MiB of memory per second");
        vms.forEach(vm -> {
            vm.dirtyMiB = value;
            world.save(vm);
        });
    }

    private void arrange(Oddities.Kind kind, Deque<String> words) {
        var call = call(next(words, "a call such as start"));
        world.oddities.arrange(new Oddities.Oddity(kind, call, subject(words), Duration.ZERO));
    }

    private void slow(Deque<String> words) {
        var first = next(words, "a call or a host");
        if (Oddities.VERBS.contains(first)) {
            var subject = subject(words);
            var delay = Words.duration(next(words, "a duration"));
            world.oddities.arrange(new Oddities.Oddity(Oddities.Kind.SLOW, first, subject, delay));
            return;
        }
        var amount = next(words, "a duration or off");
        world.host(first).slow = amount.equals("off") ? Duration.ZERO : Words.duration(amount);
    }

    private static String call(String word) {
        if (!Oddities.VERBS.contains(word)) {
            throw refusal("There is no call " + word + "; there are "
                    + String.join(", ", Oddities.VERBS.stream().sorted().toList()) + ".");
        }
        return word;
    }

    private String subject(Deque<String> words) {
        if (words.isEmpty()) {
            return "*";
        }
        var word = words.poll();
        return word.matches("host\\d+") ? world.host(word).name : word;
    }

    private void heal() {
        world.oddities.clear();
        world.hardware.storage(world.shared, null, true);
        for (var host : List.copyOf(world.hosts.values())) {
            host.slow = Duration.ZERO;
            host.bmc = SimHost.Bmc.ANSWERS;
            host.local.active = true;
            world.hardware.network(host, true);
            world.hardware.resume(host);
            world.hardware.powerOn(host);
            world.save(host);
        }
    }

    private String where(String vm) {
        var lines = new ArrayList<String>();
        for (var host : world.hosts.values()) {
            for (var each : host.vms.values()) {
                if (each.name().equals(vm)) {
                    var report = each.report(world.now());
                    lines.add(vm + " on " + host.name + ": " + report.power() + " (" + report.reason() + ")");
                }
            }
        }
        if (lines.isEmpty()) {
            throw refusal("No host of world " + world.name() + " knows a VM " + vm + ".");
        }
        return String.join("\n", lines);
    }

    /** The VMs of the name that comes next which are on; at least one. */
    private List<SimVm> instances(Deque<String> words) {
        var name = next(words, "a VM");
        var all = vms(name).stream().filter(SimVm::isLive).toList();
        if (all.isEmpty()) {
            throw refusal("VM " + name + " is not on.");
        }
        return all;
    }

    private List<SimVm> vms(String name) {
        return world.hosts.values().stream()
                .flatMap(host -> host.vms.values().stream())
                .filter(vm -> vm.name().equals(name))
                .toList();
    }

    private void flag(Deque<String> words, BiConsumer<SimVm, Boolean> set) {
        var name = next(words, "a VM");
        var on = isOn(words);
        var all = vms(name);
        if (all.isEmpty()) {
            throw refusal("No host of world " + world.name() + " knows a VM " + name + ".");
        }
        all.forEach(vm -> {
            set.accept(vm, on);
            world.save(vm);
        });
    }

    private SimHost host(Deque<String> words) {
        return world.host(next(words, "a host"));
    }

    private static boolean isOn(Deque<String> words) {
        var word = next(words, "on or off");
        if (!word.equals("on") && !word.equals("off")) {
            throw refusal("It can be on or off, not " + word + ".");
        }
        return word.equals("on");
    }

    private static String next(Deque<String> words, String what) {
        if (words.isEmpty()) {
            throw refusal("The line ends too soon: " + what + " is missing; say help.");
        }
        return words.poll();
    }

    private static Refusal refusal(String what) {
        return Refusal.invalidField("line", what);
    }
}
