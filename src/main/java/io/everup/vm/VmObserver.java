package io.everup.vm;

import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostEvents;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Compares what hosts say of their VMs with what Everup knows: stores what was seen, adopts what is new, follows what
 * was moved behind our back, and removes the stale copies of a host that comes back.
 */
@Component
class VmObserver {

    private static final Logger log = LoggerFactory.getLogger(VmObserver.class);

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final HostOperations hostOperations;
    private final VmSightings sightings;
    private final VmAdoption adoption;
    private final VmGate gate;
    private final Clock clock;
    private final Set<UUID> takingStock = ConcurrentHashMap.newKeySet();

    VmObserver(
            HostConnections connections,
            HostDirectory hosts,
            HostOperations hostOperations,
            VmSightings sightings,
            VmAdoption adoption,
            VmGate gate,
            Clock clock) {
        this.connections = connections;
        this.hosts = hosts;
        this.hostOperations = hostOperations;
        this.sightings = sightings;
        this.adoption = adoption;
        this.gate = gate;
        this.clock = clock;
    }

    /** A host that is new or back: nothing is believed until every VM on it has been looked at. */
    @EventListener
    @Order(2)
    void connected(HostEvents.Connected event) {
        takeStock(event.host());
    }

    private void takeStock(UUID host) {
        if (takingStock.add(host)) {
            try {
                compareAll(host);
            } finally {
                takingStock.remove(host);
            }
        }
    }

    private void compareAll(UUID host) {
        hostOperations.signalIfMeant(host, HostSignal.RETURNED, null);
        if (hosts.stateOf(host).orElse(null) == HostState.LOST) {
            hostOperations.signalIfMeant(host, HostSignal.ANSWERED, null);
        }
        var asked = clock.instant();
        var report = connections.to(host).report();
        report.vms().forEach(vm -> adoption.describe(host, vm));
        compare(host, asked, report.vms(), true);
        hostOperations.signalIfMeant(host, HostSignal.READY, null);
    }

    @EventListener
    void reported(HostEvents.Reported event) {
        var state = hosts.stateOf(event.host()).orElse(null);
        // One that answers although it was given up came back while nobody could write that down.
        var back = state == HostState.FENCED || state == HostState.LOST;
        if (state == HostState.CONNECTING || back && connections.answering(event.host())) {
            takeStock(event.host());
            return;
        }
        compare(event.host(), event.at(), event.report().vms(), true);
    }

    @EventListener
    void touched(HostEvents.VmTouched event) {
        var asked = clock.instant();
        var seen = connections.to(event.host()).vm(event.vm());
        seen.ifPresent(vm -> adoption.describe(event.host(), vm));
        seen.ifPresent(vm -> compare(event.host(), asked, List.of(vm), false));
        if (seen.isEmpty()) {
            sightings.known(event.host(), List.of(event.vm())).values().stream()
                    .filter(vm -> vm.id().equals(event.vm()) && event.host().equals(vm.host()))
                    .forEach(vm -> missing(event.host(), vm));
        }
    }

    /** @param all whether the reports are all that the host has, so that a VM without one is gone */
    private void compare(UUID host, Instant asked, List<VmReport> reports, boolean all) {
        var byId = reports.stream().collect(Collectors.toMap(VmReport::uuid, Function.identity(), (a, b) -> a));
        var known = sightings.known(host, byId.keySet());
        sightings.store(host, asked, reports, known);
        for (var report : reports) {
            var vm = known.get(report.uuid());
            if (vm == null) {
                continue;
            }
            try {
                if (host.equals(vm.host())) {
                    atHome(host, vm, report);
                } else {
                    elsewhere(host, vm, report);
                }
            } catch (HypervisorFailure e) {
                log.debug("VM {} will be looked at again: {}", vm.name(), e.getMessage());
            }
        }
        if (all) {
            known.values().stream()
                    .filter(vm -> host.equals(vm.host()) && !byId.containsKey(vm.id()))
                    .forEach(vm -> missing(host, vm));
        }
    }

