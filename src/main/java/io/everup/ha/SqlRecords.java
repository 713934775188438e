package io.everup.ha;

import io.everup.ha.core.CrashRow;
import io.everup.ha.core.HaRules;
import io.everup.ha.core.HostRow;
import io.everup.ha.core.PoolRow;
import io.everup.ha.core.Records;
import io.everup.ha.core.RestartOrder;
import io.everup.ha.core.VmRow;
import io.everup.ha.core.VmRules;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.placement.Demand;
import io.everup.placement.HostOffer;
import io.everup.placement.Move;
import io.everup.placement.PlacementPolicy;
import io.everup.vm.HostOffers;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The records of high availability in PostgreSQL. A change begins by holding the epoch and what it rests on. */
@Component
class SqlRecords implements Records {

    private static final Logger log = LoggerFactory.getLogger(SqlRecords.class);

    private final HaLease lease;
    private final UnderEpoch under;
    private final VmRecords vms;
    private final CrashRecords crashes;
    private final RecordReader reader;
    private final FailoverJournal journal;
    private final FailoverEvidence evidence;
    private final FailoverForecast forecast;
    private final HostOperations hosts;
    private final HostOffers offers;
    private final JdbcClient jdbc;

    SqlRecords(
            HaLease lease,
            UnderEpoch under,
            VmRecords vms,
            CrashRecords crashes,
            RecordReader reader,
            FailoverJournal journal,
            FailoverEvidence evidence,
            FailoverForecast forecast,
            HostOperations hosts,
            HostOffers offers,
            JdbcClient jdbc) {
        this.lease = lease;
        this.under = under;
        this.vms = vms;
        this.crashes = crashes;
        this.reader = reader;
        this.journal = journal;
        this.evidence = evidence;
        this.forecast = forecast;
        this.hosts = hosts;
        this.offers = offers;
        this.jdbc = jdbc;
    }

    @Override
    public List<PoolRow> pools(Instant now) {
        return reader.pools(now);
    }

    @Override
    public List<VmRow> victims() {
        return reader.victims();
    }

    @Override
    public List<VmRow> fallen() {
        return reader.fallen();
    }

    @Override
    public List<CrashRow> crashed(Instant now) {
        return crashes.crashed(now);
    }

    @Override
    public List<HostOffer> offers(UUID pool) {
        return offers.ofPool(pool);
    }

    @Override
    public PlacementPolicy policy(UUID pool) {
        return offers.policy(pool);
    }

    @Override
    public Map<UUID, Demand> demands(Collection<UUID> ids) {
        return offers.demands(ids);
    }

    @Override
    public boolean suspect(long epoch, HostRow host, Instant silentAt, String cause, Instant now) {
        var done = under.inOneGo(epoch, () -> {
            if (!holds(host)) {
                return false;
            }
            if (!host.silent() && !hosts.signalIfMeant(host.id(), HostSignal.DOUBTED, cause)) {
                return false;
            }
            journal.open(host.id())
                    .filter(open -> open.state() == FailoverState.RECOVERING)
                    .ifPresent(open -> journal.end(
                            open.id(),
                            FailoverState.DONE,
                            "Its host fell silent again; what is still owed goes on in the next failover."));
            if (journal.open(host.id()).isEmpty()) {
                // A replica that stood still in the middle of its look counts from now.
                journal.begin(host.id(), epoch, silentAt, cause, lease.now());
            }
            return true;
        });
        if (done) {
            forecast();
        }
        return done;
    }

    /** What is foreseen belongs to the failover; that it can't be told delays nothing. */
    private void forecast() {
        try {
            forecast.predict(lease.now());
        } catch (RuntimeException e) {
            log.warn("No forecast of the failover could be made: {}", e.toString());
        }
    }

    @Override
    public void evidence(HostRow host, String stage, HaRules.Facts facts, Instant now) {
        try {
            evidence.write(host.open().id(), stage, FactsInWords.of(facts), now);
        } catch (RuntimeException e) {
            log.warn("What was known of {} was not kept: {}", host.name(), e.toString());
        }
    }

    @Override
    public void note(HostRow host, String stage, String text, Instant now) {
        journal.noteOnce(host.open().id(), stage, text);
    }

