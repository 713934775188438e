package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.VmSpec;
import io.everup.hypervisor.VolumeReport;
import io.everup.shared.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a world has at its beginning; the same for the same name. */
final class Inventory {

    private static final Pattern NAME = Pattern.compile("(\\d{1,4})x(\\d{1,5})(-[a-z0-9-]{1,30})?");
    private static final long TIB = 1024 * Bytes.GIB;
    private static final double FULL = 0.75;
    private static final double MEAN_VM_GIB = 4.6;
    private static final double MEAN_HOST_GIB = 135;
    private static final int FEW_HOSTS = 4;
    private static final int SMALL = 3;
    private static final double WANTED_USE = 0.7;
    private static final int[] HOST_GIB = {128, 96, 192, 64, 256, 128};
    private static final int[] HOST_CPUS = {48, 32, 64, 32, 128, 64};
    private static final double RUNNING = 0.85;
    private static final int ALWAYS_RUNNING = 3;

    /** One kind of server. */
    private record Role(String name, int cpus, int memoryGib, int diskGib) {}

    private static final Role WEB = new Role("web", 2, 4, 20);
    private static final Role DB = new Role("db", 8, 16, 200);
    private static final Role APP = new Role("app", 4, 8, 40);
    private static final Role DESK = new Role("desk", 2, 4, 60);
    private static final Role TEST = new Role("test", 2, 2, 20);
    private static final Role CACHE = new Role("cache", 2, 4, 10);
    private static final List<Role> ROLES = List.of(
            WEB,
            WEB,
            DB,
            new Role("mail", 4, 8, 100),
            new Role("wiki", 2, 4, 30),
            APP,
            new Role("files", 2, 4, 500),
            new Role("git", 4, 8, 120),
            WEB,
            new Role("dns", 1, 1, 8),
            DESK,
            DESK,
            new Role("ci", 8, 8, 80),
            new Role("proxy", 2, 2, 10),
            CACHE,
            new Role("ldap", 1, 2, 12),
            APP,
            TEST,
            new Role("erp", 8, 16, 150),
            new Role("print", 1, 1, 16),
            DESK,
            WEB,
            DB,
            new Role("crm", 4, 8, 60),
            new Role("monitor", 2, 4, 80),
            TEST,
            APP,
            new Role("vpn", 1, 1, 8),
            DESK,
            new Role("backup", 2, 4, 400),
            TEST,
            new Role("chat", 2, 4, 30),
            WEB,
            DESK,
            CACHE,
            new Role("shop", 4, 4, 40),
            APP,
            TEST,
            DESK,
            new Role("phone", 2, 2, 20));

    private static final Map<String, Integer> IMAGES_GIB =
            Map.of("debian-12.qcow2", 10, "ubuntu-24.04.qcow2", 12, "alma-9.qcow2", 12, "windows-2022.qcow2", 40);
    private static final List<String> MEDIA = List.of("debian-12-netinst.iso", "virtio-win.iso");

    private final SplittableRandom random;
    private final Instant created;
    private final int hostCount;
    private final int vmCount;
    private final String name;
    private SimulatedWorld world;

    private Inventory(String name, int hostCount, int vmCount, Instant created) {
        this.name = name;
        this.hostCount = hostCount;
        this.vmCount = vmCount;
        this.created = created;
        this.random = new SplittableRandom(seedOf(name));
    }

    static long seedOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    /**
     * A new world, whose instances don't hold their volumes open yet.
     *
     * @param created since when it is as it is
     * @throws Unreachable when the name isn't a world's
     */
    static SimulatedWorld world(String name, long seed, SimulatedTime time, Instant created) {
        requireName(name);
        var matcher = NAME.matcher(name);
        matcher.matches();
        var hosts = Integer.parseInt(matcher.group(1));
        var vms = Integer.parseInt(matcher.group(2));
        return new Inventory(name, hosts, vms, created).build(seed, time);
    }

    /** @throws Unreachable when the name isn't a world's */
    static void requireName(String name) {
        var matcher = NAME.matcher(name);
        if (matcher.matches()) {
            var hosts = Integer.parseInt(matcher.group(1));
            var vms = Integer.parseInt(matcher.group(2));
            if (hosts >= 1 && hosts <= SimulatedWorld.MOST_HOSTS && vms <= SimulatedWorld.MOST_VMS) {
                return;
            }
        }
        throw new Unreachable(
                "There is no simulated world " + name + ". A world is named by its size, HOSTSxVMS, from 1x0 to "
                        + SimulatedWorld.MOST_HOSTS + "x" + SimulatedWorld.MOST_VMS + ", as in 20x400.",
                null);
    }

