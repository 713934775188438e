package io.everup.host;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** Hosts that share networks and storage, so that VMs can move between them. */
@Entity
class Pool {

    @Id
    private UUID id;

    private String name;
    private String note;
    private Instant createdAt;

    @Version
    private long version;

    protected Pool() {}

    Pool(UUID id, String name, String note, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.note = note;
        this.createdAt = createdAt;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    void rename(String name, String note) {
        this.name = name;
        this.note = note;
    }
}
