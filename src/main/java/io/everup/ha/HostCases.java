package io.everup.ha;

import io.everup.host.FenceDevices;
import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostEvents;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Follows each silent host, on a thread of its own, until it answers, is proven off, or no proof can be had. */
@Component
class HostCases {

    private static final Logger log = LoggerFactory.getLogger(HostCases.class);
    private static final Duration FENCE_DEADLINE = Duration.ofSeconds(12);
    private static final long LOOK_MILLIS = 500;
    private static final Set<HostState> SILENT = Set.of(HostState.SUSPECT, HostState.LOST, HostState.FENCING);

    private final HaLease lease;
    private final HostConnections connections;
    private final HostDirectory hosts;
    private final HostOperations operations;
    private final FenceDevices fence;
    private final OtherPaths paths;
    private final FailoverJournal journal;
    private final HostRecovery recovery;
    private final ApplicationEventPublisher publisher;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Set<UUID> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "everup-ha-case");
        thread.setDaemon(true);
        return thread;
    });

    HostCases(
            HaLease lease,
            HostConnections connections,
            HostDirectory hosts,
            HostOperations operations,
            FenceDevices fence,
            OtherPaths paths,
            FailoverJournal journal,
            HostRecovery recovery,
            ApplicationEventPublisher publisher,
            TransactionTemplate transaction,
            JdbcClient jdbc,
            Clock clock) {
        this.lease = lease;
        this.connections = connections;
        this.hosts = hosts;
        this.operations = operations;
        this.fence = fence;
        this.paths = paths;
        this.journal = journal;
        this.recovery = recovery;
        this.publisher = publisher;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /** Opens the host's case unless it is open; returns at once. Nothing happens on a replica that doesn't lead. */
    void look(UUID host) {
        if (!threads.isShutdown() && lease.epoch().isPresent() && open.add(host)) {
            threads.execute(() -> {
                try {
                    follow(host);
                } catch (HaLease.NotLeader e) {
                    log.info("The case of host {} went to another replica", host);
                } catch (RuntimeException e) {
                    log.error("The case of host {} stumbled and will be opened again", host, e);
                } finally {
                    open.remove(host);
                }
            });
        }
    }

    private void follow(UUID host) {
        while (lease.epoch().isPresent()) {
            var epoch = lease.epoch().getAsLong();
            var view = hosts.host(Actor.SYSTEM, host);
            if (!suspected(view, epoch)) {
                return;
            }
            view = hosts.host(Actor.SYSTEM, host);
            if (!SILENT.contains(view.state())) {
                return;
            }
            var failover = journal.open(host).map(FailoverJournal.Open::id).orElseGet(() -> null);
            if (failover == null) {
                failover = journal.begin(host, epoch, connections.lastAnswer(host), cause(host));
            }
            if (act(view, failover, epoch)) {
                return;
            }
            pause();
        }
    }

    /** Answers whether the host is under suspicion, after bringing a host that has just fallen silent there. */
    private boolean suspected(HostView view, long epoch) {
        if (SILENT.contains(view.state())) {
            return true;
        }
        var doubtful = view.state() == HostState.UP || view.state() == HostState.CONNECTING;
        if (!doubtful || !connections.missing(view.id()) || hosts.heardByOtherReplica(view.id())) {
            return false;
        }
        return Boolean.TRUE.equals(transaction.execute(status -> {
            lease.require(epoch);
            if (!operations.signalIfMeant(view.id(), HostSignal.DOUBTED, cause(view.id()))) {
                return false;
            }
            journal.begin(view.id(), epoch, connections.lastAnswer(view.id()), cause(view.id()));
            return true;
        }));
    }

    private String cause(UUID host) {
        var problem = connections.problem(host);
        return problem == null ? "It doesn't answer." : problem;
    }

    /** Does the one thing that the rules say now. Answers whether the case can rest. */
    private boolean act(HostView view, UUID failover, long epoch) {
        var open = journal.open(view.id());
        if (open.isEmpty()) {
            // An operator's word has ended it meanwhile.
            return true;
        }
        var facts = facts(view, open.get());
        var decision = HaRules.decide(facts, clock.instant());
        switch (decision.kind()) {
            case TRUST -> trust(view, failover, decision);
            case WAIT -> {
                return false;
            }
            case PROVEN ->
                prove(view.id(), failover, epoch, HostSignal.POWER_SEEN_OFF, Proof.POWER_SEEN_OFF, decision.why());
            case FENCE -> fence(view, failover, epoch, decision.why());
            case LOSE -> lose(view, view.state(), failover, decision);
        }
        return true;
    }

    private HaRules.Facts facts(HostView view, FailoverJournal.Open open) {
        var id = view.id();
        var round = fence.askAll(id);
        // One device's "off" is a proof only where those of its level say so, too.
        var power = round.answers().stream()
                .map(answer -> new HaRules.Power(
                        answer.agent(),
                        answer.power() == null
                                        || answer.power() == PowerState.OFF
                                                && !round.verdict().off()
                                ? null
                                : answer.power() == PowerState.ON,
                        answer.finding()))
                .toList();
        power.forEach(said -> journal.noteOnce(open.id(), "power asked", said.agent() + ": " + said.finding()));
        var off = power.stream().anyMatch(said -> Boolean.FALSE.equals(said.on()));
        var pool = hosts.ofPool(Actor.SYSTEM, view.poolId());
        var suspicions = journal.suspicions(view.poolId());
        return new HaRules.Facts(
                view.name(),
                view.state(),
                open.suspectedAt(),
                connections.answering(id) || hosts.heardByOtherReplica(id),
                !off && confirming(open, view) && paths.alive(view.uri()),
                power,
                (int) pool.stream()
                        .filter(h -> SILENT.contains(h.state())
                                && HaRules.atOnce(
                                        open.suspectedAt(), suspicions.getOrDefault(h.id(), open.suspectedAt())))
                        .count(),
                pool.size(),
                (int) pool.stream().filter(h -> h.state() == HostState.UP).count(),
                guarded(id));
    }

    /** Other paths are asked only when their answer matters: they cost time. */
    private boolean confirming(FailoverJournal.Open open, HostView view) {
        return view.state() != HostState.FENCING
                && !clock.instant().isBefore(open.suspectedAt().plus(HaRules.CONFIRM));
    }

    private int guarded(UUID host) {
        return jdbc.sql("""
                        select count(*) from vm where host_id = :host and protection <> 'OFF' and wanted_on
                          and state not in ('STOPPED', 'DELETED', 'DELETING', 'PROVISIONING')
                        """).param("host", host).query(Integer.class).single();
    }

    private void trust(HostView view, UUID failover, HaRules.Decision decision) {
        operations.signalIfMeant(view.id(), HostSignal.ANSWERED, null);
        journal.end(failover, FailoverState.DISMISSED, decision.why() + " Nothing was done to it.");
        // What changed on it while it was silent is found out anew.
        publisher.publishEvent(new HostEvents.Connected(view.id()));
    }

    /**
     * In one go: whoever sees the host lost sees what to do about it, too. Not when an operator has decided otherwise since
     * the facts were gathered.
     *
     * @param now the state in which the host must still be
     */
    private void lose(HostView view, HostState now, UUID failover, HaRules.Decision decision) {
        var problem = decision.why() + " " + decision.advice();
        transaction.executeWithoutResult(status -> {
            if (!stays(view.id(), now)) {
                return;
            }
            if (now != HostState.LOST) {
                operations.signalIfMeant(view.id(), HostSignal.NO_PROOF, problem);
            } else if (!problem.equals(view.problem())) {
                operations.explain(view.id(), problem);
            }
            journal.noteOnce(failover, "waiting", decision.why());
            journal.state(failover, FailoverState.WAITING, decision.advice());
        });
    }

    /** Holds the host in this state until the transaction ends. @return false when it is in another by now */
    private boolean stays(UUID host, HostState state) {
        return jdbc.sql("select count(*) from (select 1 from host where id = :host and state = :state for update) x")
                        .param("host", host)
                        .param("state", state.name())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private void fence(HostView view, UUID failover, long epoch, String why) {
        transaction.executeWithoutResult(status -> {
            lease.require(epoch);
            if (operations.signalIfMeant(view.id(), HostSignal.FENCING_BEGUN, why)) {
                journal.state(failover, FailoverState.FENCING, null);
                journal.note(failover, "fencing", why);
            }
        });
        for (var device : fence.of(view.id())) {
            try {
                fence.off(view.id(), device, FENCE_DEADLINE);
                prove(
                        view.id(),
                        failover,
                        epoch,
                        HostSignal.FENCING_VERIFIED,
                        Proof.FENCED,
                        "Its fence device " + device.target().agent()
                                + " switched it off and reports its power as off.");
                return;
            } catch (HypervisorFailure | Refusal e) {
                journal.note(failover, "fencing failed", device.target().agent() + ": " + e.getMessage());
            }
        }
        lose(
                view,
                HostState.FENCING,
                failover,
                new HaRules.Decision(
                        HaRules.Kind.LOSE,
                        "No fence device could switch it off.",
                        "Mend the fence device (Everup tries again by itself), or make sure that " + view.name()
                                + " is off and confirm that it is dead."));
    }

    private void prove(UUID host, UUID failover, long epoch, HostSignal signal, Proof proof, String text) {
        transaction.executeWithoutResult(status -> {
            lease.require(epoch);
            operations.signalIfMeant(host, signal, text);
            journal.proven(failover, proof, text);
            recovery.recover(host, epoch);
        });
    }

    /** An operator's word stands in for a device. @return the host's failover */
    UUID confirmDead(UUID host, String text) {
        var epoch = lease.epoch();
        var failover = journal.open(host)
                .map(FailoverJournal.Open::id)
                .orElseThrow(() -> Refusal.conflict(
                        "no-open-failover",
                        "Nothing is open about that host.",
                        "Only a host that is lost can be confirmed dead."));
        transaction.executeWithoutResult(status -> {
            operations.signal(host, HostSignal.CONFIRMED_DEAD, text);
            journal.proven(failover, Proof.OPERATOR, text);
        });
        // A replica that doesn't lead leaves the recovery to the one that does.
        epoch.ifPresent(number -> threads.execute(() -> recovery.recover(host, number)));
        return failover;
    }

    /** An operator asks for fencing now, whatever the rules would wait for. @return the host's failover */
    UUID fenceNow(UUID host, String who) {
        var view = hosts.host(Actor.SYSTEM, host);
        var failover = journal.open(host)
                .map(FailoverJournal.Open::id)
                .orElseThrow(() -> Refusal.conflict(
                        "no-open-failover",
                        view.name() + " answers, or is proven off already.",
                        "Only a silent host can be fenced."));
        if (view.state() != HostState.SUSPECT && view.state() != HostState.LOST) {
            throw Refusal.conflict(
                    "host-not-silent", view.name() + " is not silent.", "Only a silent host can be fenced.");
        }
        transaction.executeWithoutResult(status -> {
            operations.signal(host, HostSignal.FENCING_BEGUN, who + " asked for it.");
            journal.state(failover, FailoverState.FENCING, null);
            journal.note(failover, "fencing", who + " asked to switch it off.");
        });
        look(host);
        return failover;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HaLease.NotLeader();
        }
    }

    /** The hosts whose case should be open: silent ones, and those that have just stopped answering. */
    List<UUID> due(Stream<HostView> all) {
        return all.filter(view -> SILENT.contains(view.state())
                        || (view.state() == HostState.UP || view.state() == HostState.CONNECTING)
                                && connections.missing(view.id()))
                .map(HostView::id)
                .toList();
    }
}
