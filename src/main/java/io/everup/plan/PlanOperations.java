package io.everup.plan;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.Admission;
import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.PoolOperations;
import io.everup.host.PoolView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.PlacementPolicy;
import io.everup.shared.Refusal;
import io.everup.vm.VmDirectory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Says what a pool is to survive, and asks beforehand what an action would do to that. */
@Component
public class PlanOperations {

    private final PolicyStore policies;
    private final PlanStore plans;
    private final AdmissionControl admission;
    private final HostDirectory hosts;
    private final HostOperations hostOperations;
    private final PoolOperations pools;
    private final VmDirectory vms;
    private final EventLog events;
    private final AuditJournal audit;
    private final Clock clock;

    PlanOperations(
            PolicyStore policies,
            PlanStore plans,
            AdmissionControl admission,
            HostDirectory hosts,
            HostOperations hostOperations,
            PoolOperations pools,
            VmDirectory vms,
            EventLog events,
            AuditJournal audit,
            Clock clock) {
        this.policies = policies;
        this.plans = plans;
        this.admission = admission;
        this.hosts = hosts;
        this.hostOperations = hostOperations;
        this.pools = pools;
        this.vms = vms;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param capacity null to leave it as it is */
    @Transactional
    public void change(Actor actor, UUID id, PoolPolicy policy, PlacementPolicy capacity) {
        var pool = hosts.pool(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(id));
        if (policy.admission() == null) {
            throw Refusal.invalidField("admission", "It is off, warn or refuse.");
        }
        if (policy.failures() < 0 || policy.failures() > PoolPolicy.MOST_FAILURES) {
            throw Refusal.invalidField("failures", "Write a number between 0 and " + PoolPolicy.MOST_FAILURES + ".");
        }
        policies.put(id, policy, clock.instant(), actor.name());
        if (capacity != null) {
            pools.capacity(
                    actor,
                    id,
                    capacity.memoryOvercommit(),
                    capacity.cpuOvercommit(),
                    capacity.reserveBytes(),
                    capacity.reserveShare());
        }
        plans.touch(id);
        told(actor, pool, policy);
    }

    private void told(Actor actor, PoolView pool, PoolPolicy policy) {
        var subject = new Subject("pool", pool.id(), pool.name());
        events.record(
                "pool-policy-changed",
                Severity.INFO,
                subject,
                actor.name() + " changed what " + pool.name() + " is to survive: " + policy.failures()
                        + (policy.failures() == 1 ? " host" : " hosts") + ".");
        audit.done(
                actor,
                "pool.policy",
                subject,
                Map.of(
                        "failures",
                        policy.failures(),
                        "admission",
                        policy.admission().name()));
    }

    /** Says which hosts of a pool fail together. @param group by host; null or blank takes it out of its group */
    @Transactional
    public void group(Actor actor, UUID pool, Map<UUID, String> group) {
        hosts.pool(actor, pool);
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        for (var one : group.entrySet()) {
            if (!hosts.host(actor, one.getKey()).poolId().equals(pool)) {
                throw Refusal.invalidField("hosts", "One of the hosts isn't in this pool.");
            }
            hostOperations.group(actor, one.getKey(), one.getValue());
        }
        plans.touch(pool);
    }

    /**
     * What the policy would say to an action now.
     *
     * @param level what the pool's policy makes of an objection
     * @param objection who would be left out, in words; null when nobody is
     * @param next what would help; null without an objection
     */
    public record Preview(PoolPolicy.Level level, String objection, String next) {}

    /** What somebody wants to know: exactly one of vm and host is given. @param action start, protect, maintenance or remove */
    public record Question(String action, UUID vm, UUID host) {}

    /** Changes nothing. Nothing is said where nothing is asked. */
    public Preview preview(Actor actor, UUID pool, Question question) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        hosts.pool(actor, pool);
        var policy = policies.of(pool);
        if (question.action() == null) {
            return new Preview(policy.admission(), null, null);
        }
        var change = change(actor, pool, question);
        var objection = policy.failures() == 0
                ? Optional.<AdmissionControl.Objection>empty()
                : admission.objection(pool, change);
        return new Preview(
                policy.admission(),
                objection.map(AdmissionControl.Objection::text).orElse(null),
                objection.map(AdmissionControl.Objection::next).orElse(null));
    }

    private Admission.Change change(Actor actor, UUID pool, Question question) {
        var action = question.action();
        if (List.of("start", "protect").contains(action)) {
            var vm = Refusal.named("vm", () -> vms.vm(actor, required("vm", question.vm())));
            if (!vm.poolId().equals(pool)) {
                throw Refusal.invalidField("vm", "That VM isn't in this pool.");
            }
            return action.equals("start")
                    ? new Admission.Start(vm.id(), vm.name())
                    : new Admission.Protect(vm.id(), vm.name(), vm.priority());
        }
        if (List.of("maintenance", "remove").contains(action)) {
            var host = Refusal.named("host", () -> hosts.host(actor, required("host", question.host())));
            if (!host.poolId().equals(pool)) {
                throw Refusal.invalidField("host", "That host isn't in this pool.");
            }
            return new Admission.Leave(host.id(), host.name(), action.equals("remove"));
        }
        throw Refusal.invalidField("action", "It is start, protect, maintenance or remove.");
    }

    private static UUID required(String field, UUID id) {
        if (id == null) {
            throw Refusal.invalidField(field, "Say which one.");
        }
        return id;
    }
}
