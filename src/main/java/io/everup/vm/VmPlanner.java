package io.everup.vm;

import io.everup.host.HostDirectory;
import io.everup.hypervisor.VmSpec;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.image.TemplateDirectory;
import io.everup.image.TemplateView;
import io.everup.network.NetworkDirectory;
import io.everup.network.NetworkOperations;
import io.everup.network.NetworkView;
import io.everup.placement.Demand;
import io.everup.placement.Placement;
import io.everup.placement.Ranking;
import io.everup.shared.Bytes;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import io.everup.storage.DatastoreView;
import io.everup.storage.StorageDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Turns a wish for a VM into all that must be made, or refuses; everything is checked before anything is made. */
@Component
class VmPlanner {

    private static final int MOST_CPUS = 256;
    private static final long LEAST_MEMORY = 16 * Bytes.MIB;
    private static final long MOST_DISK = 64L * 1024 * Bytes.GIB;
    private static final int MOST_DEVICES = 16;

    private final HostDirectory hosts;
    private final TemplateDirectory templates;
    private final StorageDirectory storage;
    private final NetworkDirectory networks;
    private final NetworkOperations addresses;
    private final HostOffers offers;
    private final JdbcClient jdbc;

    VmPlanner(
            HostDirectory hosts,
            TemplateDirectory templates,
            StorageDirectory storage,
            NetworkDirectory networks,
            NetworkOperations addresses,
            HostOffers offers,
            JdbcClient jdbc) {
        this.hosts = hosts;
        this.templates = templates;
        this.storage = storage;
        this.networks = networks;
        this.addresses = addresses;
        this.offers = offers;
        this.jdbc = jdbc;
    }

    /**
     * All that must be made.
     *
     * @param volumes what each disk is made from, in the order of the spec's disks
     * @param why what spoke for the host
     */
    record Plan(
            UUID pool,
            UUID host,
            VmSpec spec,
            List<Vm.Disk> disks,
            List<Vm.Nic> nics,
            List<Source> volumes,
            long diskBytes,
            String why) {}

    /** @param source path of the volume to clone; null for an empty one */
    record Source(UUID datastore, String volume, long capacityBytes, String source, String sourceFormat) {}

    Plan plan(Actor actor, UUID id, NewVm wish) {
        var template = wish.template() == null
                ? null
                : Refusal.named("template", () -> templates.template(actor, wish.template()));
        if (template != null && template.retiredAt() != null) {
            throw Refusal.conflict(
                    "template-retired",
                    "The template " + template.fullName() + " was withdrawn.",
                    "Choose its newest revision, or another template.");
        }
        var pool = pool(actor, wish, template);
        var name = freeName(pool, wish.name());
        var cpus = cpus(wish, template);
        var memory = memory(wish, template);
        // The one who asks needn't see the hosts that it may be placed on; what is theirs to choose was checked.
        actor.require(Permission.VM_CREATE, Place.pool(pool));
        var stores = storage.ofPool(Actor.SYSTEM, pool);
        var sources = sources(wish, template, id, name, stores);
        var nets = nets(actor, wish, template, pool);
        var ranking = rank(id, name, cpus, memory, pool, sources, stores, nets, wish.host());
        var host = chosen(ranking, wish, name, actor.may(Permission.HOST_VIEW, Place.pool(pool)));
        var path = paths(stores, host);
        var disks = disks(sources, path, template);
        var nics = nics(id, nets);
        var boot = boot(wish, template, name, nets, nics);
        var spec = spec(id, name, cpus, memory, model(wish, template), accelerated(host), boot, disks, nics);
        var best =
                ranking.candidates().stream().filter(c -> c.host().equals(host)).findFirst();
        return new Plan(
                pool,
                host,
                spec,
                disks,
                nics,
                sources,
                diskBytes(wish, template),
                best.map(c -> c.name() + ": " + String.join(", ", c.reasons())).orElse(""));
    }

    /** As large as its disks may grow, whether or not they are linked clones. */
    private static long diskBytes(NewVm wish, TemplateView template) {
        var cloned = template == null
                ? 0
                : template.disks().stream()
                        .mapToLong(TemplateView.Disk::capacityBytes)
                        .sum();
        var further = wish.disks() == null
                ? 0
                : wish.disks().stream().mapToLong(NewVm.Disk::sizeBytes).sum();
        return cloned + further;
    }

    private static VmSpec spec(
            UUID id,
            String name,
            int cpus,
            long memory,
            String model,
            boolean accelerated,
            VmSpec.Boot boot,
            List<Vm.Disk> disks,
            List<Vm.Nic> nics) {
        return new VmSpec(
                id,
                name,
                cpus,
                memory,
                model,
                accelerated,
                boot,
                disks.stream()
                        .map(d -> new VmSpec.Disk(d.target(), d.path(), d.format(), d.bus(), false, false))
                        .toList(),
                nics.stream()
                        .map(n -> new VmSpec.Nic(n.mac(), n.networkName(), n.model()))
                        .toList());
    }

