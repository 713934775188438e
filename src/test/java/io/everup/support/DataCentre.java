package io.everup.support;

import io.everup.event.EventDirectory;
import io.everup.event.EventView;
import io.everup.ha.FailoverView;
import io.everup.ha.HaDirectory;
import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.host.NewFence;
import io.everup.host.NewHost;
import io.everup.host.PoolOperations;
import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorListener;
import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VmSpec;
import io.everup.hypervisor.simulator.SimulatedWorld;
import io.everup.hypervisor.simulator.Simulator;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.storage.StorageCollector;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskState;
import io.everup.task.TaskView;
import io.everup.vm.NewVm;
import io.everup.vm.Protection;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationContext;

/** A simulated world that the program under test has as a pool, and what tests do to both. Names are the world's own. */
public final class DataCentre {

    /** Long: the machine on which tests run may be busy. */
    public static final Duration SOON = Duration.ofSeconds(60);

    public static final Duration LATER = Duration.ofSeconds(150);

    private static final Map<String, Integer> OPENED = new ConcurrentHashMap<>();

    private final ApplicationContext program;
    private final String world;
    private UUID pool;

    private DataCentre(ApplicationContext program, String world) {
        this.program = program;
        this.world = world;
    }

    /** A pool of that world's hosts, without any yet. A story that is told once more gets a world of its own. */
    public static DataCentre empty(ApplicationContext program, String name) {
        var times = OPENED.merge(System.identityHashCode(program) + name, 1, Integer::sum);
        var world = times == 1 ? name : name + "-" + times;
        var centre = new DataCentre(program, world);
        centre.the(Simulator.class).open(world);
        centre.pool = centre.the(PoolOperations.class).create(As.ADA, world, "");
        return centre;
    }

    /** A pool with all of that world's hosts, each with its fence device, and all up. */
    public static DataCentre of(ApplicationContext program, String world) {
        var centre = empty(program, world);
        var tasks = new ArrayList<UUID>();
        centre.world().hosts().forEach(host -> tasks.add(centre.addHost(host, centre.fence(host))));
        tasks.forEach(centre::done);
        centre.world().hosts().forEach(host -> centre.awaitHost(host, HostState.UP));
        return centre;
    }

    /** The same pool, seen by another start of the program. */
    public DataCentre seenBy(ApplicationContext other) {
        var centre = new DataCentre(other, world);
        centre.pool = pool;
        return centre;
    }

    public <T> T the(Class<T> type) {
        return program.getBean(type);
    }

    public UUID pool() {
        return pool;
    }

    public String uri(String host) {
        return "sim://" + world + "/" + host;
    }

    public List<NewFence> fence(String host) {
        return List.of(new NewFence("fence_sim", Map.of("world", world, "host", host)));
    }

    /** @return the task */
    public UUID addHost(String host, List<NewFence> fence) {
        return the(HostOperations.class)
                .add(As.ADA, new NewHost(named(host), uri(host), pool, null, null, null, fence));
    }

    /** The name of a host in the program: worlds share theirs. */
    public String named(String host) {
        return world + "-" + host;
    }

    // --- the world
    // ------------------------------------------------------------------------------------------------------

    public SimulatedWorld world() {
        return the(Simulator.class).open(world);
    }

    public String say(String line) {
        return the(Simulator.class).command(world, line);
    }

    /** A link past the program: what a person does with virsh. */
    public Hypervisor virsh(String host) {
        return the(Simulator.class)
                .driver()
                .connect(HostUri.parse(uri(host)), Credentials.NONE, DEAF, Duration.ofSeconds(5));
    }

    private static final HypervisorListener DEAF = new HypervisorListener() {
        @Override
        public void vmChanged(UUID vm) {}

        @Override
        public void closed(String why) {}
    };

    // --- hosts
    // ----------------------------------------------------------------------------------------------------------

