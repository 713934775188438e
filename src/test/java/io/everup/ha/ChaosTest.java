package io.everup.ha;

import io.everup.host.HostState;
import io.everup.migration.MigrationOperations;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ScenarioTier;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Hosts, networks, daemons and BMCs fail in any order while people go on working; then all is mended. */
@ScenarioTier
class ChaosTest {

    private static final int HOSTS = 4;
    private static final int VMS = 6;
    private static final int HAPPENINGS = 24;

    @Autowired
    ApplicationContext program;

    @Autowired
    VmOperations vms;

    @Autowired
    MigrationOperations migrations;

    private final List<String> script = new ArrayList<>();

    @Test
    void whateverFailsNoVmEverRunsTwiceAndAllComeBack() {
        var seed = Long.getLong("seed", 7);
        var random = new Random(seed);
        var centre = DataCentre.of(program, HOSTS + "x0-chaos");
        var all = new ArrayList<UUID>();
        for (var i = 1; i <= VMS; i++) {
            all.add(centre.run("vm-" + i, "h" + (1 + i % HOSTS), Protection.PROTECTED));
        }
        centre.say("boot-time 2s");
        try {
            for (var i = 0; i < HAPPENINGS; i++) {
                happen(centre, random, all);
                var end = System.nanoTime()
                        + Duration.ofMillis(300 + random.nextInt(2_200)).toNanos();
                Await.until(
                        "S1: no VM ever runs twice",
                        Duration.ofSeconds(10),
                        () -> {
                            centre.lawful();
                            return System.nanoTime() > end;
                        },
                        centre::facts);
            }
            mend(centre, all);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + script + "\n" + e.getMessage(), e);
        }
    }

    private void happen(DataCentre centre, Random random, List<UUID> all) {
        var host = "h" + (1 + random.nextInt(HOSTS));
        var vm = all.get(random.nextInt(all.size()));
        switch (random.nextInt(12)) {
            case 0 -> say(centre, "power " + host + " off");
            case 1 -> say(centre, "power " + host + " cut");
            case 2, 3 -> say(centre, "power " + host + " on");
            case 4 -> say(centre, "network " + host + " off");
            case 5, 6 -> say(centre, "network " + host + " on");
            case 7 -> say(centre, "libvirt " + host + " hang");
            case 8 -> say(centre, "libvirt " + host + " resume");
            case 9 -> say(centre, "bmc " + host + (random.nextBoolean() ? " refuse" : " on"));
            case 10 -> ask("move " + centre.vm(vm).name(), () -> migrations.migrate(As.OLI, vm, null));
            default -> ask("start " + centre.vm(vm).name(), () -> vms.start(As.OLI, vm));
        }
    }

    private void say(DataCentre centre, String line) {
        script.add(line);
        centre.say(line);
    }

    private void ask(String what, Runnable command) {
        try {
            command.run();
            script.add(what);
        } catch (Refusal e) {
            script.add(what + " (refused)");
        }
    }

    private void mend(DataCentre centre, List<UUID> all) {
        say(centre, "heal");
        centre.world()
                .hosts()
                .forEach(host -> Await.until(
                        host + " is up when all is mended",
                        Duration.ofSeconds(90),
                        () -> {
                            // Fencing that was under way may switch a host off once more.
                            if (!centre.world().hasPower(host)) {
                                centre.say("power " + host + " on");
                            }
                            return centre.host(host).state() == HostState.UP;
                        },
                        centre::facts));
        for (var vm : all) {
            Await.until(
                    "L1: every protected VM runs again when all is mended",
                    Duration.ofSeconds(90),
                    () -> centre.vm(vm).state() == VmState.RUNNING
                            && centre.world().runningOn(centre.vm(vm).name()).stream()
                                    .map(centre::named)
                                    .toList()
                                    .equals(List.of(centre.vm(vm).host())),
                    centre::facts);
        }
        centre.lawful();
    }
}
