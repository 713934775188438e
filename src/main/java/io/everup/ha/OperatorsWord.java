package io.everup.ha;

import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What operators decide about a silent host is written down here; the leader, whichever replica that is, acts on it. */
@Component
class OperatorsWord {

    private final HostDirectory hosts;
    private final HostOperations operations;
    private final FailoverJournal journal;
    private final HaLease lease;
    private final HaBell bell;

    OperatorsWord(HostDirectory hosts, HostOperations operations, FailoverJournal journal, HaLease lease, HaBell bell) {
        this.hosts = hosts;
        this.operations = operations;
        this.journal = journal;
        this.lease = lease;
        this.bell = bell;
    }

    /** An operator's word stands in for a device. @return the host's failover */
    @Transactional
    public UUID confirmDead(UUID host, String text) {
        var failover = journal.open(host)
                .map(FailoverJournal.Open::id)
                .orElseThrow(() -> Refusal.conflict(
                        "no-open-failover",
                        "Nothing is open about that host.",
                        "Only a host that is lost can be confirmed dead."));
        operations.signal(host, HostSignal.CONFIRMED_DEAD, text);
        journal.proven(failover, Proof.OPERATOR, text);
        bell.ring();
        return failover;
    }

    /** An operator asks for fencing now, whatever the rules would wait for. @return the host's failover */
    @Transactional
    public UUID fenceNow(UUID host, String who) {
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
        operations.signal(host, HostSignal.FENCING_BEGUN, who + " asked for it.");
        journal.fencing(failover, who, lease.now());
        journal.note(failover, "fencing", who + " asked to switch it off.");
        bell.ring();
        return failover;
    }
}
