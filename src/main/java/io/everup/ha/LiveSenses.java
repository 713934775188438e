package io.everup.ha;

import io.everup.ha.core.Findings;
import io.everup.ha.core.HaRules;
import io.everup.ha.core.Power;
import io.everup.ha.core.Senses;
import io.everup.host.FenceDevices;
import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostEvents;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** This replica's own senses: its links, its fence devices, its network. Every question has a thread of its own. */
@Component
class LiveSenses implements Senses {

    private static final Logger log = LoggerFactory.getLogger(LiveSenses.class);
    private static final Duration FENCE_DEADLINE = Duration.ofSeconds(12);

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final FenceDevices fence;
    private final OtherPaths paths;
    private final FailoverJournal journal;
    private final HaLease lease;
    private final HaBell bell;
    private final ApplicationEventPublisher publisher;
    private final Instant since;
    private final Map<UUID, Findings> known = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "everup-ha-sense");
        thread.setDaemon(true);
        return thread;
    });

    LiveSenses(
            HostConnections connections,
            HostDirectory hosts,
            FenceDevices fence,
            OtherPaths paths,
            FailoverJournal journal,
            HaLease lease,
            HaBell bell,
            ApplicationEventPublisher publisher,
            Clock clock) {
        this.since = clock.instant();
        this.connections = connections;
        this.hosts = hosts;
        this.fence = fence;
        this.paths = paths;
        this.journal = journal;
        this.lease = lease;
        this.bell = bell;
        this.publisher = publisher;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public boolean answering(UUID host) {
        return connections.answering(host);
    }

    @Override
    public boolean missing(UUID host) {
        return connections.missing(host);
    }

    @Override
    public Instant lastAnswer(UUID host) {
        return connections.lastAnswer(host);
    }

    @Override
    public String problem(UUID host) {
        var problem = connections.problem(host);
        return problem == null ? "It doesn't answer." : problem;
    }

    @Override
    public Findings findings(UUID host) {
        return known.getOrDefault(host, Findings.NONE);
    }

    @Override
    public void compareAgain(UUID host) {
        run(() -> publisher.publishEvent(new HostEvents.Connected(host)));
    }

    @Override
    public void askPower(UUID host) {
        if (findings(host).asking()) {
            return;
        }
        change(host, before -> before.begin(lease.now()));
        run(() -> {
            try {
                var devices = fence.of(host);
                change(
                        host,
                        before -> before.withDevices(devices.stream()
                                .collect(Collectors.groupingBy(
                                        FenceDevices.Device::level, Collectors.summingInt(d -> 1)))));
                all(devices.stream()
                        .<Runnable>map(device -> () -> ask(host, device))
                        .toList());
            } finally {
                change(host, Findings::end);
                bell.ring();
            }
        });
    }

    private void ask(UUID host, FenceDevices.Device device) {
        var answer = fence.ask(host, device);
        var on = answer.power() == null ? null : Boolean.valueOf(answer.power() == PowerState.ON);
        change(host, before -> before.with(new Power(answer.agent(), device.level(), on, answer.finding())));
        bell.ring();
    }

    @Override
    public void knock(UUID host) {
        change(host, Findings::knock);
        run(() -> {
            Boolean alive = null;
            try {
                alive = paths.alive(hosts.host(Actor.SYSTEM, host).uri());
            } finally {
                var answer = alive;
                change(host, before -> before.withAlive(answer, lease.now()));
                bell.ring();
            }
        });
    }

    @Override
    public void switchOff(UUID host, UUID failover) {
        var before = findings(host).off();
        if (before != null && before.endedAt() == null && before.failover().equals(failover)) {
            return;
        }
        var failures = before != null && before.failover().equals(failover) ? before.failures() : 0;
        var begun = lease.now();
        change(host, now -> now.withOff(new Findings.SwitchOff(failover, begun, null, false, "", failures)));
        run(() -> {
            var outcome =
                    new Findings.SwitchOff(failover, begun, begun, false, "It could not even be tried.", failures + 1);
            try {
                outcome = tryAll(host, failover, begun, failures);
            } finally {
                var end = outcome;
                change(host, now -> now.withOff(end));
                bell.ring();
            }
            if (!outcome.seenOff()) {
                journal.nextTry(failover, HaRules.nextTry(outcome));
            }
        });
    }

    private Findings.SwitchOff tryAll(UUID host, UUID failover, Instant begun, int failures) {
        var reasons = new ArrayList<String>();
        for (var level : fence.levels(host)) {
            var names = level.devices().stream()
                    .map(device -> device.target().agent())
                    .distinct()
                    .collect(Collectors.joining(" and "));
            try {
                fence.off(host, level, FENCE_DEADLINE);
                var text = "It was switched off through " + names + ", and its power is seen off.";
                return new Findings.SwitchOff(failover, begun, lease.now(), true, text, 0);
            } catch (HypervisorFailure | Refusal e) {
                reasons.add(names + ": " + e.getMessage());
            }
        }
        var text = reasons.isEmpty() ? "It has no fence device." : String.join(" ", reasons);
        return new Findings.SwitchOff(failover, begun, lease.now(), false, text, failures + 1);
    }

    private void change(UUID host, UnaryOperator<Findings> how) {
        known.compute(host, (id, before) -> how.apply(before == null ? Findings.NONE : before));
    }

    private void run(Runnable what) {
        if (!threads.isShutdown()) {
            threads.execute(() -> {
                try {
                    what.run();
                } catch (RuntimeException e) {
                    log.warn("A question about a host stumbled: {}", e.toString());
                    log.debug("Because of", e);
                }
            });
        }
    }

    /** Does all at once and returns when the last is done. */
    private void all(List<Runnable> what) {
        if (what.size() == 1) {
            what.get(0).run();
            return;
        }
        var futures = what.stream().map(threads::submit).toList();
        for (var future : futures) {
            try {
                future.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (java.util.concurrent.ExecutionException e) {
                log.warn("A fence device could not be asked: {}", e.getCause().toString());
            }
        }
    }
}