    private UUID pool(Actor actor, NewVm wish, TemplateView template) {
        var pool = wish.pool() != null
                ? wish.pool()
                : template != null
                        ? template.poolId()
                        : wish.host() != null
                                ? Refusal.named("host", () -> hosts.host(actor, wish.host()))
                                        .poolId()
                                : null;
        if (pool == null) {
            throw Refusal.invalidField("pool", "Choose the pool that the VM belongs to.");
        }
        Refusal.named("pool", () -> hosts.pool(actor, pool));
        if (template != null && !template.poolId().equals(pool)) {
            throw Refusal.invalidField("template", "The template " + template.name() + " belongs to another pool.");
        }
        return pool;
    }

    private String freeName(UUID pool, String wanted) {
        var name = Name.check("name", "VM", wanted);
        var taken = jdbc.sql(
                        "select count(*) from vm where pool_id = :pool and lower(name) = lower(:name) and state <> 'DELETED'")
                .param("pool", pool)
                .param("name", name)
                .query(Integer.class)
                .single();
        if (taken > 0) {
            throw Refusal.invalidField("name", "There is a VM called " + name + " in this pool already.");
        }
        return name;
    }

    private static int cpus(NewVm wish, TemplateView template) {
        var cpus = wish.cpus() != null ? wish.cpus() : template != null ? template.cpus() : 1;
        if (cpus < 1 || cpus > MOST_CPUS) {
            throw Refusal.invalidField("cpus", "A VM has 1 to " + MOST_CPUS + " processors.");
        }
        return cpus;
    }

    private static long memory(NewVm wish, TemplateView template) {
        var memory = wish.memoryBytes() != null ? wish.memoryBytes() : template != null ? template.memoryBytes() : 0;
        if (memory < LEAST_MEMORY) {
            throw Refusal.invalidField("memoryMiB", "A VM has at least 16 MiB of memory.");
        }
        return memory;
    }

    private static List<Source> sources(
            NewVm wish, TemplateView template, UUID id, String name, List<DatastoreView> stores) {
        var sources = new ArrayList<Source>();
        var stem = name.replaceAll("[^A-Za-z0-9._-]", "-") + "-" + id.toString().substring(28);
        if (template != null) {
            for (var disk : template.disks()) {
                sources.add(new Source(
                        disk.datastore(),
                        stem + "-" + target(sources.size()) + ".qcow2",
                        0,
                        disk.path(),
                        disk.format()));
            }
        }
        for (var disk : wish.disks() == null ? List.<NewVm.Disk>of() : wish.disks()) {
            if (disk.sizeBytes() < Bytes.MIB || disk.sizeBytes() > MOST_DISK) {
                throw Refusal.invalidField("disks", "A disk has 1 MiB to 64 TiB.");
            }
            sources.add(new Source(
                    store(disk.datastore(), stores),
                    stem + "-" + target(sources.size()) + ".qcow2",
                    disk.sizeBytes(),
                    null,
                    null));
        }
        if (sources.size() > MOST_DEVICES) {
            throw Refusal.invalidField("disks", "A VM has at most " + MOST_DEVICES + " disks.");
        }
        return sources;
    }

    private static UUID store(UUID wanted, List<DatastoreView> stores) {
        if (wanted != null) {
            return stores.stream()
                    .filter(store -> store.id().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> Refusal.invalidField("disks", "There is no such datastore in this pool."))
                    .id();
        }
        return stores.stream()
                .max(Comparator.comparing(DatastoreView::shared).thenComparing(DatastoreView::freeBytes))
                .orElseThrow(() -> Refusal.conflict(
                        "no-datastore",
                        "The pool has no datastore.",
                        "Add a storage pool on its hosts, then try again."))
                .id();
    }

    private List<NetworkView> nets(Actor actor, NewVm wish, TemplateView template, UUID pool) {
        var wanted = wish.networks() != null
                ? wish.networks()
                : template != null && template.networkId() != null ? List.of(template.networkId()) : List.<UUID>of();
        if (wanted.size() > MOST_DEVICES) {
            throw Refusal.invalidField("networks", "A VM has at most " + MOST_DEVICES + " network interfaces.");
        }
        return wanted.stream()
                .map(id -> Refusal.named("networks", () -> networks.network(actor, id)))
                .peek(network -> {
                    if (!network.poolId().equals(pool)) {
                        throw Refusal.invalidField(
                                "networks", "The network " + network.name() + " is not in this pool.");
                    }
                })
                .toList();
    }

    private Ranking rank(
            UUID id,
            String name,
            int cpus,
            long memory,
            UUID pool,
            List<Source> sources,
            List<DatastoreView> stores,
            List<NetworkView> nets,
            UUID wanted) {
        var needs = new HashMap<UUID, String>();
        for (var source : sources) {
            stores.stream()
                    .filter(store -> store.id().equals(source.datastore()))
                    .forEach(store -> needs.put(store.id(), store.fullName()));
        }
        var demand = new Demand(
                id,
                name,
                cpus,
                memory,
                null,
                null,
                needs,
                nets.stream().collect(Collectors.toMap(NetworkView::id, NetworkView::name, (a, b) -> a)),
                null,
                List.of());
        var offered = offers.ofPool(pool).stream()
                .filter(offer -> wanted == null || offer.id().equals(wanted))
                .toList();
        return Placement.rank(demand, offered, offers.policy(pool));
    }

