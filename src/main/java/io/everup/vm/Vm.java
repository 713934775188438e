package io.everup.vm;

import io.everup.hypervisor.VmSpec;
import io.everup.identity.Place;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A virtual machine. What hosts see of it is written by the observer alone, past this class. */
@Entity
@DynamicUpdate
class Vm {

    @Id
    private UUID id;

    private UUID poolId;
    private UUID hostId;
    private UUID templateId;
    private String name;
    private String note = "";

    @Enumerated(EnumType.STRING)
    private VmState state;

    private Instant stateSince;
    private String problem;
    private boolean wantedOn;
    private boolean adopted;
    private int cpus;
    private long memoryBytes;
    private String cpuModel;
    private boolean accelerated;
    private String kernel;
    private String initrd;
    private String commandLine;
    private String definition;

    @Enumerated(EnumType.STRING)
    private Protection protection = Protection.OFF;

    private int priority = 50;
    private Instant createdAt;
    private UUID ownerId;
    private UUID teamId;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private String[] tags = {};

    private long diskBytes;

    @ElementCollection
    @CollectionTable(name = "vm_disk", joinColumns = @JoinColumn(name = "vm_id"))
    @OrderBy("target")
    private List<Disk> disks = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "vm_nic", joinColumns = @JoinColumn(name = "vm_id"))
    @OrderColumn(name = "position")
    private List<Nic> nics = new ArrayList<>();

    /** Counts what people changed, for {@code If-Match}; what hosts do to the VM meanwhile is no conflict with that. */
    private long revision;

    @Version
    private long version;

    /** @param owned whether the volume was made for this VM and goes with it */
    @Embeddable
    record Disk(
            String target,
            UUID volumeId,
            UUID datastoreId,
            String path,
            String format,
            String bus,
            boolean cdrom,
            boolean readOnly,
            boolean owned) {

        /** The file's name. */
        String volumeName() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    @Embeddable
    record Nic(String mac, UUID networkId, String networkName, String model, String address) {}

    protected Vm() {}

    private Vm(UUID id, UUID pool, UUID host, VmSpec spec, VmState state, boolean adopted, Instant now) {
        this.id = id;
        this.poolId = pool;
        this.hostId = host;
        this.name = spec.name();
        this.state = state;
        this.stateSince = now;
        this.createdAt = now;
        this.adopted = adopted;
        hardware(spec);
    }

    static Vm planned(UUID pool, UUID host, UUID template, VmSpec spec, boolean wantedOn, Instant now) {
        var vm = new Vm(spec.uuid(), pool, host, spec, VmState.PROVISIONING, false, now);
        vm.templateId = template;
        vm.wantedOn = wantedOn;
        return vm;
    }

    static Vm adopted(UUID pool, UUID host, String name, VmSpec spec, VmState state, Instant now) {
        var vm = new Vm(spec.uuid(), pool, host, spec, state, true, now);
        vm.name = name;
        vm.wantedOn = state != VmState.STOPPED;
        return vm;
    }

    /** The only way to another state. @throws io.everup.shared.Refusal when the signal means nothing in this state */
    void apply(VmSignal signal, String problem, Instant now) {
        state = VmLifecycle.next(state, signal).orElseThrow(() -> VmLifecycle.refusal(name, state, signal));
        stateSince = now;
        this.problem = problem;
        if (state == VmState.DELETED) {
            hostId = null;
        }
    }

    boolean accepts(VmSignal signal) {
        return VmLifecycle.next(state, signal).isPresent();
    }

    void worry(String problem) {
        this.problem = problem;
    }

    void want(boolean on) {
        wantedOn = on;
    }

    void livesOn(UUID host) {
        hostId = host;
    }

    void protect(Protection protection, int priority) {
        revision++;
        this.protection = protection;
        this.priority = priority;
    }

    void rename(String name, String note) {
        revision++;
        this.name = name;
        this.note = note;
    }

    /** Where it is, as far as grants speak of it. */
    Place place() {
        return new Place(poolId, id, ownerId, teamId, Set.of(tags));
    }

    /** @param owner null for nobody; @param team null for none */
    void belongTo(UUID owner, UUID team) {
        revision++;
        ownerId = owner;
        teamId = team;
    }

    /** @param tags in the order of the alphabet, none twice */
    void tag(List<String> tags) {
        revision++;
        this.tags = tags.toArray(String[]::new);
    }

    /** @param bytes of disk that quotas count for it */
    void countDisk(long bytes) {
        diskBytes = bytes;
    }

    long diskBytes() {
        return diskBytes;
    }

    List<String> tags() {
        return List.of(tags);
    }

    UUID ownerId() {
        return ownerId;
    }

    UUID teamId() {
        return teamId;
    }

    void hardware(VmSpec spec) {
        cpus = spec.cpus();
        memoryBytes = spec.memoryBytes();
        cpuModel = spec.cpuModel();
        accelerated = spec.accelerated();
        kernel = spec.boot().kernel();
        initrd = spec.boot().initrd();
        commandLine = spec.boot().commandLine();
    }

    void defined(String definition) {
        this.definition = definition;
    }

    void devices(List<Disk> disks, List<Nic> nics) {
        // Compared as plain lists: a persistent one may equal nothing but itself, and each rewriting is a new version.
        if (!List.copyOf(this.disks).equals(disks)) {
            this.disks.clear();
            this.disks.addAll(disks);
        }
        if (!List.copyOf(this.nics).equals(nics)) {
            this.nics.clear();
            this.nics.addAll(nics);
        }
    }

    VmSpec spec() {
        return new VmSpec(
                id,
                name,
                cpus,
                memoryBytes,
                cpuModel,
                accelerated,
                kernel == null ? VmSpec.Boot.DISK : new VmSpec.Boot(kernel, initrd, commandLine),
                disks.stream()
                        .map(d -> new VmSpec.Disk(d.target(), d.path(), d.format(), d.bus(), d.cdrom(), d.readOnly()))
                        .toList(),
                nics.stream()
                        .map(n -> new VmSpec.Nic(n.mac(), n.networkName(), n.model()))
                        .toList());
    }

    UUID id() {
        return id;
    }

    UUID poolId() {
        return poolId;
    }

    UUID hostId() {
        return hostId;
    }

    String name() {
        return name;
    }

    String note() {
        return note;
    }

    VmState state() {
        return state;
    }

    Instant stateSince() {
        return stateSince;
    }

    boolean wantedOn() {
        return wantedOn;
    }

    boolean adopted() {
        return adopted;
    }

    String definition() {
        return definition;
    }

    Protection protection() {
        return protection;
    }

    int priority() {
        return priority;
    }

    int cpus() {
        return cpus;
    }

    long memoryBytes() {
        return memoryBytes;
    }

    List<Disk> disks() {
        return List.copyOf(disks);
    }

    List<Nic> nics() {
        return List.copyOf(nics);
    }
}
