package io.everup.ha.web;

import io.everup.ha.FailoverReport;
import io.everup.ha.FailoverReports;
import io.everup.ha.RecoveryTimes;
import io.everup.ha.RtoOperations;
import io.everup.ha.WaitingVms;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reports of failovers, and how long recoveries took, over HTTP. */
@RestController
class RecoveryTimesApi {

    /** @param seconds 1 to 86400; null for no goal */
    record Goal(Integer seconds) {}

    private static final int WAITING = 1000;

    private final RecoveryTimes times;
    private final FailoverReports reports;
    private final WaitingVms waiting;
    private final RtoOperations operations;
    private final HostDirectory hosts;

    RecoveryTimesApi(
            RecoveryTimes times,
            FailoverReports reports,
            WaitingVms waiting,
            RtoOperations operations,
            HostDirectory hosts) {
        this.times = times;
        this.reports = reports;
        this.waiting = waiting;
        this.operations = operations;
        this.hosts = hosts;
    }

    /** All there is to know of a failover: what to do, what is going on, why, by what evidence, and each VM's fate. */
    @GetMapping("/api/v1/failovers/{id}/report")
    FailoverReport report(Actor actor, @PathVariable UUID id) {
        return reports.report(actor, id);
    }

    /** Recoveries, newest first. @param drills without (as a rule), with or only */
    @GetMapping("/api/v1/recovery-times")
    Slice<RecoveryTimes.Time> list(
            Actor actor,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) String drills,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return times.times(
                actor,
                new RecoveryTimes.Filter(pool, RecoveryTimes.Drills.of(drills)),
                ListQuery.of(null, null, limit, after));
    }

    /** Median and worst by month, pool and proof, newest month first. */
    @GetMapping("/api/v1/recovery-times/months")
    Slice<RecoveryTimes.Month> months(
            Actor actor,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) String drills,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return times.months(
                actor,
                new RecoveryTimes.Filter(pool, RecoveryTimes.Drills.of(drills)),
                ListQuery.of(null, null, limit, after));
    }

    @GetMapping("/api/v1/recovery-times.csv")
    ResponseEntity<byte[]> csv(
            Actor actor, @RequestParam(required = false) UUID pool, @RequestParam(required = false) String drills) {
        return RecoveryTimesPages.file(
                RecoveryCsv.of(times, actor, new RecoveryTimes.Filter(pool, RecoveryTimes.Drills.of(drills))));
    }

    /** The VMs that should run and don't, for want of a host or of a proof, the most important 1000 of them. */
    @GetMapping("/api/v1/waiting-vms")
    Slice<WaitingVms.Waiting> waiting(Actor actor) {
        List<WaitingVms.Waiting> items = waiting.of(actor, WAITING);
        return new Slice<>(items, null, items.size());
    }

    @GetMapping("/api/v1/pools/{id}/rto-goal")
    Goal goal(Actor actor, @PathVariable UUID id) {
        actor.require(Permission.HA_VIEW);
        hosts.pool(actor, id);
        return new Goal(times.goal(actor, id));
    }

    @PutMapping("/api/v1/pools/{id}/rto-goal")
    Goal goal(Actor actor, @PathVariable UUID id, @RequestBody Goal wish) {
        operations.goal(actor, id, wish.seconds());
        return new Goal(wish.seconds());
    }
}
