package io.everup.image;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A versioned, ready-to-deploy machine image. A revision never changes; a new one is published beside it. */
@Entity
class Template {

    @Id
    private UUID id;

    private UUID poolId;
    private String name;
    private int revision;
    private String note;
    private int cpus;
    private long memoryBytes;
    private String cpuModel;
    private String kernel;
    private String initrd;
    private String commandLine;
    private UUID networkId;
    private Instant createdAt;
    private String createdBy;
    private Instant retiredAt;

    @ElementCollection
    @CollectionTable(name = "template_disk", joinColumns = @JoinColumn(name = "template_id"))
    @OrderColumn(name = "position")
    private List<Disk> disks = new ArrayList<>();

    @Version
    private long version;

    /** One disk of the machines it makes: a clone of this volume. */
    @Embeddable
    record Disk(UUID volumeId, String bus) {}

    protected Template() {}

    Template(UUID id, NewTemplate from, String name, int revision, List<Disk> disks, Instant now, String by) {
        this.id = id;
        this.poolId = from.pool();
        this.name = name;
        this.revision = revision;
        this.note = from.note() == null ? "" : from.note().strip();
        this.cpus = from.cpus();
        this.memoryBytes = from.memoryBytes();
        this.cpuModel = from.cpuModel();
        if (from.boot() != null) {
            this.kernel = from.boot().kernel();
            this.initrd = from.boot().initrd();
            this.commandLine = from.boot().cmdline();
        }
        this.networkId = from.network();
        this.disks.addAll(disks);
        this.createdAt = now;
        this.createdBy = by;
    }

    void retire(Instant now) {
        if (retiredAt == null) {
            retiredAt = now;
        }
    }

    String name() {
        return name;
    }

    UUID poolId() {
        return poolId;
    }

    int revision() {
        return revision;
    }
}
