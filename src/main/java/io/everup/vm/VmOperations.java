package io.everup.vm;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.Admission;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.network.NetworkOperations;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** What people and programs may ask of VMs. Each command answers at once with the task that carries it out. */
@Component
public class VmOperations {

    private static final int LONGEST_NOTE = 500;

    private final VmRepository vms;
    private final VmPlanner planner;
    private final VmGate gate;
    private final TaskOperations tasks;
    private final VmOwnership ownership;
    private final NetworkOperations addresses;
    private final VmGuard guard;
    private final EventLog events;
    private final AuditJournal audit;
    private final JsonMapper json;
    private final Ids ids;
    private final Clock clock;

    VmOperations(
            VmRepository vms,
            VmPlanner planner,
            VmGate gate,
            TaskOperations tasks,
            VmOwnership ownership,
            NetworkOperations addresses,
            VmGuard guard,
            EventLog events,
            AuditJournal audit,
            JsonMapper json,
            Ids ids,
            Clock clock) {
        this.vms = vms;
        this.planner = planner;
        this.gate = gate;
        this.tasks = tasks;
        this.ownership = ownership;
        this.addresses = addresses;
        this.guard = guard;
        this.events = events;
        this.audit = audit;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** The key that all exclusive work on a VM shares. */
    public static String key(UUID vm) {
        return "vm:" + vm;
    }

    /** As {@link #create(Actor, NewVm, String)} without a word against the pool's policy. */
    @Transactional
    public UUID create(Actor actor, NewVm wish) {
        return create(actor, wish, null);
    }

    /**
     * @param override why it is to be done although the pool may then not survive what its policy asks; null for no
     *     such wish
     * @return the task, whose result has the VM's id as {@code vm}
     */
    @Transactional
    public UUID create(Actor actor, NewVm wish, String override) {
        actor.require(Permission.VM_CREATE);
        var id = ids.next();
        var priority = checkedPriority(wish.priority());
        var plan = planner.plan(actor, id, wish);
        var vm = Vm.planned(plan.pool(), plan.host(), wish.template(), plan.spec(), wish.start(), clock.instant());
        vm.devices(plan.disks(), plan.nics());
        vm.rename(vm.name(), checkedNote(wish.note()));
        vm.protect(wish.protection() == null ? Protection.OFF : wish.protection(), priority);
        vm.countDisk(plan.diskBytes());
        ownership.claim(actor, vm, wish.team(), wish.tags());
        var warning = wish.start() ? guard.create(actor, vm, override) : Optional.<String>empty();
        vms.saveAndFlush(vm);
        events.record(
                "vm-provisioning",
                Severity.INFO,
                new Subject("vm", id, vm.name()),
                actor.name() + " asked for " + vm.name() + ".",
                Map.of("why", plan.why()));
        var task = submit(
                actor,
                VmDeploy.KIND,
                "Make " + vm.name(),
                vm,
                Map.of(
                        "host", plan.host().toString(),
                        "why", plan.why(),
                        "volumes", json.writeValueAsString(plan.volumes()),
                        "linked", !wish.fullClone(),
                        "start", wish.start()));
        warning.ifPresent(text -> tasks.warn(task, text));
        return task;
    }

    /** As {@link #start(Actor, UUID, String)} without a word against the pool's policy. */
    @Transactional
    public UUID start(Actor actor, UUID id) {
        return start(actor, id, null);
    }

    /** @param override as for {@link #create(Actor, NewVm, String)} */
    @Transactional
    public UUID start(Actor actor, UUID id, String override) {
        var vm = find(actor, id, Permission.VM_OPERATE);
        var warning = vm.state() == VmState.STOPPED
                ? guard.judge(actor, vm, new Admission.Start(id, vm.name()), override)
                : Optional.<String>empty();
        gate.signal(id, VmSignal.START, null);
        vm.want(true);
        var task = submit(actor, VmStart.KIND, "Start " + vm.name(), vm, Map.of());
        warning.ifPresent(text -> tasks.warn(task, text));
        return task;
    }

    /** Starts a protected VM that lost its power with its host, for high availability. */
    @Transactional
    public UUID restart(UUID id, String why) {
        var vm = find(id);
        gate.signal(id, VmSignal.START, null);
        return tasks.submit(
                Actor.SYSTEM,
                NewTask.of(VmStart.KIND, "Restart " + vm.name() + " (" + why + ")", subject(vm), key(id), Map.of())
                        .asUrgent());
    }

    /**
     * Starts a protected VM again whose guest crashed, for high availability.
     *
     * @param avoid the host on which that failed before; null for none
     */
    @Transactional
    public UUID restartCrashed(UUID id, UUID avoid) {
        var vm = find(id);
        gate.signal(id, VmSignal.RESTART, null);
        var payload = new HashMap<String, Object>(Map.of(VmStart.CRASHED, true));
        if (avoid != null) {
            payload.put(VmStart.AVOID, avoid.toString());
        }
        return tasks.submit(
                Actor.SYSTEM,
                NewTask.of(VmStart.KIND, "Restart " + vm.name() + " (its guest crashed)", subject(vm), key(id), payload)
                        .asUrgent());
    }

    /** Asks the guest to shut down; after 90 s without effect the task fails and the VM runs on. */
    @Transactional
    public UUID shutdown(Actor actor, UUID id) {
        return stop(actor, id, false, "Shut down ");
    }

    /** Cuts the VM's power. */
    @Transactional
    public UUID powerOff(Actor actor, UUID id) {
        return stop(actor, id, true, "Power off ");
    }

    private UUID stop(Actor actor, UUID id, boolean force, String words) {
        var vm = find(actor, id, Permission.VM_OPERATE);
        gate.signal(id, VmSignal.STOP, null);
        vm.want(false);
        return submit(actor, VmStop.KIND, words + vm.name(), vm, Map.of("force", force));
    }

    @Transactional
    public UUID reboot(Actor actor, UUID id) {
        return act(actor, id, VmAct.Act.REBOOT);
    }

    @Transactional
    public UUID reset(Actor actor, UUID id) {
        return act(actor, id, VmAct.Act.RESET);
    }

    @Transactional
    public UUID suspend(Actor actor, UUID id) {
        return act(actor, id, VmAct.Act.SUSPEND);
    }

    @Transactional
    public UUID resume(Actor actor, UUID id) {
        return act(actor, id, VmAct.Act.RESUME);
    }

    private UUID act(Actor actor, UUID id, VmAct.Act act) {
        var vm = find(actor, id, Permission.VM_OPERATE);
        if (vm.state() != act.needs()) {
            throw VmLifecycle.refusal(vm.name(), vm.state(), act.needs());
        }
        return submit(actor, VmAct.KIND, act.words() + " " + vm.name(), vm, Map.of("act", act.name()));
    }

    /** Deletes a VM that is off, with the disks that were made for it. */
    @Transactional
    public UUID delete(Actor actor, UUID id) {
        var vm = find(actor, id, Permission.VM_DELETE);
        gate.signal(id, VmSignal.DELETE, null);
        vm.want(false);
        return submit(actor, VmDelete.KIND, "Delete " + vm.name(), vm, Map.of());
    }

    /** As {@link #protect(Actor, UUID, Protection, Integer, String)} without a word against the pool's policy. */
    @Transactional
    public Optional<String> protect(Actor actor, UUID id, Protection protection, Integer priority) {
        return protect(actor, id, protection, priority, null);
    }

    /**
     * @param priority 0 to 100, higher is restarted earlier; null keeps it
     * @param override as for {@link #create(Actor, NewVm, String)}
     * @return what is to be said of it although it is done; as a rule nothing
     */
    @Transactional
    public Optional<String> protect(Actor actor, UUID id, Protection protection, Integer priority, String override) {
        var vm = find(actor, id, Permission.HA_MANAGE);
        if (protection == null) {
            throw Refusal.invalidField("protection", "Protection is protected, best-effort or off.");
        }
        var rank = priority == null ? vm.priority() : checkedPriority(priority);
        var warning = protection == Protection.PROTECTED && vm.protection() != Protection.PROTECTED
                ? guard.judge(actor, vm, new Admission.Protect(id, vm.name(), rank), override)
                : Optional.<String>empty();
        vm.protect(protection, rank);
        events.record(
                "vm-protection",
                Severity.INFO,
                new Subject("vm", id, vm.name()),
                actor.name() + " set the protection of " + vm.name() + " to "
                        + protection.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ".");
        audit.done(
                actor, "vm.protect", subject(vm), Map.of("protection", protection.name(), "priority", vm.priority()));
        guard.changed(vm.poolId());
        return warning;
    }

    /** Changes what people read of it; the hypervisor's name for it stays. */
    @Transactional
    public void describe(Actor actor, UUID id, String note) {
        var vm = find(actor, id, Permission.VM_CONFIGURE);
        vm.rename(vm.name(), checkedNote(note));
        events.changed("vm", id);
        audit.done(actor, "vm.describe", subject(vm), Map.of());
    }

    /**
     * Says whose it is.
     *
     * @param owner null for nobody
     * @param team null for none; its quota must have room for the VM
     */
    @Transactional
    public void assign(Actor actor, UUID id, UUID owner, UUID team) {
        var vm = find(actor, id, Permission.VM_CONFIGURE);
        ownership.assign(actor, vm, owner, team);
        vms.flush();
        events.record(
                "vm-assigned", Severity.INFO, subject(vm), actor.name() + " said anew whose " + vm.name() + " is.");
        var detail = new HashMap<String, String>();
        detail.put("owner", owner == null ? "nobody" : owner.toString());
        detail.put("team", team == null ? "none" : team.toString());
        audit.done(actor, "vm.assign", subject(vm), detail);
    }

    /** @param tags all that it is to have */
    @Transactional
    public void tag(Actor actor, UUID id, java.util.List<String> tags) {
        var vm = find(actor, id, Permission.VM_CONFIGURE);
        ownership.tag(actor, vm, tags);
        vms.flush();
        events.changed("vm", id);
        audit.done(actor, "vm.tag", subject(vm), Map.of("tags", vm.tags()));
    }

    /** Removes all that is left of a VM that was never made. */
    @Transactional
    void forget(UUID id) {
        addresses.takeBack(id);
        gate.signalIfMeant(id, VmSignal.GIVEN_UP, null);
    }

    private UUID submit(Actor actor, String kind, String title, Vm vm, Map<String, ?> payload) {
        return tasks.submit(actor, NewTask.of(kind, title, subject(vm), key(vm.id()), new HashMap<>(payload)));
    }

    private static Subject subject(Vm vm) {
        return new Subject("vm", vm.id(), vm.name());
    }

    /** @throws Refusal when there is no such VM for this actor, or they may not do so with it */
    private Vm find(Actor actor, UUID id, Permission permission) {
        var vm = find(id);
        if (!actor.may(Permission.VM_VIEW, vm.place())) {
            throw Refusal.notFound("VM");
        }
        actor.require(permission, vm.place());
        return vm;
    }

    private Vm find(UUID id) {
        return vms.lock(id).filter(vm -> vm.state() != VmState.DELETED).orElseThrow(() -> Refusal.notFound("VM"));
    }

    private static int checkedPriority(Integer priority) {
        var value = priority == null ? 50 : priority;
        if (value < 0 || value > 100) {
            throw Refusal.invalidField("priority", "A priority is 0 to 100; higher is restarted earlier.");
        }
        return value;
    }

    private static String checkedNote(String note) {
        var text = note == null ? "" : note.strip();
        if (text.length() > LONGEST_NOTE) {
            throw Refusal.invalidField("note", "A note has at most " + LONGEST_NOTE + " characters.");
        }
        return text;
    }
}
