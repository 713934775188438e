package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.NetworkReport;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A data centre that isn't there: hosts with power, management links, BMCs and hypervisors; datastores, networks, VMs.
 * It has no thread and no clock of its own: time comes from a {@link SimulatedTime}, chance from a seed.
 *
 * <p>Its inventory follows from its name: {@code 20x400} has hosts h1 to h20 and 400 VMs. Hosts are reached through
 * {@link SimulatedHypervisor}; everything else that can be done to it is said in words to {@link #command}.
 */
public final class SimulatedWorld {

    static final int MOST_HOSTS = 2_500;
    static final int MOST_VMS = 40_000;
    static final List<NetworkReport> NETWORKS = List.of(
            new NetworkReport("office", "bridge", "br-office", true),
            new NetworkReport("guests", "bridge", "br-guests", true));

    private static final Pattern ALIAS = Pattern.compile("host(\\d+)");

    final SimulatedTime time;
    final SplittableRandom chance;
    final Map<String, SimHost> hosts = new LinkedHashMap<>();
    final SimDatastore shared;
    final Laws laws = new Laws(this);
    final Oddities oddities = new Oddities();
    final Chronicle chronicle;
    final Machines machines = new Machines(this);
    final Migrations migrations = new Migrations(this);
    final Volumes volumes = new Volumes(this);
    final Hardware hardware = new Hardware(this);
    /** Whether hosts keep others from a disk in use, as libvirt's virtlockd does. */
    boolean diskLocks;

    private final String name;
    private final long seed;
    private final Faults faults = new Faults(this);
    private WorldFile file = WorldFile.NONE;

    /** Made by {@link Inventory}, which fills it. */
    SimulatedWorld(String name, long seed, SimulatedTime time, long sharedBytes) {
        this.name = name;
        this.seed = seed;
        this.time = time;
        this.chance = new SplittableRandom(seed);
        this.chronicle = new Chronicle(time.now());
        this.shared = new SimDatastore("shared", null, "sim:" + name + "/shared", "/srv/shared", sharedBytes);
    }

    public String name() {
        return name;
    }

    public long seed() {
        return seed;
    }

    /** The hosts' names, in their order. */
    public List<String> hosts() {
        return locked(() -> List.copyOf(hosts.keySet()));
    }

    /**
     * Does something to the world, or tells something of it: a line such as {@code power host2 off}; {@code help} lists
     * all.
     *
     * @return a sentence, or several lines, for whoever said it
     * @throws Refusal when the line isn't understood, or names what isn't there
     */
    public String command(String line) {
        return locked(() -> faults.command(line));
    }

    /**
     * Every case since the world began in which one of its laws was broken: a VM with two running instances, a volume
     * with two writers, the deletion of a volume in use. Each names the law, then the facts.
     */
    public List<String> brokenLaws() {
        return locked(laws::broken);
    }

    /** What happened, oldest first: at most the last 5,000 happenings. */
    public List<String> history() {
        return locked(chronicle::lines);
    }

    /** The hosts on which a VM of this name is in memory now, on the way in not counted. */
    public List<String> runningOn(String vm) {
        return locked(() -> hosts.values().stream()
                .filter(host -> host.vms.values().stream()
                        .anyMatch(each -> each.isLive() && each.name().equals(vm)))
                .map(host -> host.name)
                .toList());
    }

    /** Whether somebody on the network would get an answer from this VM's guest. */
    public boolean guestAnswers(String vm) {
        return locked(() -> hosts.values().stream()
                .flatMap(host -> host.vms.values().stream())
                .anyMatch(each -> each.runs() && each.name().equals(vm)));
    }

    /** Bytes that the instances of this VM have written since they began, by host: more than one grows in a double run. */
    public Map<String, Long> guestWrites(String vm) {
        return locked(() -> {
            var result = new LinkedHashMap<String, Long>();
            for (var host : hosts.values()) {
                for (var each : host.vms.values()) {
                    if (each.isLive() && each.name().equals(vm)) {
                        result.put(host.name, each.instance.used(time.now()).diskWriteBytes());
                    }
                }
            }
            return result;
        });
    }

    /** Whether the host's management address answers (ICMP, TCP), whatever its hypervisor does. */
    public boolean answersPing(String host) {
        return locked(() -> {
            var found = host(host);
            return found.isUp() && found.network;
        });
    }

    /** Whether the host has power. */
    public boolean hasPower(String host) {
        return locked(() -> host(host).powered);
    }

    // --- for the simulator's own parts, which hold the lock ---------------------------------------------------------

    synchronized <T> T locked(Supplier<T> what) {
        return what.get();
    }

    /** Does something after a while, under the lock. */
    void later(Duration delay, Runnable what) {
        time.at(
                time.now().plus(delay),
                () -> locked(() -> {
                    what.run();
                    return null;
                }));
    }

    /** A time between the two, by chance. */
    Duration between(int leastMillis, int mostMillis) {
        return Duration.ofMillis(chance.nextInt(leastMillis, mostMillis + 1));
    }

    /** By its name; {@code host2} also means {@code h2}. @throws Unreachable when there is none */
    SimHost host(String hostName) {
        var host = hosts.get(hostName);
        var alias = ALIAS.matcher(hostName);
        if (host == null && alias.matches()) {
            host = hosts.get("h" + alias.group(1));
        }
        if (host == null) {
            throw new Unreachable(
                    "The simulated world " + name + " has no host " + hostName + ": its hosts are h1 to h"
                            + hosts.size() + ".",
                    null);
        }
        return host;
    }

    void note(String what) {
        chronicle.note(time.now(), what);
    }

    /** Tells all who listen to a host that this VM changed. */
    void tell(SimHost host, SimVm vm) {
        var uuid = vm.uuid();
        for (var link : host.links) {
            host.whenAwake(() -> host.onWire(link, () -> time.at(time.now(), () -> link.tell(uuid))));
        }
    }

    void keepIn(WorldFile store) {
        file = store;
    }

    void save(SimHost host) {
        file.put(Saved.Line.of(host.saved()));
    }

    void save(SimVm vm) {
        file.put(Saved.Line.of(Restoring.saved(vm)));
    }

    void saveGone(SimVm vm) {
        file.put(Saved.Line.of(Restoring.gone(vm)));
    }

    void save(SimDatastore store) {
        file.put(Saved.Line.of(new Saved.Store(store.host, store.name, store.active, store.cutOff)));
    }

    void save(SimDatastore store, String volume) {
        var found = store.volume(volume);
        file.put(Saved.Line.of(new Saved.Volume(store.host, store.name, volume, found == null ? null : found.report)));
    }

    /** In a line, what there is and how it goes. */
    String status() {
        var off = hosts.values().stream().filter(host -> !host.powered).count();
        var silent = hosts.values().stream()
                .filter(host -> host.powered && !host.answers())
                .count();
        var on = 0;
        var all = 0;
        for (var host : hosts.values()) {
            for (var vm : host.vms.values()) {
                all++;
                on += vm.isLive() ? 1 : 0;
            }
        }
        return "World " + name + ": " + hosts.size() + " hosts (" + off + " without power, " + silent
                + " silent), " + on + " of " + all + " VMs on, " + Bytes.text(shared.freeBytes())
                + " free on shared, " + laws.broken().size() + " laws broken.";
    }

    Instant now() {
        return time.now();
    }

    /** How long it is until then; never negative. */
    Duration until(Instant then) {
        var left = Duration.between(now(), then);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
