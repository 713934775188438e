package io.everup.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a rolling job does next. One host at a time; the first failure stops it. */
final class RollingRules {

    /** What is kept in hand for checks beside the evacuation, the command and the restart. */
    static final Duration MARGIN = Duration.ofMinutes(2);
    /** What a restart is taken to last where nothing is known. */
    static final Duration REBOOT = Duration.ofMinutes(5);

    private RollingRules() {}

    /** What may be begun. */
    enum Kind {
        BEGIN_HOST,
        BEGIN_COMMAND,
        BEGIN_REBOOT,
        BEGIN_RETURN,
        /** Something is under way. */
        WAIT,
        /** A host has failed. */
        STOP,
        /** The next host wouldn't be done by the end that was set. */
        NO_TIME,
        COMPLETE
    }

    /** @param host null for what is about none. @param failure and {@code next}: for a stop */
    record Act(Kind kind, JobView.HostLine host, String failure, String next) {}

    /** How a child task stands. @param ended null while it is under way */
    record Child(Boolean succeeded, String failure, String next) {}

    /** @param children by task; those that aren't there have not been asked about */
    static Act next(JobView job, List<JobView.HostLine> hosts, Map<UUID, Child> children, Instant now) {
        var current = hosts.stream()
                .filter(host ->
                        host.phase() != HostPhase.WAITING && !host.phase().over())
                .findFirst();
        if (current.isPresent()) {
            return goOn(job, current.get(), children.get(current.get().task()));
        }
        Optional<JobView.HostLine> waiting =
                hosts.stream().filter(host -> host.phase() == HostPhase.WAITING).findFirst();
        return waiting.map(host -> act(wouldEnd(job, host, now) ? Kind.BEGIN_HOST : Kind.NO_TIME, host))
                .orElseGet(() -> act(Kind.COMPLETE, null));
    }

    private static Act goOn(JobView job, JobView.HostLine host, Child child) {
        if (host.phase() == HostPhase.FAILED) {
            return new Act(Kind.STOP, host, host.failure(), host.next());
        }
        if (host.phase() == HostPhase.IN_MAINTENANCE) {
            return act(afterEmptying(job, host), host);
        }
        if (child == null || child.succeeded() == null) {
            return act(Kind.WAIT, host);
        }
        if (!child.succeeded()) {
            return new Act(Kind.STOP, host, child.failure(), child.next());
        }
        return switch (host.phase()) {
            case COMMAND ->
                act(job.reboot() != Reboot.NONE && !host.rebooted() ? Kind.BEGIN_REBOOT : Kind.BEGIN_RETURN, host);
            case REBOOTING -> act(Kind.BEGIN_RETURN, host);
            default -> act(Kind.WAIT, host);
        };
    }

    private static Kind afterEmptying(JobView job, JobView.HostLine host) {
        if (job.command() != null && !Integer.valueOf(0).equals(host.exitStatus())) {
            return Kind.BEGIN_COMMAND;
        }
        return job.reboot() != Reboot.NONE && !host.rebooted() ? Kind.BEGIN_REBOOT : Kind.BEGIN_RETURN;
    }

    /** Whether a host begun now would be back in use by the end that was set. */
    private static boolean wouldEnd(JobView job, JobView.HostLine host, Instant now) {
        return job.mustEndBy() == null
                || !now.plus(lasts(job, host.predictedMillis())).isAfter(job.mustEndBy());
    }

    /** How long one host is taken to last, all in all; the command at its deadline. */
    static Duration lasts(JobView job, Long evacuationMillis) {
        var moves = Duration.ofMillis(evacuationMillis == null ? 0 : evacuationMillis);
        var all = job.bringBack() ? moves.multipliedBy(2) : moves;
        all = job.command() == null ? all : all.plusSeconds(job.commandSeconds());
        all = job.reboot() == Reboot.NONE ? all : all.plus(REBOOT);
        return all.plus(MARGIN);
    }

    private static Act act(Kind kind, JobView.HostLine host) {
        return new Act(kind, host, null, null);
    }
}