    public HostView host(String host) {
        return hosts().stream()
                .filter(view -> view.name().equals(named(host)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no host " + host));
    }

    public List<HostView> hosts() {
        return the(HostDirectory.class).ofPool(As.ADA, pool);
    }

    public HostView awaitHost(String host, HostState state) {
        return awaitHost(host, state, LATER);
    }

    public HostView awaitHost(String host, HostState state, Duration deadline) {
        return Await.until(
                host + " comes to " + state, deadline, () -> host(host), view -> view.state() == state, this::facts);
    }

    // --- VMs
    // ------------------------------------------------------------------------------------------------------------

    /** A VM with one small disk on shared storage, running on that host. */
    public UUID run(String name, String host, Protection protection) {
        return run(name, host, 1, protection);
    }

    public UUID run(String name, String host, int gib, Protection protection) {
        return vmOf(make(name, host, gib, protection, true));
    }

    /** A VM on that host, with 1 GiB of memory and a disk, all written, in the datastore that only the host has. */
    public UUID runLocal(String name, String host, long diskBytes) {
        var id = UUID.nameUUIDFromBytes((world + "/" + name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (var link = virsh(host)) {
            var volume = link.createVolume("local", NewVolume.empty(name + ".raw", "raw", diskBytes));
            the(StorageCollector.class).collectAll();
            link.define(new VmSpec(
                    id,
                    name,
                    1,
                    Bytes.GIB,
                    "Westmere",
                    true,
                    VmSpec.Boot.DISK,
                    List.of(new VmSpec.Disk("vda", volume.path(), "raw", "virtio", false, false)),
                    List.of(new VmSpec.Nic(
                            "52:54:00:aa:" + id.toString().substring(0, 2) + ":"
                                    + id.toString().substring(2, 4),
                            "office",
                            "virtio"))));
            link.start(id);
        }
        Await.until(
                name + " is adopted",
                LATER,
                () -> vm(name),
                vm -> vm != null && vm.state() == VmState.RUNNING,
                this::facts);
        say("dirty " + name + " 2");
        return id;
    }

    /** @return the task */
    public UUID make(String name, String host, int gib, Protection protection, boolean start) {
        return the(VmOperations.class).create(As.ADA, wish(name, host, gib, protection, start));
    }

    public NewVm wish(String name, String host, int gib, Protection protection, boolean start) {
        return new NewVm(
                name,
                null,
                pool,
                null,
                host == null ? null : host(host).id(),
                1,
                gib * Bytes.GIB,
                "Westmere",
                false,
                List.of(new NewVm.Disk(Bytes.GIB, null)),
                List.of(),
                null,
                protection,
                null,
                start);
    }

    /** Waits for a VM that is being made. */
    public UUID vmOf(UUID task) {
        return UUID.fromString(done(task).result().get("vm").toString());
    }

    public VmView vm(UUID vm) {
        return the(VmDirectory.class).vm(As.ADA, vm);
    }

    public VmView vm(String name) {
        return vms().stream().filter(vm -> vm.name().equals(name)).findFirst().orElse(null);
    }

    public List<VmView> vms() {
        return the(VmDirectory.class).vms(As.ADA, ListQuery.everything()).items().stream()
                .filter(vm -> vm.poolId().equals(pool))
                .toList();
    }

    public VmView awaitVm(UUID vm, VmState state) {
        return awaitVm(vm, state, LATER);
    }

    public VmView awaitVm(UUID vm, VmState state, Duration deadline) {
        return Await.until(
                vm(vm).name() + " comes to " + state,
                deadline,
                () -> vm(vm),
                view -> view.state() == state,
                this::facts);
    }

    /** Waits until it runs, in the program's eyes and in truth, on another host than this, and on that one alone. */
    public VmView awaitElsewhere(UUID vm, String host) {
        var view = Await.until(
                "L1: " + vm(vm).name() + " runs elsewhere than on the dead " + host,
                LATER,
                () -> vm(vm),
                seen -> seen.state() == VmState.RUNNING && !named(host).equals(seen.host()),
                this::facts);
        var truly = world().runningOn(view.name());
        if (truly.size() != 1 || !named(truly.get(0)).equals(view.host())) {
            throw new AssertionError("S1: a VM runs where Everup says, and there alone: " + view.name() + " on " + truly
                    + ", said to be on " + view.host() + "; " + facts());
        }
        return view;
    }

    // --- tasks, failovers, events
    // ---------------------------------------------------------------------------------------

    public TaskView task(UUID task) {
        return the(TaskDirectory.class).find(As.ADA, task);
    }

    public TaskView ended(UUID task) {
        return Await.until(
                "a task ends",
                LATER,
                () -> task(task),
                view -> view.state().ended(),
                () -> task(task) + "\n" + log(task) + facts());
    }

    public TaskView done(UUID task) {
        var view = ended(task);
        if (view.state() != TaskState.SUCCEEDED) {
            throw new AssertionError("\"" + view.title() + "\" should succeed, but " + view.state() + ": "
                    + view.failure() + "\n" + log(task) + facts());
        }
        return view;
    }

    public String log(UUID task) {
        return the(TaskDirectory.class).log(As.ADA, task).stream()
                .map(line -> line.level() + " " + line.text())
                .collect(Collectors.joining("\n"));
    }

    /** The newest failover of a host. */
    public FailoverView failover(String host) {
        var id = host(host).id();
        return the(HaDirectory.class).failovers(As.ADA, ListQuery.everything()).items().stream()
                .filter(failover -> id.equals(failover.host()))
                .findFirst()
                .orElse(null);
    }

    public FailoverView awaitFailover(String host, String state) {
        return Await.until(
                "the failover of " + host + " comes to " + state,
                LATER,
                () -> failover(host),
                failover -> failover != null && failover.state().name().equals(state),
                this::facts);
    }

    public List<EventView> eventsOf(UUID subject, String type) {
        return the(EventDirectory.class).about(As.ADA, type, subject, 50);
    }

    /** The laws of the world: no VM ran twice, no volume had two writers. */
    public void lawful() {
        if (!world().brokenLaws().isEmpty()) {
            throw new AssertionError("S1: no VM may ever run twice: " + world().brokenLaws() + "; " + facts());
        }
    }

    /** All that could explain a failure. */
    public String facts() {
        var text = new StringBuilder("\n").append(say("status"));
        hosts().forEach(host -> text.append("\n  host ")
                .append(host.name())
                .append(' ')
                .append(host.state())
                .append(" since ")
                .append(host.stateSince())
                .append(host.problem() == null ? "" : " (" + host.problem() + ")"));
        vms().stream()
                .limit(12)
                .forEach(vm -> text.append("\n  VM ")
                        .append(vm.name())
                        .append(' ')
                        .append(vm.state())
                        .append(" on ")
                        .append(vm.host())
                        .append(", in truth on ")
                        .append(world().runningOn(vm.name()))
                        .append(vm.problem() == null ? "" : " (" + vm.problem() + ")"));
        the(TaskDirectory.class)
                .recent(As.ADA, 12)
                .forEach(task -> text.append("\n  task ")
                        .append(task.title())
                        .append(' ')
                        .append(task.state())
                        .append(" at ")
                        .append(task.step())
                        .append(task.failure() == null ? "" : " (" + task.failure() + ")"));
        the(HaDirectory.class).failovers(As.ADA, ListQuery.everything()).items().stream()
                .limit(4)
                .forEach(failover -> {
                    text.append("\n  failover ")
                            .append(failover.hostName())
                            .append(' ')
                            .append(failover.state())
                            .append(": ")
                            .append(failover.cause());
                    the(HaDirectory.class)
                            .failover(As.ADA, failover.id())
                            .stages()
                            .forEach(stage -> text.append("\n    ")
                                    .append(stage.at())
                                    .append(' ')
                                    .append(stage.stage())
                                    .append(": ")
                                    .append(stage.text()));
                });
        return text.append('\n').append(say("history")).append('\n').toString();
    }
}
