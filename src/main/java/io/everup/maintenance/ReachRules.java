package io.everup.maintenance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a host has lost against an earlier time. */
final class ReachRules {

    private ReachRules() {}

    /** In words that follow "h1: ". A newer version is no loss, an older one is. */
    static List<String> lost(HostChecks.Reach before, HostChecks.Reach now) {
        var lost = new ArrayList<String>();
        missing(before.datastores(), now.datastores())
                .forEach(name -> lost.add("doesn't reach datastore '" + name + "' any more"));
        missing(before.networks(), now.networks())
                .forEach(name -> lost.add("doesn't offer network '" + name + "' any more"));
        older("hypervisor", before.hypervisor(), now.hypervisor(), lost);
        older("libvirt", before.manager(), now.manager(), lost);
        return lost;
    }

    private static List<String> missing(Map<String, String> before, Map<String, String> now) {
        var gone = new TreeMap<>(before);
        gone.keySet().removeAll(now.keySet());
        return gone.values().stream().sorted().toList();
    }

    private static void older(String what, String before, String now, List<String> lost) {
        if (before != null && now != null && compare(now, before) < 0) {
            lost.add(
                    "has " + what + " " + now + ", older than " + before + " before: VMs may not be able to come back");
        }
    }

    /** Part by part as numbers; parts that are none count as 0. */
    static int compare(String one, String other) {
        var left = one.split("[^0-9]+");
        var right = other.split("[^0-9]+");
        for (var i = 0; i < Math.max(left.length, right.length); i++) {
            var order = Long.compare(part(left, i), part(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static long part(String[] parts, int index) {
        var part = index < parts.length ? parts[index] : "";
        return part.isEmpty() || part.length() > 9 ? 0 : Long.parseLong(part);
    }
}
