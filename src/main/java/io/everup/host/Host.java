package io.everup.host;

import io.everup.hypervisor.HostFacts;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/** A hypervisor machine. Its figures are written by the collector alone, past this class. */
@Entity
@DynamicUpdate
class Host {

    @Id
    private UUID id;

    private UUID poolId;
    private String name;
    private String uri;
    private String username;
    private String lockedPassword;
    private String lockedSshKey;

    @Enumerated(EnumType.STRING)
    private HostState state;

    private Instant stateSince;
    private String problem;
    private UUID identity;
    private String hostname;
    private String hypervisor;
    private String hypervisorVersion;
    private String managerVersion;
    private int cpus;
    private long memoryBytes;
    private String architecture;
    private String cpuModel;
    private boolean accelerated;
    private Instant createdAt;
    private String failureGroup;

    /** Counts what people changed, for {@code If-Match}; what happens to the host meanwhile is no conflict with that. */
    private long revision;

    @Version
    private long version;

    protected Host() {}

    Host(UUID id, UUID poolId, String name, Access access, HostFacts facts, Instant now) {
        this.id = id;
        this.poolId = poolId;
        this.name = name;
        this.uri = access.uri();
        this.username = access.username();
        this.lockedPassword = access.lockedPassword();
        this.lockedSshKey = access.lockedSshKey();
        this.identity = facts.uuid();
        this.state = HostState.CONNECTING;
        this.stateSince = now;
        this.createdAt = now;
        learn(facts);
    }

    /** How the host is reached; secrets are locked. */
    record Access(String uri, String username, String lockedPassword, String lockedSshKey) {}

    /** The only way to another state. @throws io.everup.shared.Refusal when the signal means nothing in this state */
    void apply(HostSignal signal, String problem, Instant now) {
        state = HostLifecycle.next(state, signal).orElseThrow(() -> HostLifecycle.refusal(name, state, signal));
        stateSince = now;
        this.problem = problem;
    }

    boolean accepts(HostSignal signal) {
        return HostLifecycle.next(state, signal).isPresent();
    }

    void learn(HostFacts facts) {
        hostname = facts.hostname();
        hypervisor = facts.hypervisor();
        hypervisorVersion = facts.hypervisorVersion();
        managerVersion = facts.managerVersion();
        cpus = facts.cpus();
        memoryBytes = facts.memoryBytes();
        architecture = facts.architecture();
        cpuModel = facts.cpuModel();
        accelerated = facts.accelerated();
    }

    /** Somebody changed what belongs to this host, such as its fence devices. */
    void revised() {
        revision++;
    }

    /** @param group null for none */
    void joins(String group) {
        failureGroup = group;
    }

    String failureGroup() {
        return failureGroup;
    }

    void worry(String problem) {
        this.problem = problem;
    }

    UUID id() {
        return id;
    }

    UUID poolId() {
        return poolId;
    }

    String name() {
        return name;
    }

    HostState state() {
        return state;
    }

    UUID identity() {
        return identity;
    }

    Access access() {
        return new Access(uri, username, lockedPassword, lockedSshKey);
    }
}
