package io.everup.service;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.vm.VmDirectory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes, changes and deletes services. What they were before is kept: history is judged by it. */
@Component
public class ServiceOperations {

    private final ServiceStore store;
    private final ServiceSight sight;
    private final VmDirectory vms;
    private final TaskOperations tasks;
    private final EventLog events;
    private final AuditJournal audit;
    private final Ids ids;
    private final Clock clock;

    ServiceOperations(
            ServiceStore store,
            ServiceSight sight,
            VmDirectory vms,
            TaskOperations tasks,
            EventLog events,
            AuditJournal audit,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.sight = sight;
        this.vms = vms;
        this.tasks = tasks;
        this.events = events;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** @return the new service's id; @throws Refusal with every field that can't be accepted */
    @Transactional
    public UUID create(Actor actor, ServiceSpec wish) {
        actor.require(Permission.UPTIME_MANAGE);
        var spec = identified(checked(actor, wish, null, Set.of()), Set.of());
        var id = ids.next();
        store.insert(id, spec, clock.instant(), actor.name());
        sight.require(actor, Permission.UPTIME_MANAGE, id);
        var subject = new Subject("service", id, spec.name());
        events.record(
                "service-created", Severity.INFO, subject, actor.name() + " made the service " + spec.name() + ".");
        audit.done(actor, "service.create", subject, summary(spec));
        return id;
    }

    /** @param version the version that the wish is based on; null for whichever there is */
    @Transactional
    public void update(Actor actor, UUID id, Long version, ServiceSpec wish) {
        sight.require(actor, Permission.UPTIME_MANAGE, id);
        var now = store.locked(id).orElseThrow(() -> Refusal.notFound("service"));
        if (version != null && version != now.version()) {
            throw Refusal.changed("service");
        }
        var known = now.spec().probes().stream().map(ProbeSpec::id).collect(Collectors.toSet());
        var spec = identified(checked(actor, wish, id, Set.copyOf(now.spec().vms())), known);
        if (spec.equals(now.spec())) {
            return;
        }
        store.update(id, now.version() + 1, spec, clock.instant(), actor.name());
        // With its new members as well it must lie within what the actor may change.
        sight.require(actor, Permission.UPTIME_MANAGE, id);
        events.changed("service", id);
        audit.done(actor, "service.change", new Subject("service", id, spec.name()), changes(now.spec(), spec));
    }

    /** It is gone from lists and pages; its outages and figures stay. */
    @Transactional
    public void delete(Actor actor, UUID id, Long version) {
        sight.require(actor, Permission.UPTIME_MANAGE, id);
        var now = store.locked(id).orElseThrow(() -> Refusal.notFound("service"));
        if (version != null && version != now.version()) {
            throw Refusal.changed("service");
        }
        store.delete(id, clock.instant());
        var subject = new Subject("service", id, now.spec().name());
        events.record(
                "service-deleted",
                Severity.INFO,
                subject,
                actor.name() + " deleted the service " + subject.name() + ".");
        audit.done(actor, "service.delete", subject, Map.of());
    }

    /** Makes one check of a probe at once. @return the task's id */
    @Transactional
    public UUID test(Actor actor, UUID id, UUID probe) {
        sight.require(actor, Permission.UPTIME_MANAGE, id);
        var service =
                store.find(id).filter(one -> one.deletedAt() == null).orElseThrow(() -> Refusal.notFound("service"));
        var spec = service.spec().probe(probe).orElseThrow(() -> Refusal.notFound("probe"));
        var subject = new Subject("service", id, service.spec().name());
        var task = tasks.submit(
                actor,
                NewTask.of(
                        ProbeTest.KIND,
                        "Test the probe " + spec.name() + " of " + subject.name(),
                        subject,
                        null,
                        Map.of(ProbeTest.PROBE, probe.toString())));
        audit.started(actor, "service.test-probe", subject, task);
        return task;
    }

    /** VMs that were deleted leave their services; what they did there is kept. */
    @Transactional
    public void dropLostMembers() {
        for (var lost : store.lostMembers()) {
            store.locked(lost.getKey()).ifPresent(service -> {
                var spec = without(service.spec(), lost.getValue());
                store.update(service.id(), service.version() + 1, spec, clock.instant(), Actor.SYSTEM.name());
                events.record(
                        "service-member-gone",
                        Severity.WARNING,
                        new Subject("service", service.id(), spec.name()),
                        "A VM of " + spec.name() + " was deleted, and left the service.");
            });
        }
    }

    private static ServiceSpec without(ServiceSpec spec, UUID vm) {
        var groups = spec.groups().stream()
                .map(group -> group.without(vm))
                .filter(group -> !group.vms().isEmpty())
                .toList();
        var names = groups.stream().map(ServiceSpec.Group::name).collect(Collectors.toSet());
        var linked = groups.stream()
                .map(group -> new ServiceSpec.Group(
                        group.name(),
                        group.need(),
                        group.vms(),
                        group.after().stream().filter(names::contains).toList(),
                        group.gates()))
                .toList();
        return spec.withGroups(linked)
                .withProbes(spec.probes().stream()
                        .filter(probe -> !vm.equals(probe.vm()))
                        .toList());
    }

    private ServiceSpec checked(Actor actor, ServiceSpec wish, UUID self, Set<UUID> members) {
        var spec = SpecRules.checked(wish);
        if (store.taken(spec.name(), self)) {
            throw Refusal.invalidField("name", "There is a service called " + spec.name() + " already.");
        }
        for (var vm : spec.vms()) {
            if (!members.contains(vm)) {
                Refusal.named("groups", () -> vms.vm(actor, vm));
            }
        }
        return spec;
    }

    /** Probes keep their ids; one that isn't known gets a new one. */
    private ServiceSpec identified(ServiceSpec spec, Set<UUID> known) {
        var given = new HashSet<UUID>();
        var probes = new ArrayList<ProbeSpec>();
        for (var probe : spec.probes()) {
            var keeps = probe.id() != null && known.contains(probe.id()) && given.add(probe.id());
            probes.add(keeps ? probe : probe.withId(ids.next()));
        }
        return spec.withProbes(List.copyOf(probes));
    }

    private static Map<String, ?> summary(ServiceSpec spec) {
        return Map.of(
                "vms", spec.vms().size(),
                "probes", spec.probes().stream().map(ProbeSpec::name).toList(),
                "target", String.valueOf(spec.target()));
    }

    private static Map<String, ?> changes(ServiceSpec before, ServiceSpec after) {
        var changes = new java.util.LinkedHashMap<String, Object>();
        note(changes, "name", before.name(), after.name());
        note(changes, "target", before.target(), after.target());
        note(changes, "zone", before.zone(), after.zone());
        note(changes, "team", before.team(), after.team());
        note(changes, "groups", before.groups(), after.groups());
        note(changes, "probes", before.probes(), after.probes());
        return changes;
    }

    private static void note(Map<String, Object> changes, String what, Object before, Object after) {
        if (!java.util.Objects.equals(before, after)) {
            changes.put(what, before instanceof List<?> ? "changed" : before + " → " + after);
        }
    }
}