    private static UUID chosen(Ranking ranking, NewVm wish, String name, boolean seesHosts) {
        if (ranking.best().isPresent()) {
            return ranking.best().get().host();
        }
        var why = ranking.rejections().stream()
                .map(rejection -> rejection.sentence() + ".")
                .collect(Collectors.joining(" "));
        throw Refusal.conflict(
                "no-host-fits",
                wish.host() != null && ranking.rejections().isEmpty()
                        ? "There is no such host in this pool."
                        : "No host can take " + name + "." + (why.isEmpty() || !seesHosts ? "" : " " + why),
                "Give it less, free room on a host, or add a host.");
    }

    private static HashMap<UUID, String> paths(List<DatastoreView> stores, UUID host) {
        var paths = new HashMap<UUID, String>();
        stores.forEach(store -> store.hosts().stream()
                .filter(reach -> reach.host().equals(host) && reach.path() != null)
                .forEach(reach -> paths.put(store.id(), reach.path())));
        return paths;
    }

    private static List<Vm.Disk> disks(List<Source> sources, HashMap<UUID, String> paths, TemplateView template) {
        var disks = new ArrayList<Vm.Disk>();
        for (var source : sources) {
            var bus = template != null && disks.size() < template.disks().size()
                    ? template.disks().get(disks.size()).bus()
                    : "virtio";
            var path = paths.get(source.datastore());
            if (path == null) {
                throw Refusal.conflict(
                        "datastore-without-files",
                        "Everup can't make volumes in that datastore yet: its volumes are no files.",
                        "Choose a datastore of kind dir or netfs.");
            }
            disks.add(new Vm.Disk(
                    target(disks.size()),
                    null,
                    source.datastore(),
                    path + "/" + source.volume(),
                    "qcow2",
                    bus,
                    false,
                    false,
                    true));
        }
        return disks;
    }

    private static String target(int index) {
        return "vd" + (char) ('a' + index);
    }

    private List<Vm.Nic> nics(UUID id, List<NetworkView> nets) {
        var nics = new ArrayList<Vm.Nic>();
        for (var net : nets) {
            var address = addresses
                    .give(net.id(), id)
                    .map(NetworkOperations.Address::address)
                    .orElse(null);
            nics.add(new Vm.Nic(mac(id, nics.size()), net.id(), net.name(), "virtio", address));
        }
        return nics;
    }

    /** From the VM's id, in the range that QEMU and libvirt use (52:54:00): the same id always gives the same address. */
    private static String mac(UUID id, int index) {
        var bits = id.getLeastSignificantBits() + index;
        return String.format("52:54:00:%02x:%02x:%02x", bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff);
    }

    private static VmSpec.Boot boot(
            NewVm wish, TemplateView template, String name, List<NetworkView> nets, List<Vm.Nic> nics) {
        String kernel;
        String initrd;
        String line;
        if (wish.boot() != null && wish.boot().kernel() != null) {
            kernel = wish.boot().kernel();
            initrd = wish.boot().initrd();
            line = wish.boot().cmdline();
        } else if (template != null && template.boot() != null) {
            kernel = template.boot().kernel();
            initrd = template.boot().initrd();
            line = wish.boot() != null && wish.boot().cmdline() != null
                    ? wish.boot().cmdline()
                    : template.boot().cmdline();
        } else {
            return VmSpec.Boot.DISK;
        }
        if (!kernel.startsWith("/") || initrd != null && !initrd.startsWith("/")) {
            throw Refusal.invalidField("boot.kernel", "Kernel and ramdisk are full paths on the hosts.");
        }
        return new VmSpec.Boot(kernel, initrd, line == null ? null : filled(line, name, nets, nics));
    }

    private static String filled(String line, String name, List<NetworkView> nets, List<Vm.Nic> nics) {
        var range = nets.isEmpty() ? null : nets.get(0).addresses();
        var address = nics.isEmpty() ? null : nics.get(0).address();
        return line.replace("{name}", name.replaceAll("[^A-Za-z0-9._-]", "-"))
                .replace("{address}", address == null ? "" : address)
                .replace("{prefix}", range == null ? "" : Integer.toString(range.prefixLength()))
                .replace("{gateway}", range == null || range.gateway() == null ? "" : range.gateway());
    }

    private static String model(NewVm wish, TemplateView template) {
        return wish.cpuModel() != null ? wish.cpuModel() : template != null ? template.cpuModel() : null;
    }

    private boolean accelerated(UUID host) {
        return jdbc.sql("select accelerated from host where id = :id")
                .param("id", host)
                .query(Boolean.class)
                .single();
    }
}
