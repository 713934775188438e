package io.everup.host;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostFacts;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorListener;
import io.everup.hypervisor.Hypervisors;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Adds a host: looks at it from outside, stores it only when all is well, then waits until its VMs are known. */
@Component
class HostAdd implements TaskKind {

    static final String KIND = "host-add";

    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(6);
    private static final TypeReference<List<NewFence>> FENCES = new TypeReference<>() {};
    private static final HypervisorListener DEAF = new HypervisorListener() {
        @Override
        public void vmChanged(UUID vm) {}

        @Override
        public void closed(String why) {}
    };

    private final Hypervisors hypervisors;
    private final HostRepository hosts;
    private final FenceDevices fence;
    private final SecretBox secrets;
    private final JsonMapper json;
    private final EventLog events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    HostAdd(
            Hypervisors hypervisors,
            HostRepository hosts,
            FenceDevices fence,
            SecretBox secrets,
            JsonMapper json,
            EventLog events,
            TransactionTemplate transaction,
            Clock clock) {
        this.hypervisors = hypervisors;
        this.hosts = hosts;
        this.fence = fence;
        this.secrets = secrets;
        this.json = json;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
    }

    /** Whoever adds a host waits for the answer: one attempt. */
    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(
                TaskStep.of("Look at what answers at the address", this::look),
                TaskStep.of("Try its fence devices", this::tryFence),
                new Store(),
                new WaitUntilUp());
    }

    private void look(TaskRun run) {
        try (var link = connect(run)) {
            var facts = link.facts();
            hosts.findByIdentity(facts.uuid())
                    .filter(known -> !known.id().equals(run.uuid("host")))
                    .ifPresent(known -> {
                        throw Refusal.conflict(
                                "duplicate-host",
                                "At this address answers " + facts.hostname() + ", which has been added already as "
                                        + known.name() + ".",
                                "Look at " + known.name()
                                        + " instead. If they are two machines, give each a host_uuid of its"
                                        + " own in libvirtd.conf.");
                    });
            run.put("facts", json.writeValueAsString(facts));
            run.log("It answers: " + facts.hostname() + ", " + facts.hypervisor() + " " + facts.hypervisorVersion()
                    + ", libvirt " + facts.managerVersion() + ", " + facts.cpus() + " processors ("
                    + facts.cpuModel() + "), " + Bytes.text(facts.memoryBytes()) + " of memory.");
            if (!facts.accelerated()) {
                run.warn("Its VMs run by software emulation: the host offers no hardware virtualisation.");
            }
            link.datastores()
                    .forEach(store -> run.log("Datastore " + store.name() + " (" + store.kind() + "), "
                            + Bytes.text(store.freeBytes()) + " free" + (store.active() ? "." : ", not active.")));
            link.networks().forEach(network -> run.log("Network " + network.name() + " (" + network.kind() + ")."));
            run.log(link.report().vms().size() + " VMs exist on it and will be adopted as they are.");
        }
    }

    private Hypervisor connect(TaskRun run) {
        return hypervisors.connect(
                HostUri.parse(run.text("uri")),
                new Credentials(
                        run.text("username"), secrets.open(run.text("password")), secrets.open(run.text("sshKey"))),
                DEAF,
                CONNECT_DEADLINE);
    }

    private void tryFence(TaskRun run) {
        var devices = fences(run);
        if (devices.isEmpty()) {
            run.warn("It has no fence device: if it dies, its VMs can't be restarted elsewhere without your word.");
        }
        for (var answer : fence.tryOut(run.text("uri"), devices)) {
            if (answer.power() == null) {
                throw Refusal.conflict(
                        "fence-device-fails",
                        "The fence device " + answer.agent() + " can't be used: " + answer.finding(),
                        "Correct its address, user or password; or add the host without it and add the device later.");
            }
            run.log("Fence device " + answer.agent() + " answers. " + answer.finding());
        }
    }

    private List<NewFence> fences(TaskRun run) {
        return json.readValue(secrets.open(run.text("fence")), FENCES);
    }

    /** It was free when the task was asked for. */
    private void requireFreeName(String name) {
        if (hosts.findByNameIgnoreCase(name).isPresent()) {
            throw Refusal.conflict(
                    "name-taken", "Another host was added as " + name + " meanwhile.", "Add it again by another name.");
        }
    }

    private final class Store implements TaskStep {

        @Override
        public String title() {
            return "Add it to the pool";
        }

        @Override
        public Probe probe(TaskRun run) {
            return hosts.existsById(run.uuid("host")) ? Probe.DONE : Probe.NOT_DONE;
        }

        @Override
        public void perform(TaskRun run) {
            var id = run.uuid("host");
            var access =
                    new Host.Access(run.text("uri"), run.text("username"), run.text("password"), run.text("sshKey"));
            transaction.executeWithoutResult(status -> {
                requireFreeName(run.text("name"));
                hosts.saveAndFlush(new Host(
                        id,
                        run.uuid("pool"),
                        run.text("name"),
                        access,
                        json.readValue(run.text("facts"), HostFacts.class),
                        clock.instant()));
                fence.replace(id, run.text("uri"), fences(run));
                events.record(
                        "host-added",
                        Severity.INFO,
                        new Subject("host", id, run.text("name")),
                        run.requester() + " added the host " + run.text("name") + ".");
            });
            run.put("password", null);
            run.put("sshKey", null);
            run.result("host", id);
            fence.of(id).forEach(device -> fence.ask(id, device));
        }

        @Override
        public boolean pivot() {
            return true;
        }
    }

    /** The links and collectors do the work; this only waits for them, so that "added" means "ready". */
    private final class WaitUntilUp implements TaskStep {

        @Override
        public String title() {
            return "Take stock of its VMs, datastores and networks";
        }

        @Override
        public Probe probe(TaskRun run) {
            var host = hosts.findById(run.uuid("host"));
            return host.isEmpty() || host.get().state() != HostState.CONNECTING ? Probe.DONE : Probe.IN_FLIGHT;
        }

        @Override
        public void perform(TaskRun run) {
            throw new IllegalStateException("Never reached: the probe never answers NOT_DONE");
        }
    }
}
