package io.everup.service;

import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.uptime.Interval;
import io.everup.uptime.Intervals;
import io.everup.uptime.OutageView;
import io.everup.uptime.Painted;
import io.everup.uptime.VmTimes;
import io.everup.vm.VmDirectory;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads all that a service's history is made from. */
@Component
class ServiceReader {

    private final ServiceStore store;
    private final VmTimes times;
    private final VmDirectory vms;
    private final JdbcClient jdbc;

    ServiceReader(ServiceStore store, VmTimes times, VmDirectory vms, JdbcClient jdbc) {
        this.store = store;
        this.times = times;
        this.vms = vms;
        this.jdbc = jdbc;
    }

    /** A service's history and what explains it. */
    record Known(ServiceHistory history, ServiceOutageRules.Context context) {}

    Known read(ServiceStore.Stored service, VmTimes.Common common, Instant now) {
        var revisions = store.revisions(service.id());
        var vms = new LinkedHashSet<UUID>();
        var probes = new LinkedHashSet<UUID>();
        for (var revision : revisions) {
            vms.addAll(revision.spec().vms());
            revision.spec().probes().forEach(probe -> probes.add(probe.id()));
        }
        var members = times.of(vms, common);
        var met = met(probes);
        var history = ServiceHistory.of(new ServiceHistory.Course(
                revisions, service.deletedAt(), memberTimes(members), verdicts(met), common.absences()));
        var context = new ServiceOutageRules.Context(
                members.stream().collect(Collectors.toMap(VmTimes.VmTime::vm, VmTimes.VmTime::outages)),
                members.stream().collect(Collectors.toMap(VmTimes.VmTime::vm, VmTimes.VmTime::unobserved)),
                (probe, at) -> met.containsKey(probe) ? met.get(probe).at(at) : null,
                announced(service.id(), now));
        return new Known(history, context);
    }

    static Map<UUID, ServiceHistory.MemberTime> memberTimes(List<VmTimes.VmTime> members) {
        return members.stream()
                .collect(Collectors.toMap(
                        VmTimes.VmTime::vm,
                        vm -> new ServiceHistory.MemberTime(
                                vm.exists(),
                                vm.unobserved(),
                                Intervals.of(vm.outages().stream()
                                        .map(OutageView::when)
                                        .toList()))));
    }

    private Map<UUID, Painted<ServiceOutageRules.Met>> met(Set<UUID> probes) {
        var met = new HashMap<UUID, Painted<ServiceOutageRules.Met>>();
        for (var probe : probes) {
            jdbc.sql("select * from probe_fact where probe_id = :probe order by id")
                    .param("probe", probe)
                    .query((row, number) -> Map.entry(
                            ProbeLog.instant(row, "at"),
                            new ServiceOutageRules.Met(
                                    Verdict.valueOf(row.getString("verdict")),
                                    Trouble.valueOf(row.getString("trouble")),
                                    row.getString("detail"))))
                    .list()
                    .forEach(fact -> met.computeIfAbsent(probe, id -> new Painted<>())
                            .paint(fact.getKey(), null, fact.getValue()));
        }
        return met;
    }

    private static Map<UUID, Painted<Verdict>> verdicts(Map<UUID, Painted<ServiceOutageRules.Met>> met) {
        var verdicts = new HashMap<UUID, Painted<Verdict>>();
        met.forEach((probe, painted) -> {
            var line = new Painted<Verdict>();
            painted.stretches()
                    .forEach(part -> line.paint(
                            part.when().from(), part.when().to(), part.value().verdict()));
            verdicts.put(probe, line);
        });
        return verdicts;
    }

    /** Maintenance that has begun; while it lasts it has no end yet, as what is down in it has none. */
    private List<ServiceOutageRules.Announced> announced(UUID service, Instant now) {
        return jdbc.sql("""
                        select * from service_maintenance where service_id = :service and from_at <= :now
                          and (cancelled_at is null or cancelled_at > from_at) order by from_at
                        """)
                .param("service", service)
                .param("now", ProbeLog.sql(now))
                .query((row, number) -> {
                    var from = ProbeLog.instant(row, "from_at");
                    var until = ProbeLog.instant(row, "until_at");
                    var cancelled = ProbeLog.instant(row, "cancelled_at");
                    var end = cancelled != null && cancelled.isBefore(until) ? cancelled : until;
                    return new ServiceOutageRules.Announced(
                            new Interval(from, end.isAfter(now) ? Instant.MAX : end),
                            row.getString("words"),
                            row.getString("made_by"));
                })
                .list();
    }

    /** Its VMs as they are now, in their groups. */
    List<MemberNow> members(ServiceSpec spec) {
        return spec.groups().stream()
                .flatMap(group -> group.vms().stream().map(vm -> member(group.name(), vm)))
                .filter(Objects::nonNull)
                .toList();
    }

    private MemberNow member(String group, UUID id) {
        try {
            var vm = vms.vm(Actor.SYSTEM, id);
            var state = vm.unheard() ? "UNKNOWN" : vm.state().name();
            return new MemberNow(id, vm.name(), group, state, vm.hostId(), vm.host(), vm.poolId());
        } catch (Refusal gone) {
            return null;
        }
    }
}
