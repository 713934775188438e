package io.everup.hypervisor.simulator;

import io.everup.hypervisor.VmReport.Reason;
import io.everup.hypervisor.VmSpec;
import java.time.Duration;
import java.util.List;

/** What can happen to hosts, links and storage. */
final class Hardware {

    /** How long silence lasts before a link is given up: three keepalive questions, a second apart. */
    static final Duration KEEPALIVE = Duration.ofSeconds(3);

    private final SimulatedWorld world;
    private Duration boot = Duration.ofSeconds(40);

    Hardware(SimulatedWorld world) {
        this.world = world;
    }

    /** How long a host takes from power to a hypervisor that answers. */
    void bootTakes(Duration duration) {
        boot = duration;
    }

    void powerOff(SimHost host) {
        if (!host.powered) {
            return;
        }
        world.note(host.name + " loses power");
        host.powered = false;
        host.bootsAt = null;
        host.cpuGone = 0;
        host.forgetAll();
        world.migrations.abortAll(host, "Host " + host.name + " lost power.", false);
        for (var vm : List.copyOf(host.vms.values())) {
            vm.job = null;
            if (vm.isOn()) {
                world.machines.release(vm);
                vm.switchOff(Reason.NONE, world.now());
                world.save(vm);
            }
        }
        world.save(host);
        silence(host);
    }

    void powerOn(SimHost host) {
        if (host.powered) {
            return;
        }
        world.note(host.name + " gets power");
        host.powered = true;
        host.bootsAt = world.now().plus(boot);
        host.daemon = SimHost.Daemon.UP;
        world.save(host);
        boots(host);
    }

    /** Its system will be up at the time that is set. */
    void boots(SimHost host) {
        var at = host.bootsAt;
        world.later(world.until(at), () -> {
            if (at.equals(host.bootsAt)) {
                host.bootsAt = null;
                host.bootedAt = world.now();
                world.save(host);
                world.note(host.name + " is up");
                autostart(host);
            }
        });
    }

    private void autostart(SimHost host) {
        for (var vm : List.copyOf(host.vms.values())) {
            if (vm.autostart && !vm.isOn()) {
                world.machines.autostart(vm);
            }
        }
    }

    void network(SimHost host, boolean on) {
        if (host.network == on) {
            return;
        }
        world.note("the management link of " + host.name + (on ? " is back" : " is cut"));
        host.network = on;
        world.save(host);
        if (on) {
            host.returns++;
            host.deliverHeld();
        } else {
            world.migrations.abortAll(host, "Host " + host.name + " was cut off.", false);
            silence(host);
        }
    }

    void hang(SimHost host) {
        if (host.daemon == SimHost.Daemon.UP && host.isUp()) {
            daemon(host, SimHost.Daemon.HUNG, "hangs");
            silence(host);
        }
    }

    void kill(SimHost host) {
        if (host.daemon == SimHost.Daemon.DEAD || !host.isUp()) {
            return;
        }
        daemon(host, SimHost.Daemon.DEAD, "dies");
        host.forgetDaemon();
        world.migrations.abortAll(host, "The hypervisor of host " + host.name + " ended.", true);
        for (var vm : host.vms.values()) {
            vm.job = null;
        }
        for (var link : List.copyOf(host.links)) {
            host.onWire(link, () -> link.end("The hypervisor of host " + host.name + " closed the connection."));
        }
    }

    void resume(SimHost host) {
        if (host.daemon != SimHost.Daemon.UP && host.isUp()) {
            daemon(host, SimHost.Daemon.UP, "is back");
            host.returns++;
            host.workOff();
        }
    }

    private void daemon(SimHost host, SimHost.Daemon state, String how) {
        world.note("the hypervisor of " + host.name + " " + how);
        host.daemon = state;
        world.save(host);
    }

    void storage(SimDatastore store, SimHost only, boolean on) {
        world.note("datastore " + store.name + (only == null ? "" : " as seen by " + only.name)
                + (on ? " is back" : " is gone"));
        if (only == null) {
            store.active = on;
            if (on) {
                store.cutOff.clear();
            }
        } else if (on) {
            store.cutOff.remove(only.name);
        } else {
            store.cutOff.add(only.name);
        }
        world.save(store);
        if (!on) {
            (only == null ? List.copyOf(world.hosts.values()) : List.of(only)).forEach(host -> pauseUsers(host, store));
        }
    }

    private void pauseUsers(SimHost host, SimDatastore store) {
        if (!store.isShared() && !host.name.equals(store.host)) {
            return;
        }
        for (var vm : List.copyOf(host.vms.values())) {
            if (vm.runs() && vm.spec.disks().stream().anyMatch(disk -> isOn(disk, store))) {
                if (vm.leaving != null) {
                    world.migrations.abort(vm.leaving, "VM " + vm.name() + " lost its disk.");
                }
                world.machines.pause(vm, Reason.IO_ERROR);
            }
        }
    }

    private static boolean isOn(VmSpec.Disk disk, SimDatastore store) {
        return disk.path() != null && disk.path().startsWith(store.path + "/");
    }

    /** Nothing is heard of the host any more: links notice after a while, if it lasts. */
    void silence(SimHost host) {
        var links = List.copyOf(host.links);
        var returns = host.returns;
        world.later(KEEPALIVE, () -> {
            if (!host.answers() && host.returns == returns) {
                links.forEach(link ->
                        link.end("Host " + host.name + " has been silent for " + Words.duration(KEEPALIVE) + "."));
            }
        });
    }
}
