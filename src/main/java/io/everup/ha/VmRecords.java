package io.everup.ha;

import io.everup.event.Subject;
import io.everup.ha.core.RestartOrder;
import io.everup.ha.core.VmRow;
import io.everup.ha.core.VmRules;
import io.everup.host.HostState;
import io.everup.identity.Actor;
import io.everup.placement.Move;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.vm.VmGate;
import io.everup.vm.VmOperations;
import io.everup.vm.VmSignal;
import io.everup.vm.VmState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The half of the leader's records that is about VMs: what becomes of them, whose turn it is, their restarts. */
@Component
class VmRecords {

    private static final Logger log = LoggerFactory.getLogger(VmRecords.class);

    private final UnderEpoch under;
    private final RecordReader reader;
    private final RestartFacts facts;
    private final FailoverJournal journal;
    private final FailoverEvidence evidence;
    private final VmGate gate;
    private final VmOperations vms;
    private final TaskOperations tasks;
    private final JdbcClient jdbc;

    VmRecords(
            UnderEpoch under,
            RecordReader reader,
            RestartFacts facts,
            FailoverJournal journal,
            FailoverEvidence evidence,
            VmGate gate,
            VmOperations vms,
            TaskOperations tasks,
            JdbcClient jdbc) {
        this.under = under;
        this.reader = reader;
        this.facts = facts;
        this.journal = journal;
        this.evidence = evidence;
        this.gate = gate;
        this.vms = vms;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    boolean settle(long epoch, VmRow vm, VmRules.Fate fate, Instant now) {
        var done = under.inOneGo(epoch, () -> {
            if (!homeIs(vm, HostState.FENCED)) {
                return false;
            }
            return switch (fate) {
                case NONE -> false;
                case END_TASK -> tasks.cancelHolder(VmOperations.key(vm.id()), "Its host is proven dead.");
                case RECOVER -> gate.signalIfMeant(vm.id(), VmSignal.HOST_DIED, null);
                case OFF -> gate.signalIfMeant(vm.id(), VmSignal.SEEN_OFF, "It lost its power with its host.");
            };
        });
        return done && fate != VmRules.Fate.END_TASK;
    }

    /** Holds the VM's home in this state until the transaction ends. */
    private boolean homeIs(VmRow vm, HostState state) {
        return jdbc.sql("""
                        select count(*) from (select 1 from host h join vm v on v.host_id = h.id
                        where v.id = :vm and h.id = :home and h.state = :state for share of h) x
                        """)
                        .param("vm", vm.id())
                        .param("home", vm.home())
                        .param("state", state.name())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    boolean begin(long epoch, VmRow vm, Move move, Instant now) {
        return under.inOneGo(epoch, () -> {
            if (!waits(vm)) {
                return false;
            }
            failoverOf(
                    vm,
                    failover -> journal.placed(failover, move, vm.protection().name(), vm.priority()));
            tasks.submit(
                    Actor.SYSTEM,
                    NewTask.of(
                                    VmRecover.KIND,
                                    "Restart " + move.name() + " on " + move.targetName(),
                                    new Subject("vm", move.vm(), move.name()),
                                    VmOperations.key(move.vm()),
                                    Map.of("host", move.target().toString(), "why", move.reason()))
                            .asUrgent());
            return true;
        });
    }

    List<RestartOrder.Turn> turns(List<RestartOrder.Waiting> waiting, Instant now) {
        var afters = facts.afters(waiting.stream().map(RestartOrder.Waiting::vm).toList());
        return RestartOrder.decide(
                new RestartOrder.Facts(waiting, afters, facts.firsts(afters), reader.startsUnderWay()),
                RestartOrder.Limits.DEFAULT,
                now);
    }

    boolean leaveOut(long epoch, VmRow vm, RestartOrder.Turn turn, Instant now) {
        var problem = turn.why() + " It is tried again by itself.";
        if (problem.equals(vm.problem())) {
            return false;
        }
        return under.inOneGo(epoch, () -> {
            if (!waits(vm)) {
                return false;
            }
            failoverOf(vm, failover -> {
                journal.leftOut(failover, vm, turn.why());
                evidence.waits(failover, vm.id(), turn.why(), turn.again());
            });
            gate.explain(vm.id(), problem);
            return true;
        });
    }

    /** Holds a VM that waits for a host, and has no task, until the transaction ends. */
    private boolean waits(VmRow vm) {
        var waits = jdbc.sql("""
                        select count(*) from (select 1 from vm where id = :id and state = :state
                        and host_id is not distinct from :home::uuid for update) x
                        """)
                .param("id", vm.id())
                .param("state", VmState.RECOVERING.name())
                .param("home", vm.home() == null ? null : vm.home().toString())
                .query(Integer.class)
                .single();
        return waits == 1 && !tasks.held(VmOperations.key(vm.id()));
    }

    private void failoverOf(VmRow vm, Consumer<UUID> then) {
        var ofHome = vm.home() == null
                ? Optional.<UUID>empty()
                : journal.open(vm.home()).map(FailoverJournal.Open::id);
        ofHome.or(() -> journal.openWith(vm.id())).ifPresent(then);
    }

    void placed(long epoch, List<VmRow> waiting, int found, Instant now) {
        var text = "Hosts were found for " + found + " of " + waiting.size() + " VMs.";
        waiting.stream()
                .map(VmRow::home)
                .distinct()
                .flatMap(home -> home == null ? Stream.empty() : journal.open(home).stream())
                .forEach(failover -> journal.noteOnce(failover.id(), "placed", text));
    }

    boolean restart(long epoch, VmRow vm, Instant now) {
        try {
            return under.inOneGo(epoch, () -> {
                if (!stillFallen(vm)) {
                    return false;
                }
                vms.restart(vm.id(), "it lost its power with its host");
                return true;
            });
        } catch (Refusal e) {
            log.info("VM {} will be restarted later: {}", vm.name(), e.getMessage());
            return false;
        }
    }

    private boolean stillFallen(VmRow vm) {
        return jdbc.sql("""
                        select count(*) from (select 1 from vm where id = :id and state = :state and wanted_on
                        and host_id = :home for update) x
                        """)
                        .param("id", vm.id())
                        .param("state", VmState.STOPPED.name())
                        .param("home", vm.home())
                        .query(Integer.class)
                        .single()
                == 1;
    }
}
