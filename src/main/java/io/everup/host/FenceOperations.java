package io.everup.host;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Sets, changes, orders and tests the fence devices of a host, one or all. */
@Component
public class FenceOperations {

    private static final int MOST_DEVICES = 8;

    private final HostRepository hosts;
    private final FenceDevices devices;
    private final FenceStore store;
    private final TaskOperations tasks;
    private final EventLog events;
    private final AuditJournal audit;

    FenceOperations(
            HostRepository hosts,
            FenceDevices devices,
            FenceStore store,
            TaskOperations tasks,
            EventLog events,
            AuditJournal audit) {
        this.hosts = hosts;
        this.devices = devices;
        this.store = store;
        this.tasks = tasks;
        this.events = events;
        this.audit = audit;
    }

    /** Puts these fence devices in place of the host's present ones and queues a test of each. @return the test's task */
    @Transactional
    public UUID set(Actor actor, UUID id, List<NewFence> wanted) {
        var host = manage(actor, id);
        if (wanted.size() > MOST_DEVICES) {
            throw tooMany();
        }
        devices.replace(id, host.access().uri(), wanted);
        changed(actor, host, "changed the fence devices of " + host.name(), agents(wanted));
        return test(actor, id, null);
    }

    /** Adds one; without a level it becomes a level of its own, after the others. @return its test's task */
    @Transactional
    public UUID add(Actor actor, UUID id, NewFence wanted) {
        var host = manage(actor, id);
        var present = devices.of(id);
        if (present.size() >= MOST_DEVICES) {
            throw tooMany();
        }
        var agent = store.agent(host.access().uri(), wanted.agent());
        var levels =
                new ArrayList<>(present.stream().map(FenceDevices.Device::level).toList());
        levels.add(wanted.level());
        var level = FenceParameters.levels(levels);
        var device =
                store.insert(id, agent, FenceParameters.check(agent, wanted.params()), level.get(level.size() - 1));
        changed(actor, host, "added a fence device (" + agent.name() + ") to " + host.name(), agents(List.of(wanted)));
        return test(actor, id, device);
    }

    /**
     * Changes one. Secrets that aren't given stay, unless they would then be told to another place.
     *
     * @return its test's task
     */
    @Transactional
    public UUID change(Actor actor, UUID id, UUID device, NewFence wanted) {
        var host = manage(actor, id);
        var before = find(id, device);
        var agent = store.agent(host.access().uri(), wanted.agent());
        var given = agent.name().equals(before.target().agent())
                ? FenceParameters.changed(agent, before.target().params(), wanted.params())
                : wanted.params();
        store.change(device, agent, FenceParameters.check(agent, given));
        if (wanted.level() != null && wanted.level() != before.level()) {
            var all = devices.of(id);
            store.rank(
                    all,
                    all.stream()
                            .map(each -> each.id().equals(device) ? wanted.level() : Integer.valueOf(each.level()))
                            .toList());
        }
        changed(
                actor,
                host,
                "changed a fence device (" + agent.name() + ") of " + host.name(),
                agents(List.of(wanted)));
        return test(actor, id, device);
    }

    @Transactional
    public void remove(Actor actor, UUID id, UUID device) {
        var host = manage(actor, id);
        var gone = find(id, device);
        store.remove(device);
        var left = devices.of(id);
        store.rank(left, left.stream().map(FenceDevices.Device::level).toList());
        changed(
                actor,
                host,
                "removed the fence device " + gone.label() + " of " + host.name(),
                Map.of("agents", List.of(gone.target().agent())));
    }

    /** Lets a device's level change places with the one before it, or after it. */
    @Transactional
    public void move(Actor actor, UUID id, UUID device, boolean earlier) {
        var host = manage(actor, id);
        var level = find(id, device).level();
        var other = earlier ? level - 1 : level + 1;
        var all = devices.of(id);
        if (all.stream().noneMatch(each -> each.level() == other)) {
            throw Refusal.conflict(
                    "no-other-level",
                    "There is no level " + (earlier ? "before" : "after") + " it.",
                    "Levels are tried in order, 1 first.");
        }
        store.rank(
                all,
                all.stream()
                        .map(each -> each.level() == level ? other : each.level() == other ? level : each.level())
                        .map(Integer::valueOf)
                        .toList());
        changed(actor, host, "changed the order of the fence devices of " + host.name(), Map.of());
    }

    /** @param device null for all @return a task that asks for the power state and changes nothing */
    @Transactional
    public UUID test(Actor actor, UUID id, UUID device) {
        var host = see(actor, id);
        var payload = new HashMap<String, Object>();
        var title = "Test the fence devices of " + host.name();
        if (device != null) {
            payload.put("device", device.toString());
            title = "Test the fence device " + find(id, device).label() + " of " + host.name();
        }
        return tasks.submit(
                actor,
                NewTask.of(
                        FenceTest.KIND,
                        title,
                        subject(host),
                        "fence-test:" + id + (device == null ? "" : ":" + device),
                        payload));
    }

    private void changed(Actor actor, Host host, String text, Map<String, ?> detail) {
        host.revised();
        events.record("fence-devices-changed", Severity.INFO, subject(host), actor.name() + " " + text + ".");
        audit.done(actor, "host.set-fence", subject(host), detail);
    }

    private static Map<String, ?> agents(List<NewFence> wanted) {
        return Map.of("agents", wanted.stream().map(NewFence::agent).toList());
    }

    private static Refusal tooMany() {
        return Refusal.invalid(
                "too-many-fence-devices",
                "A host has at most " + MOST_DEVICES + " fence devices.",
                "Remove one that isn't needed.");
    }

    private FenceDevices.Device find(UUID host, UUID device) {
        return devices.of(host).stream()
                .filter(each -> each.id().equals(device))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("fence device"));
    }

    private Host manage(Actor actor, UUID id) {
        var host = see(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(host.poolId()));
        return host;
    }

    private Host see(Actor actor, UUID id) {
        return hosts.findById(id)
                .filter(found -> actor.may(Permission.HOST_VIEW, Place.pool(found.poolId())))
                .orElseThrow(() -> Refusal.notFound("host"));
    }

    private static Subject subject(Host host) {
        return new Subject("host", host.id(), host.name());
    }
}
