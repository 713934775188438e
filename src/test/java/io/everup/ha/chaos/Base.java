package io.everup.ha.chaos;

import io.everup.ha.core.CrashPolicy;
import io.everup.ha.core.CrashRow;
import io.everup.host.HostState;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The database: rows that all replicas share. Times are milliseconds of virtual time. */
final class Base {

    boolean up = true;
    long epoch;
    String leader;
    long leaseUntil = -1;
    final List<Host> hosts = new ArrayList<>();
    final List<Vm> vms = new ArrayList<>();
    final List<Failover> failovers = new ArrayList<>();
    final List<Task> tasks = new ArrayList<>();
    /** By replica and host: whether it hears it. */
    final Map<String, boolean[]> sights = new HashMap<>();
    /** By replica: when it signed last. */
    final Map<String, Long> signed = new HashMap<>();

    /** After how many milliseconds a host is fenced whose daemon alone is silent; -1 for never. */
    long fenceAfter = -1;

    long fenceAfterSaidAt = -1;
    String disarmed;
    long disarmedUntil;
    long armedAt = -1;

    static final class Host {
        final Machine machine;
        HostState state = HostState.UP;
        String problem;
        long stateSince;
        /** When it was doubted last; -1 for never. */
        long silentSince = -1;

        Failover open;

        Host(Machine machine) {
            this.machine = machine;
        }
    }

    static final class Vm {
        final int number;
        final String name;
        final UUID id;
        Protection protection = Protection.PROTECTED;
        int priority = 50;
        int gib = 4;
        boolean wantedOn = true;
        boolean lostPower = true;
        VmState state = VmState.RUNNING;
        long stateSince;
        /** A host's number; 0 for none. */
        int home;

        CrashPolicy crashPolicy = CrashPolicy.DEFAULT;

        /** Its host keeps what its crashed guest left in memory. */
        boolean preserved;

        /** What was decided about the crash for which it is down; null for nothing. */
        CrashRow.Answer answer;

        /** When its host was last asked about it, and why it was off then; null for on. */
        long lookedAt = -1;

        String offBecause;

        /** The policy by which it was left down. */
        CrashPolicy leftUnder;

        /** When each crash was answered with a restart, since an operator started it last. */
        final List<Long> restarts = new ArrayList<>();

        /** Its owner's order to stop it was carried out. */
        boolean stopped;

        /** Until when a host that is no more keeps its disk locked. */
        long lockedUntil = -1;

        /** What it is restarted for; null for none. */
        Failover failover;

        String problem;
        Task task;
        final List<Long> failures = new ArrayList<>();
        final List<Long> startFailures = new ArrayList<>();
        /** The VM that it starts after; 0 for none. */
        int after;

        Vm(int number) {
            this.number = number;
            this.name = "v" + number;
            this.id = new UUID(2, number);
        }

        boolean guarded() {
            return protection != Protection.OFF && wantedOn;
        }
    }

    static final class Failover {
        final UUID id;
        final Host host;
        final long epoch;
        final long silentAt;
        final long suspectedAt;
        long fencingAt = -1;
        boolean ordered;
        String proof;
        long provenAt = -1;
        String advice;
        long endedAt = -1;
        final List<String> notes = new ArrayList<>();
        final Map<Integer, Boolean> vms = new HashMap<>();

        Failover(UUID id, Host host, long epoch, long silentAt, long suspectedAt) {
            this.id = id;
            this.host = host;
            this.epoch = epoch;
            this.silentAt = silentAt;
            this.suspectedAt = suspectedAt;
        }
    }

    enum Kind {
        RECOVER,
        START,
        STOP,
        MIGRATE
    }

    static final class Task {
        final int number;
        final Kind kind;
        final Vm vm;
        int target;
        int source;
        int step;
        long begunAt;
        long stepSince = -1;
        String owner;
        long leaseUntil = -1;
        boolean cancelled;
        /** Whether the order to the hypervisor was given. */
        boolean ordered;

        /** It starts a VM again whose guest crashed. */
        boolean crashed;

        /** A host on which it didn't start; 0 for none. */
        int avoid;

        Task(int number, Kind kind, Vm vm, int target, long now) {
            this.number = number;
            this.kind = kind;
            this.vm = vm;
            this.target = target;
            this.begunAt = now;
        }
    }

    /** When a host was proven to have gone off by itself; -1 when it wasn't, or is back. */
    long diedAt(Host host) {
        return failovers.stream()
                .filter(failover -> failover.host == host && host.state == HostState.FENCED)
                .reduce((one, next) -> next)
                .filter(last -> last.fencingAt < 0)
                .filter(last -> "POWER_SEEN_OFF".equals(last.proof) || "OPERATOR".equals(last.proof))
                .map(last -> last.provenAt)
                .orElse(-1L);
    }

    Host host(UUID id) {
        return hosts.get((int) id.getLeastSignificantBits() - 1);
    }

    Host host(int number) {
        return hosts.get(number - 1);
    }

    Vm vm(UUID id) {
        return vms.get((int) id.getLeastSignificantBits() - 1);
    }

    void signal(Host host, HostState next, String problem, long now) {
        host.state = next;
        host.problem = problem;
        host.stateSince = now;
    }

    void state(Vm vm, VmState next, long now) {
        vm.state = next;
        vm.stateSince = now;
    }
}
