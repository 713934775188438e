package io.everup.support;

import io.everup.hypervisor.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small private cloud on simulated hosts, built through the HTTP API.
 *
 * @param world the simulated world, such as {@code 3x6-flow}
 * @param hosts ids of h1, h2 …
 * @param template of two processors and one disk, on the world's network
 */
public record Cloud(String world, String pool, List<String> hosts, String network, String template) {

    /** @param world named by its size; each test class has one of its own */
    public static Cloud build(Api api, Simulator simulator, String world, int hostCount) {
        simulator.open(world);
        var pool = api.post("/api/v1/pools", Map.of("name", "Pool " + world))
                .is(201)
                .text("/id");
        var hosts = new ArrayList<String>();
        for (var i = 1; i <= hostCount; i++) {
            var task = api.succeed("/api/v1/hosts", host(world, "h" + i, pool));
            hosts.add(task.at("/result/host").asString());
        }
        var image = only(api, "/api/v1/volumes?q=name:debian-12.qcow2");
        var network = only(api, "/api/v1/networks?q=name:office");
        var template = api.post(
                        "/api/v1/templates",
                        Map.of(
                                "name",
                                "debian-12",
                                "pool",
                                pool,
                                "cpus",
                                2,
                                "memoryMiB",
                                2048,
                                "disks",
                                List.of(Map.of("volume", image, "bus", "virtio")),
                                "network",
                                network))
                .is(201)
                .text("/id");
        return new Cloud(world, pool, hosts, network, template);
    }

    /** The request that adds a host of a world, with its power device. */
    public static Map<String, Object> host(String world, String name, String pool) {
        return Map.of(
                "name",
                name,
                "uri",
                "sim://" + world + "/" + name,
                "pool",
                pool,
                "fence",
                List.of(Map.of("agent", "fence_sim", "params", Map.of("world", world, "host", name))));
    }

    /** Deploys a VM from the template. @return its address in the API */
    public String deploy(Api api, String name, boolean start) {
        var task = api.succeed("/api/v1/vms", Map.of("name", name, "pool", pool, "template", template, "start", start));
        return "/api/v1/vms/" + task.at("/result/vm").asString();
    }

    private static String only(Api api, String list) {
        return api.until(list, found -> found.at("/total").asInt() == 1)
                .at("/items/0/id")
                .asString();
    }
}