    @Override
    public boolean trust(long epoch, HostRow host, String why, Instant now) {
        return under.inOneGo(epoch, () -> {
            if (!holds(host) || !hosts.signalIfMeant(host.id(), HostSignal.ANSWERED, null)) {
                return false;
            }
            journal.end(host.open().id(), FailoverState.DISMISSED, why + " Nothing was done to it.");
            return true;
        });
    }

    @Override
    public boolean fencing(long epoch, HostRow host, String why, Instant now) {
        return under.inOneGo(epoch, () -> {
            if (!holds(host)) {
                return false;
            }
            if (host.state() != HostState.FENCING) {
                if (!hosts.signalIfMeant(host.id(), HostSignal.FENCING_BEGUN, why)) {
                    return false;
                }
                journal.fencing(host.open().id(), null, now);
                journal.noteOnce(host.open().id(), "fencing", why);
            }
            return true;
        });
    }

    /** In one go: whoever sees the host lost sees what to do about it, too. */
    @Override
    public boolean lose(long epoch, HostRow host, String why, String advice, Instant now) {
        var problem = why + " " + advice;
        var known = host.state() == HostState.LOST && problem.equals(host.problem());
        if (known && advice.equals(host.open().advice())) {
            return false;
        }
        return under.inOneGo(epoch, () -> {
            if (!holds(host)) {
                return false;
            }
            if (host.state() != HostState.LOST) {
                hosts.signalIfMeant(host.id(), HostSignal.NO_PROOF, problem);
            } else if (!known) {
                hosts.explain(host.id(), problem);
            }
            journal.noteOnce(host.open().id(), "waiting", why);
            journal.state(host.open().id(), FailoverState.WAITING, advice);
            return true;
        });
    }

    @Override
    public boolean prove(long epoch, HostRow host, HostSignal signal, String text, Instant now) {
        var proof = signal == HostSignal.FENCING_VERIFIED ? Proof.FENCED : Proof.POWER_SEEN_OFF;
        return under.inOneGo(
                epoch,
                () -> holds(host)
                        && journal.proven(host.open().id(), proof, text)
                        && hosts.signalIfMeant(host.id(), signal, text));
    }

    /** Holds the host in its state, and its failover open, until the transaction ends. @return false when either changed */
    private boolean holds(HostRow host) {
        var failover = host.open() == null ? null : host.open().id();
        return jdbc.sql("""
                        select count(*) from (select 1 from host h where h.id = :host and h.state = :state for update) x
                        where :failover::uuid is null
                           or exists (select 1 from failover f where f.id = :failover::uuid and f.ended_at is null)
                        """)
                        .param("host", host.id())
                        .param("state", host.state().name())
                        .param("failover", failover == null ? null : failover.toString())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    @Override
    public boolean settle(long epoch, VmRow vm, VmRules.Fate fate, Instant now) {
        return vms.settle(epoch, vm, fate, now);
    }

    @Override
    public List<RestartOrder.Turn> turns(List<RestartOrder.Waiting> waiting, Instant now) {
        return vms.turns(waiting, now);
    }

    @Override
    public boolean begin(long epoch, VmRow vm, Move move, Instant now) {
        return vms.begin(epoch, vm, move, now);
    }

    @Override
    public boolean leaveOut(long epoch, VmRow vm, RestartOrder.Turn turn, Instant now) {
        return vms.leaveOut(epoch, vm, turn, now);
    }

    @Override
    public void placed(long epoch, List<VmRow> waiting, int found, Instant now) {
        vms.placed(epoch, waiting, found, now);
    }

    @Override
    public boolean restart(long epoch, VmRow vm, Instant now) {
        return vms.restart(epoch, vm, now);
    }

    @Override
    public boolean care(long epoch, CrashRow row, VmRules.Care care, Instant now) {
        return crashes.care(epoch, row, care, now);
    }

    @Override
    public void finish(long epoch, Instant now) {
        journal.follow();
        var owed = reader.hostsOwing();
        journal.recovering().stream()
                .filter(failover -> failover.host() == null || !owed.contains(failover.host()))
                .filter(failover -> journal.complete(failover.id()))
                .forEach(failover -> journal.end(
                        failover.id(), FailoverState.DONE, "Every VM that was to be restarted has been seen to."));
        // Whoever heard the host first let it back in; its case ends here, whichever replica that was.
        journal.overtaken()
                .forEach(id ->
                        journal.end(id, FailoverState.DISMISSED, "The host answers again. Nothing was done to it."));
    }
}