    private void atHome(UUID host, VmSightings.Known vm, VmReport report) {
        if (vm.guarded() && report.autostart()) {
            connections.to(host).autostart(vm.id(), false);
            sightings.tellAutostart(vm, host);
        }
        if (Reconciler.judge(vm.state(), report.power(), report.reason()).isEmpty()) {
            return;
        }
        // What differs is asked once more, so that an old answer never overrules what was done since.
        var asked = clock.instant();
        var fresh = connections.to(host).vm(vm.id());
        if (fresh.isEmpty()) {
            return;
        }
        Reconciler.judge(vm.state(), fresh.get().power(), fresh.get().reason())
                .ifPresent(verdict -> gate.seen(vm.id(), verdict.signal(), verdict.problem(), asked, changed -> {
                    if (verdict.wantedOn() != null) {
                        changed.want(verdict.wantedOn());
                    }
                }));
    }

    /** A host knows a VM that lives on another, by what Everup knows. */
    private void elsewhere(UUID host, VmSightings.Known vm, VmReport report) {
        if (vm.state().changing()) {
            return;
        }
        var runs = report.power() == VmReport.Power.RUNNING;
        var homeSeen = vm.host() == null ? null : seenAt(vm.host(), vm.id());
        if (vm.host() == null || (homeSeen != null && homeSeen == VmReport.Power.UNKNOWN)) {
            moved(host, vm, runs);
        } else if (runs && homeSeen == VmReport.Power.OFF) {
            moved(host, vm, true);
        } else if (runs && homeSeen == VmReport.Power.RUNNING) {
            sightings.alarmOfTwo(vm, host);
        } else if (report.power() == VmReport.Power.OFF && homeSeen != null) {
            removeStale(host, vm);
        } else if (report.power() == VmReport.Power.OFF && hosts.stateOf(host).orElse(null) == HostState.CONNECTING) {
            removeStale(host, vm);
        }
    }

    /** What a host says of a VM now; UNKNOWN when it doesn't know it, null when it doesn't answer. */
    private VmReport.Power seenAt(UUID host, UUID vm) {
        try {
            return connections.to(host).vm(vm).map(VmReport::power).orElse(VmReport.Power.UNKNOWN);
        } catch (HypervisorFailure e) {
            return null;
        }
    }

    private void moved(UUID host, VmSightings.Known vm, boolean runs) {
        sightings.tellMoved(vm, host);
        gate.livesOn(vm.id(), host);
        gate.signalIfMeant(vm.id(), runs ? VmSignal.SEEN_RUNNING : VmSignal.SEEN_OFF, null);
    }

    /** The stopped copy of a VM that lives elsewhere must go, or one day somebody starts it beside the true one. */
    private void removeStale(UUID host, VmSightings.Known vm) {
        try {
            connections.to(host).undefine(vm.id());
            sightings.tellStale(vm, host);
        } catch (HypervisorFailure.Missing e) {
            log.debug("The stale copy of {} is gone already", vm.name());
        }
    }

    private void missing(UUID host, VmSightings.Known vm) {
        if (vm.state().changing() || vm.state() == VmState.FAULTED) {
            return;
        }
        var asked = clock.instant();
        try {
            if (connections.to(host).vm(vm.id()).isEmpty() && !runsSomewhere(host, vm)) {
                gate.seen(
                        vm.id(),
                        VmSignal.SEEN_GONE,
                        "Its host no longer knows it: someone removed its definition there. Start it to define it anew.",
                        asked,
                        changed -> {});
            }
        } catch (HypervisorFailure e) {
            log.debug("Whether {} is gone will be asked again: {}", vm.name(), e.getMessage());
        }
    }

    private boolean runsSomewhere(UUID home, VmSightings.Known vm) {
        return sightings.otherHosts(home).stream().anyMatch(host -> seenAt(host, vm.id()) == VmReport.Power.RUNNING);
    }

    /** For tasks: looks at one VM now and stores what was seen. */
    void look(UUID host, UUID vm) {
        var asked = clock.instant();
        connections.to(host).vm(vm).ifPresent(report -> {
            adoption.describe(host, report);
            sightings.store(host, asked, List.of(report), Map.copyOf(sightings.known(host, List.of(vm))));
        });
    }
}
