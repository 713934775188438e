package io.everup.hypervisor.simulator;

import io.everup.hypervisor.VmReport.Reason;
import java.time.Instant;

/** A VM in a host's memory. */
final class Instance {

    private final Workload workload;
    private final Instant started;
    private Counters banked;
    private Instant since;
    private Reason pausedBy;
    private Integer load;

    private Instance(Workload workload, Instant started) {
        this.workload = workload;
        this.started = started;
        this.banked = Counters.NONE;
    }

    static Instance running(Workload workload, Instant now) {
        var instance = new Instance(workload, now);
        instance.since = now;
        return instance;
    }

    /** One that waits for its memory to arrive. */
    static Instance incoming(Workload workload, Instant now) {
        var instance = new Instance(workload, now);
        instance.pausedBy = Reason.MIGRATING;
        return instance;
    }

    static Instance restored(Workload workload, Saved.Running saved) {
        var instance = new Instance(workload, saved.started());
        instance.banked = saved.used();
        instance.since = saved.since();
        instance.pausedBy = saved.pausedBy();
        instance.load = saved.load();
        return instance;
    }

    Saved.Running saved() {
        return new Saved.Running(started, since, banked, pausedBy, load);
    }

    boolean runs() {
        return since != null;
    }

    boolean isIncoming() {
        return pausedBy == Reason.MIGRATING;
    }

    /** Why its processors stand still; {@code NONE} while they run. */
    Reason pausedBy() {
        return pausedBy == null ? Reason.NONE : pausedBy;
    }

    void pause(Reason why, Instant now) {
        bank(now);
        since = null;
        pausedBy = why;
    }

    void run(Instant now) {
        bank(now);
        since = now;
        pausedBy = null;
    }

    void load(Integer percent, Instant now) {
        bank(now);
        since = since == null ? null : now;
        load = percent;
    }

    Counters used(Instant now) {
        return since == null ? banked : banked.plus(workload.between(since, now, load));
    }

    double resident() {
        return workload.resident();
    }

    private void bank(Instant now) {
        banked = used(now);
    }
}
