package io.everup.maintenance;

import io.everup.maintenance.JobView.Guide;
import io.everup.maintenance.JobView.HostLine;
import io.everup.maintenance.JobView.VmLine;
import java.util.List;
import java.util.stream.Collectors;

/** What whoever opens a job's page must do now, and what goes on without them. Pure. */
final class JobGuide {

    private static final int NAMED = 3;
    private static final String LATER = " You may call it off at any moment.";

    private JobGuide() {}

    static Guide of(JobView job, List<HostLine> hosts) {
        return switch (job.state()) {
            case RUNNING -> running(job, hosts);
            case PAUSED ->
                new Guide(
                        "warn",
                        "Let it go on when you are ready.",
                        "Nothing more is begun. " + serviced(job) + atWork(hosts));
            case STOPPED ->
                new Guide(
                        "bad",
                        job.next() == null ? "See what went wrong below, then go on or skip that host." : job.next(),
                        "Nothing more is begun. " + serviced(job) + failed(hosts));
            case HELD -> held(job, hosts);
            case COMPLETED ->
                new Guide(
                        "ok",
                        "Nothing. " + (job.hosts() == 1 ? "The host works again." : "All its hosts work again."),
                        moved(hosts));
            case FAILED ->
                new Guide(
                        "bad",
                        job.next() == null ? "See what went wrong below, then begin it again." : job.next(),
                        "Nothing more is done. " + moved(hosts) + kept(hosts));
            case CANCELLED -> cancelled(hosts);
        };
    }

    private static Guide running(JobView job, List<HostLine> hosts) {
        var blocked = vms(hosts, VmPhase.BLOCKED);
        if (!blocked.isEmpty()) {
            return new Guide(
                    "bad",
                    "Choose below what becomes of " + names(blocked) + ": "
                            + (blocked.size() == 1 ? "it can't leave by itself." : "they can't leave by themselves."),
                    "The other VMs go on leaving; the host is empty only when all have left.");
        }
        var under = atWork(hosts);
        return new Guide(
                "info",
                "Nothing." + LATER,
                (job.rolling() ? serviced(job) : "") + (under.isEmpty() ? "The next step is about to begin." : under));
    }

    private static Guide held(JobView job, List<HostLine> hosts) {
        var host = hosts.stream()
                .filter(one -> one.phase() == HostPhase.IN_MAINTENANCE)
                .findFirst();
        var name = host.map(HostLine::name).orElse("the host");
        if (host.isEmpty() || job.failure() != null) {
            return new Guide(
                    "warn",
                    job.next() == null ? "End the maintenance once " + name + " works." : job.next(),
                    name + " takes no VMs until then.");
        }
        return new Guide(
                "warn",
                "Do your work on " + name + ", then end the maintenance.",
                name + " is empty. It may go dark: nothing is placed on it, and it isn't taken for a failed host.");
    }

    private static Guide cancelled(List<HostLine> hosts) {
        var empty = hosts.stream()
                .filter(host -> host.phase() == HostPhase.IN_MAINTENANCE)
                .map(HostLine::name)
                .toList();
        return empty.isEmpty()
                ? new Guide("quiet", "Nothing. The job was called off.", moved(hosts))
                : new Guide(
                        "warn",
                        "End the maintenance of " + String.join(", ", empty) + " on "
                                + (empty.size() == 1 ? "its page when it may" : "their pages when they may")
                                + " work again.",
                        "The job was called off. " + moved(hosts));
    }

    /** What goes on at the host whose turn it is; empty where nothing does. */
    private static String atWork(List<HostLine> hosts) {
        return hosts.stream()
                .filter(host -> host.phase() != HostPhase.WAITING
                        && host.phase() != HostPhase.FAILED
                        && !host.phase().over())
                .findFirst()
                .map(host -> switch (host.phase()) {
                    case EMPTYING -> emptying(host);
                    case COMMAND -> "The command runs on " + host.name() + ".";
                    case REBOOTING -> host.name() + " restarts, and is waited for.";
                    case RETURNING -> host.name() + " is checked before it takes VMs again.";
                    default -> host.name() + " is empty.";
                })
                .orElse("");
    }

    private static String emptying(HostLine host) {
        var moving = host.vms().stream().filter(vm -> vm.phase().busy()).toList();
        var waiting = vms(List.of(host), VmPhase.WAITING).size();
        var all = host.vms().size();
        return (all == 0
                        ? host.name() + " had no VMs."
                        : host.left() + " of " + all + " VMs have left " + host.name() + ".")
                + (moving.isEmpty() ? "" : " Under way: " + names(moving) + ".")
                + (waiting == 0 ? "" : " " + waiting + (waiting == 1 ? " waits its turn." : " wait their turn."));
    }

    private static String serviced(JobView job) {
        return job.hostsDone() + " of " + (job.hosts() == 1 ? "1 host" : job.hosts() + " hosts") + " done. ";
    }

    private static String failed(List<HostLine> hosts) {
        return hosts.stream()
                .filter(host -> host.phase() == HostPhase.FAILED)
                .findFirst()
                .map(host -> host.name() + " is the one that failed. ")
                .orElse("");
    }

    /** What became of the VMs, once it is over. */
    private static String moved(List<HostLine> hosts) {
        var moved = vms(hosts, VmPhase.MOVED, VmPhase.STAYS).size();
        var back = vms(hosts, VmPhase.BACK).size();
        var off = vms(hosts, VmPhase.OFF).size();
        if (moved + back + off == 0) {
            return "No VM was moved.";
        }
        var words = new java.util.ArrayList<String>();
        if (back > 0) {
            words.add(count(back) + (back == 1 ? " moved away and is back" : " moved away and are back"));
        }
        if (moved > 0) {
            words.add(count(moved)
                    + (moved == 1 ? " moved and runs where it is now" : " moved and run where they are now"));
        }
        if (off > 0) {
            words.add(count(off) + (off == 1 ? " was switched off" : " were switched off"));
        }
        return String.join(", ", words) + ".";
    }

    /** VMs that never left. */
    private static String kept(List<HostLine> hosts) {
        var kept = vms(hosts, VmPhase.WAITING, VmPhase.BLOCKED).size();
        return kept == 0
                ? ""
                : " " + count(kept) + (kept == 1 ? " never left and runs on." : " never left and run on.");
    }

    private static List<VmLine> vms(List<HostLine> hosts, VmPhase... phases) {
        return hosts.stream()
                .flatMap(host -> host.vms().stream())
                .filter(vm -> List.of(phases).contains(vm.phase()))
                .toList();
    }

    private static String names(List<VmLine> vms) {
        var more = vms.size() - NAMED;
        return vms.stream().limit(NAMED).map(VmLine::name).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String count(int vms) {
        return vms == 1 ? "1 VM" : vms + " VMs";
    }
}
