package io.everup.placement;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** One question of the planner as numbers: these VMs, most important first, and these hosts with what they have left. */
final class Loss {

    /** In the order of recovery; a VM is its place in this list. */
    final List<ProtectedVm> vms;
    /** Those that are left, by name; a host is its place in this list. */
    final List<HostOffer> hosts;
    /** By VM: 0 for the most important ones; VMs of one level count the same. */
    final int[] level;
    /** By VM and host: whether the host would do if it were empty of VMs of this loss. VMs of one kind share a row. */
    final boolean[][] suits;
    /** By host, before any VM is placed. */
    final long[] memoryFree;

    final int[] cpusFree;
    final long[] memoryBudget;
    final int levels;

    /** What placement rules say. */
    final Ties ties;

    /** By VM: how many hosts could take it if no other VM went there; -1 until somebody asks. */
    private final int[] choices;

    Loss(Ground ground, Set<UUID> lost) {
        vms = ground.vmsOf(lost);
        var left = IntStream.range(0, ground.hosts.size())
                .filter(host -> !lost.contains(ground.hosts.get(host).id()))
                .toArray();
        hosts = Arrays.stream(left).mapToObj(ground.hosts::get).toList();
        memoryFree =
                Arrays.stream(left).mapToLong(host -> ground.memoryFree[host]).toArray();
        cpusFree = Arrays.stream(left).map(host -> ground.cpusFree[host]).toArray();
        memoryBudget =
                Arrays.stream(left).mapToLong(host -> ground.memoryBudget[host]).toArray();
        level = new int[vms.size()];
        for (int vm = 1; vm < level.length; vm++) {
            level[vm] = level[vm - 1] + (sameLevel(vms.get(vm - 1), vms.get(vm)) ? 0 : 1);
        }
        levels = level.length == 0 ? 0 : level[level.length - 1] + 1;
        suits = new boolean[vms.size()][];
        var rows = new IdentityHashMap<boolean[], boolean[]>();
        for (int vm = 0; vm < suits.length; vm++) {
            suits[vm] = rows.computeIfAbsent(ground.suits(demand(vm)), row -> pick(row, left));
        }
        ties = new Ties(this);
        for (int vm = 0; vm < suits.length; vm++) {
            suits[vm] = ties.allowed(vm, suits[vm]);
        }
        choices = new int[vms.size()];
        Arrays.fill(choices, -1);
    }

    private static boolean[] pick(boolean[] row, int[] places) {
        var picked = new boolean[places.length];
        for (int i = 0; i < places.length; i++) {
            picked[i] = row[places[i]];
        }
        return picked;
    }

    Demand demand(int vm) {
        return vms.get(vm).demand();
    }

    /** Whether the VM could go to this host if no other VM did. */
    boolean fitsAlone(int vm, int host) {
        return suits[vm][host]
                && memoryFree[host] >= demand(vm).memoryBytes()
                && cpusFree[host] >= demand(vm).cpus();
    }

    /** How many hosts could take the VM if no other VM did go there. */
    int choices(int vm) {
        if (choices[vm] < 0) {
            choices[vm] = 0;
            for (int host = 0; host < hosts.size(); host++) {
                choices[vm] += fitsAlone(vm, host) ? 1 : 0;
            }
        }
        return choices[vm];
    }

    private static boolean sameLevel(ProtectedVm one, ProtectedVm other) {
        return one.bestEffort() == other.bestEffort() && one.priority() == other.priority();
    }
}
