package io.everup.drill;

import io.everup.ha.HaDirectory;
import io.everup.host.FenceDevices;
import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.hypervisor.DatastoreReport;
import io.everup.hypervisor.DiskLock;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.identity.Actor;
import io.everup.storage.DiskLockOperations;
import io.everup.storage.DiskLockView;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks everything that a failover in a pool would lean on. Nothing of it has an effect. */
@Component
class ReadinessChecks {

    private static final Duration PING = Duration.ofSeconds(3);
    private static final int AT_ONCE = 8;

    private final HostDirectory hosts;
    private final HostConnections connections;
    private final FenceDevices fence;
    private final HaDirectory ha;
    private final DiskLockOperations locks;
    private final JdbcClient jdbc;
    private final ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE, work -> {
        var thread = new Thread(work, "everup-drill");
        thread.setDaemon(true);
        return thread;
    });

    ReadinessChecks(
            HostDirectory hosts,
            HostConnections connections,
            FenceDevices fence,
            HaDirectory ha,
            DiskLockOperations locks,
            JdbcClient jdbc) {
        this.hosts = hosts;
        this.connections = connections;
        this.fence = fence;
        this.ha = ha;
        this.locks = locks;
        this.jdbc = jdbc;
    }

    @PreDestroy
    void stop() {
        askers.shutdownNow();
    }

    List<Check> run(UUID pool) {
        var all = hosts.ofPool(Actor.SYSTEM, pool);
        var shared = shared(pool);
        var asked = all.stream()
                .map(host -> CompletableFuture.supplyAsync(
                        () -> ofHost(host, shared.getOrDefault(host.id(), List.of())), askers))
                .toList();
        var checks = new ArrayList<Check>();
        checks.add(timed(this::lease));
        asked.forEach(each -> checks.addAll(each.join()));
        checks.addAll(plan(pool, all));
        checks.addAll(locks.ofPool(Actor.SYSTEM, pool).stream()
                .map(ReadinessChecks::lock)
                .toList());
        return checks;
    }

    private List<Check> ofHost(HostView host, List<String> shared) {
        var checks = new ArrayList<Check>();
        checks.add(timed(() -> link(host)));
        checks.addAll(fence(host));
        if (!shared.isEmpty()) {
            checks.add(timed(() -> datastores(host, shared)));
        }
        return checks;
    }

    private Check link(HostView host) {
        if (host.state() != HostState.UP) {
            return host.state() == HostState.MAINTENANCE
                    ? Check.warning("link", host.name(), "It is in maintenance.", null)
                    : Check.failed("link", host.name(), host.sentence(), "See its page.");
        }
        try {
            connections.to(host.id()).ping(PING);
            return Check.passed("link", host.name(), "Its hypervisor answers.");
        } catch (HypervisorFailure e) {
            return Check.failed("link", host.name(), e.getMessage(), "See whether libvirt runs on it.");
        }
    }

    private List<Check> fence(HostView host) {
        var begun = System.nanoTime();
        var round = fence.askAll(host.id());
        if (round.answers().isEmpty()) {
            return List.of(Check.failed(
                    "fence",
                    host.name(),
                    "It has no fence device: nothing could prove that it is off.",
                    "Add one on its page under Availability."));
        }
        var checks = new ArrayList<Check>();
        round.answers()
                .forEach(answer -> checks.add(Check.of(
                                answer.power() != null,
                                "fence",
                                host.name(),
                                answer.agent() + ": " + answer.finding(),
                                answer.agent() + ": " + answer.finding(),
                                "Correct its settings on the host's page, or see to the device.")
                        .took(answer.took().toMillis())));
        if (host.state() == HostState.UP
                && round.answers().stream().anyMatch(answer -> answer.power() == PowerState.OFF)) {
            checks.add(Check.failed(
                            "fence-other",
                            host.name(),
                            "It answers, and yet a fence device says that its power is off: that device switches another"
                                    + " machine.",
                            "Correct the device's address or plug at once: it could prove a running host dead.")
                    .took(millisSince(begun)));
        }
        return checks;
    }

    private Check datastores(HostView host, List<String> shared) {
        if (host.state() != HostState.UP) {
            return Check.warning("datastores", host.name(), "Not asked: it isn't up.", null);
        }
        try {
            var active = connections.to(host.id()).datastores().stream()
                    .filter(DatastoreReport::active)
                    .map(DatastoreReport::name)
                    .toList();
            var missing = shared.stream().filter(name -> !active.contains(name)).toList();
            return Check.of(
                    missing.isEmpty(),
                    "datastores",
                    host.name(),
                    "It reaches " + String.join(", ", shared) + ".",
                    "It doesn't reach " + String.join(", ", missing) + ".",
                    "See to its storage network, then activate the datastore on it.");
        } catch (HypervisorFailure e) {
            return Check.failed("datastores", host.name(), e.getMessage(), "See whether libvirt runs on it.");
        }
    }

    /** By host, its own names for the datastores that it shares with others. */
    private HashMap<UUID, List<String>> shared(UUID pool) {
        var names = new HashMap<UUID, List<String>>();
        jdbc.sql("""
                        select r.host_id, r.name from datastore_host r join datastore d on d.id = r.datastore_id
                        where d.pool_id = :pool
                          and (select count(*) from datastore_host o where o.datastore_id = d.id) > 1
                        order by r.name
                        """).param("pool", pool).query(row -> {
            names.computeIfAbsent(row.getObject("host_id", UUID.class), id -> new ArrayList<>())
                    .add(row.getString("name"));
        });
        return names;
    }

    private Check lease() {
        // The lead passes from one replica to another within some seconds: that is no failure.
        var held = jdbc.sql("select count(*) from ha_lease where until > now() - interval '10 seconds'")
                        .query(Integer.class)
                        .single()
                > 0;
        return Check.of(
                held,
                "lease",
                "Everup",
                "A replica leads high availability.",
                "No replica leads high availability: no host that dies now would be recovered.",
                "See the log of each replica and whether it reaches PostgreSQL.");
    }

    private List<Check> plan(UUID pool, List<HostView> all) {
        var begun = System.nanoTime();
        var plan = ha.plan(Actor.SYSTEM, pool);
        return all.stream()
                .filter(host -> plan.recoveries().containsKey(host.id()))
                .map(host -> Check.of(
                                plan.survives(host.id()),
                                "plan",
                                host.name(),
                                "If it died now, each of its protected VMs has a place.",
                                "If it died now, not every protected VM would have a place.",
                                "See the failover plan for which, and why.")
                        .took(millisSince(begun)))
                .toList();
    }

    private static Check lock(DiskLockView lock) {
        var name = lock.host() + ", " + lock.datastore();
        if (lock.outcome() == DiskLock.LOCK_MANAGER) {
            return Check.passed("locks", name, lock.finding());
        }
        return Check.warning("locks", name, lock.finding(), lock.advice());
    }

    private static Check timed(Supplier<Check> asking) {
        var begun = System.nanoTime();
        return asking.get().took(millisSince(begun));
    }

    private static long millisSince(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }
}