    private SimulatedWorld build(long seed, SimulatedTime time) {
        world = new SimulatedWorld(name, seed, time, Math.max(8 * TIB, vmCount * 120L * Bytes.GIB));
        var mean = hostCount <= FEW_HOSTS ? HOST_GIB[SMALL] : MEAN_HOST_GIB;
        var wanted = vmCount * MEAN_VM_GIB / (WANTED_USE * mean * hostCount);
        var scale = Math.max(1, Integer.highestOneBit((int) Math.ceil(wanted)));
        scale = scale < wanted ? scale * 2 : scale;
        for (int i = 0; i < hostCount; i++) {
            addHost(i, scale);
        }
        addImages();
        var numbers = new HashMap<String, Integer>();
        var hosts = new ArrayList<>(world.hosts.values());
        var room = new HashMap<SimHost, Long>();
        hosts.forEach(host -> room.put(host, (long) (FULL * host.memoryBytes)));
        for (int i = 0; i < vmCount; i++) {
            var role = ROLES.get(i % ROLES.size());
            addVm(i, role, numbers.merge(role.name(), 1, Integer::sum), hosts, room);
        }
        return world;
    }

    private void addHost(int index, int scale) {
        var hostName = "h" + (index + 1);
        var kind = hostCount <= FEW_HOSTS ? SMALL : index < HOST_GIB.length ? index : random.nextInt(HOST_GIB.length);
        var older = hostCount >= 8 && index >= hostCount - hostCount / 4;
        var local = new SimDatastore(
                "local", hostName, "sim:" + name + "/" + hostName + "/local", "/var/lib/libvirt/images", 2 * TIB);
        var bootedAt = created.minus(Duration.ofMinutes(1_500 + random.nextInt(200_000)));
        world.hosts.put(
                hostName,
                new SimHost(
                        world,
                        hostName,
                        HOST_CPUS[kind] * scale,
                        HOST_GIB[kind] * scale * Bytes.GIB,
                        older ? "Skylake-Server" : "Cascadelake-Server",
                        local,
                        bootedAt));
    }

    private void addImages() {
        IMAGES_GIB.keySet().stream().sorted().forEach(image -> {
            var size = IMAGES_GIB.get(image) * Bytes.GIB;
            world.shared.put(new VolumeReport(image, world.shared.pathOf(image), "qcow2", size, size / 5, null));
        });
        MEDIA.forEach(medium -> world.shared.put(
                new VolumeReport(medium, world.shared.pathOf(medium), "iso", 700 * Bytes.MIB, 700 * Bytes.MIB, null)));
    }

    private void addVm(int index, Role role, int number, List<SimHost> hosts, Map<SimHost, Long> room) {
        var vmName = role.name() + "-" + number;
        var memory = role.memoryGib() * Bytes.GIB;
        var host = choose(hosts, room, memory);
        var running = (random.nextDouble() < RUNNING || index < ALWAYS_RUNNING) && room.get(host) >= memory;
        room.merge(host, running ? -memory : -memory / 4, Long::sum);
        var file = vmName + ".qcow2";
        var path = world.shared.pathOf(file);
        var size = role.diskGib() * Bytes.GIB;
        world.shared.put(
                new VolumeReport(file, path, "qcow2", size, (long) (size * (0.1 + 0.6 * random.nextDouble())), null));
        var mac = String.format("52:54:00:%02x:%02x:%02x", seedOf(name) & 0xff, (index >> 8) & 0xff, index & 0xff);
        var spec = new VmSpec(
                UUID.nameUUIDFromBytes((name + "/" + vmName).getBytes(StandardCharsets.UTF_8)),
                vmName,
                role.cpus(),
                memory,
                "Westmere",
                true,
                VmSpec.Boot.DISK,
                List.of(new VmSpec.Disk("vda", path, "qcow2", "virtio", false, false)),
                List.of(new VmSpec.Nic(mac, "office", "virtio")));
        var vm = new SimVm(host, spec);
        if (running) {
            var since = created.minus(Duration.ofMinutes(60 + random.nextInt(100_000)));
            vm.instance = Instance.running(
                    vm.workload(), since.isBefore(host.bootedAt) ? host.bootedAt.plusSeconds(60) : since);
        }
        host.vms.put(vm.uuid(), vm);
    }

    /** The emptiest of three by chance, or of all when those are full. */
    private SimHost choose(List<SimHost> hosts, Map<SimHost, Long> room, long memory) {
        var some = new ArrayList<SimHost>(3);
        for (int i = 0; i < 3; i++) {
            some.add(hosts.get(random.nextInt(hosts.size())));
        }
        var best = emptiest(some, room);
        return room.get(best) >= memory ? best : emptiest(hosts, room);
    }

    private static SimHost emptiest(List<SimHost> hosts, Map<SimHost, Long> room) {
        return hosts.stream()
                .max(Comparator.comparingDouble(host -> room.get(host) / (double) host.memoryBytes))
                .orElseThrow();
    }
}
