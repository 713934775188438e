package io.everup.host;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.hypervisor.HostUri;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Adds and removes hosts, and is the only door to a host's state. */
@Component
public class HostOperations {

    private final HostRepository hosts;
    private final PoolRepository pools;
    private final FenceDevices fence;
    private final FenceOperations fenceOperations;
    private final TaskOperations tasks;
    private final SecretBox secrets;
    private final JsonMapper json;
    private final EventLog events;
    private final AuditJournal audit;
    private final ApplicationEventPublisher publisher;
    private final Ids ids;
    private final Clock clock;

    HostOperations(
            HostRepository hosts,
            PoolRepository pools,
            FenceDevices fence,
            FenceOperations fenceOperations,
            TaskOperations tasks,
            SecretBox secrets,
            JsonMapper json,
            EventLog events,
            AuditJournal audit,
            ApplicationEventPublisher publisher,
            Ids ids,
            Clock clock) {
        this.hosts = hosts;
        this.pools = pools;
        this.fence = fence;
        this.fenceOperations = fenceOperations;
        this.tasks = tasks;
        this.secrets = secrets;
        this.json = json;
        this.events = events;
        this.audit = audit;
        this.publisher = publisher;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Checks what can be checked without the host and queues the rest; nothing of the host is stored unless all checks
     * pass.
     *
     * @return the task, whose result has the host's id as {@code host}
     */
    @Transactional
    public UUID add(Actor actor, NewHost host) {
        actor.require(Permission.HOST_MANAGE);
        var name = Name.check("name", "host", host.name());
        var uri = HostUri.parse(host.uri());
        var pool = pools.findById(required(host.pool()))
                .filter(found -> actor.may(Permission.POOL_VIEW, Place.pool(found.id())))
                .orElseThrow(() -> Refusal.invalidField("pool", "There is no such pool."));
        actor.require(Permission.HOST_MANAGE, Place.pool(pool.id()));
        if (hosts.findByNameIgnoreCase(name).isPresent()) {
            throw Refusal.invalidField("name", "There is a host called " + name + " already.");
        }
        if (hosts.existsByUri(uri.text())) {
            throw Refusal.invalidField("uri", "A host with this URI has been added already.");
        }
        var devices = host.fence() == null ? List.<NewFence>of() : host.fence();
        devices.forEach(device -> fence.check(uri.text(), device));
        var id = ids.next();
        var payload = new HashMap<String, Object>();
        payload.put("host", id.toString());
        payload.put("pool", pool.id().toString());
        payload.put("name", name);
        payload.put("uri", uri.text());
        payload.put("username", blankToNull(host.username()));
        payload.put("password", secrets.lock(blankToNull(host.password())));
        payload.put("sshKey", secrets.lock(blankToNull(host.sshKey())));
        payload.put("fence", secrets.lock(json.writeValueAsString(devices)));
        payload.values().removeIf(java.util.Objects::isNull);
        return tasks.submit(
                actor,
                NewTask.of(
                        HostAdd.KIND, "Add host " + name, new Subject("host", id, name), "host-add:" + uri, payload));
    }

    private static UUID required(UUID pool) {
        if (pool == null) {
            throw Refusal.invalidField("pool", "Choose the pool that the host joins.");
        }
        return pool;
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Lets Everup forget the host; the host and its VMs stay as they are. Refused while Everup knows VMs on it. */
    @Transactional
    public void remove(Actor actor, UUID id) {
        var host = find(actor, id, Permission.HOST_MANAGE);
        try {
            hosts.delete(host);
            hosts.flush();
        } catch (DataIntegrityViolationException e) {
            throw Refusal.conflict(
                    "host-in-use",
                    host.name() + " still has VMs, or its last failover isn't finished.",
                    "Migrate or delete its VMs first, then remove it.");
        }
        events.record(
                "host-removed",
                Severity.INFO,
                new Subject("host", id, host.name()),
                actor.name() + " removed the host " + host.name() + ".");
        audit.done(actor, "host.remove", new Subject("host", id, host.name()), Map.of());
    }

    /** As {@link FenceOperations#set}. */
    @Transactional
    public UUID setFence(Actor actor, UUID id, List<NewFence> devices) {
        return fenceOperations.set(actor, id, devices);
    }

    /** As {@link FenceOperations#test}, of all devices. */
    @Transactional
    public UUID testFence(Actor actor, UUID id) {
        return fenceOperations.test(actor, id, null);
    }

    /** @return a task that switches the host's power on */
    @Transactional
    public UUID powerOn(Actor actor, UUID id) {
        var host = find(actor, id, Permission.HOST_OPERATE);
        if (host.state() != HostState.FENCED && host.state() != HostState.LOST) {
            throw Refusal.conflict(
                    "host-not-off",
                    host.name() + " is not known to be off: it is "
                            + host.state().name().toLowerCase(java.util.Locale.ROOT) + ".",
                    "Only a host that is fenced or lost is switched on from here.");
        }
        return tasks.submit(
                actor,
                NewTask.of(
                        HostPowerOn.KIND,
                        "Switch on " + host.name(),
                        new Subject("host", id, host.name()),
                        "host-power:" + id,
                        Map.of()));
    }

    /**
     * Moves a host to its next state.
     *
     * @param problem what is wrong with it now, in words; null when nothing is
     * @return the state it is in then
     * @throws Refusal when the signal means nothing in its present state
     */
    @Transactional
    public HostState signal(UUID id, HostSignal signal, String problem) {
        var host = find(id);
        var before = host.state();
        host.apply(signal, problem, clock.instant());
        hosts.flush();
        HostNews.record(events, host.id(), host.name(), before, host.state(), problem);
        publisher.publishEvent(new HostEvents.StateChanged(id, before, host.state()));
        return host.state();
    }

    /** As {@link #signal}, but a signal that means nothing now is passed over. @return whether it meant something */
    @Transactional
    public boolean signalIfMeant(UUID id, HostSignal signal, String problem) {
        var host = hosts.findById(id);
        if (host.isEmpty() || !host.get().accepts(signal)) {
            return false;
        }
        signal(id, signal, problem);
        return true;
    }

    /** Renews what is said to be wrong with a host, without a change of state. */
    @Transactional
    public void explain(UUID id, String problem) {
        find(id).worry(problem);
        events.changed("host", id);
    }

    /** @throws Refusal when there is no such host for this actor, or they may not do so with it */
    private Host find(Actor actor, UUID id, Permission permission) {
        var host = hosts.findById(id)
                .filter(found -> actor.may(Permission.HOST_VIEW, Place.pool(found.poolId())))
                .orElseThrow(() -> Refusal.notFound("host"));
        actor.require(permission, Place.pool(host.poolId()));
        return host;
    }

    private Host find(UUID id) {
        return hosts.findById(id).orElseThrow(() -> Refusal.notFound("host"));
    }
}
