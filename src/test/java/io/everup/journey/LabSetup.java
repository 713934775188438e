package io.everup.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives a portal the lab's hosts, its guests' network and its template, by the API. */
record LabSetup(Portal portal) {

    static final String TEMPLATE = "Lab Linux";
    /** A guest that writes 40 MiB of memory a second, through 32 MiB over and over. */
    static final String BUSY = "Busy Linux";

    private static final String CMDLINE = "console=ttyS0 console=tty0 quiet nokaslr mitigations=off swiotlb=noforce"
            + " everup.name={name} everup.addr={address}/{prefix} everup.gw={gateway}";

    void build() {
        var pool = portal.post("/pools", Map.of("name", "Office")).is(201).text("/id");
        var tasks = new ArrayList<String>();
        for (var n = 1; n <= 3; n++) {
            tasks.add(portal.post("/hosts", host(n, pool)).is(202).text("/id"));
        }
        tasks.forEach(task -> portal.ended(task, "succeeded"));
        var network = portal.idOf("networks", "guests");
        portal.send(
                        "PUT",
                        "/networks/" + network + "/addresses",
                        Map.of(
                                "first",
                                "10.78.0.150",
                                "last",
                                "10.78.0.179",
                                "prefixLength",
                                24,
                                "gateway",
                                "10.78.0.254"))
                .is(200);
        var disk = portal.idOf("volumes", "lab-data.qcow2");
        var path = portal.get("/volumes/" + disk).is(200).text("/path");
        var shared = path.substring(0, path.lastIndexOf('/'));
        portal.post("/templates", template(pool, network, disk, shared, TEMPLATE, 96, CMDLINE))
                .is(201);
        portal.post("/templates", template(pool, network, disk, shared, BUSY, 192, CMDLINE + " everup.dirty=40:32"))
                .is(201);
    }

    private static Map<String, Object> host(int n, String pool) {
        var params = Map.of(
                "ip", "10.79.0." + n,
                "username", "admin",
                "password", "secret",
                "lanplus", "1",
                "cipher", "3",
                "power_wait", "0");
        return Map.of(
                "name",
                "h" + n,
                "uri",
                "qemu+tcp://10.77.0." + n + "/system",
                "pool",
                pool,
                "fence",
                List.of(Map.of("agent", "fence_ipmilan", "params", params)));
    }

    private static Map<String, Object> template(
            String pool, String network, String disk, String shared, String name, int memoryMiB, String cmdline) {
        return Map.of(
                "name",
                name,
                "pool",
                pool,
                "cpus",
                1,
                "memoryMiB",
                memoryMiB,
                "cpuModel",
                "qemu64",
                "boot",
                Map.of("kernel", shared + "/lab-vmlinuz", "initrd", shared + "/lab-initrd.img", "cmdline", cmdline),
                "disks",
                List.of(Map.of("volume", disk, "bus", "virtio")),
                "network",
                network);
    }
}
