package io.everup.storage;

import io.everup.host.HostConnections;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.NewVolume;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Creates and deletes volumes, for the steps of tasks: each call speaks to a host and may be repeated. */
@Component
public class Volumes {

    private final HostConnections connections;
    private final StorageCollector collector;
    private final JdbcClient jdbc;
    private final Clock clock;

    Volumes(HostConnections connections, StorageCollector collector, JdbcClient jdbc, Clock clock) {
        this.connections = connections;
        this.collector = collector;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Whether the datastore has a volume of this name, as the host sees it now. */
    public boolean exists(UUID host, UUID datastore, String name) {
        return connections.to(host).volume(nameOn(host, datastore), name).isPresent();
    }

    /** Creates a volume through a host that reaches the datastore, and writes it down. @return its id */
    public UUID create(UUID host, UUID datastore, NewVolume volume) {
        var created = connections.to(host).createVolume(nameOn(host, datastore), volume);
        return collector.store(datastore, created, clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** Writes down a volume that exists already. @return its id */
    public UUID note(UUID host, UUID datastore, String name) {
        var found = connections
                .to(host)
                .volume(nameOn(host, datastore), name)
                .orElseThrow(() -> new HypervisorFailure.Missing("The volume " + name + " is not there.", null));
        return collector.store(datastore, found, clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** The id of a volume that is written down; null when it isn't. */
    public UUID known(UUID datastore, String name) {
        return jdbc.sql("select id from volume where datastore_id = :store and name = :name")
                .param("store", datastore)
                .param("name", name)
                .query(UUID.class)
                .optional()
                .orElse(null);
    }

    /** Deletes a volume and what was written down of it; one that isn't there is as good as deleted. */
    public void delete(UUID host, UUID datastore, String name) {
        try {
            connections.to(host).deleteVolume(nameOn(host, datastore), name);
        } catch (HypervisorFailure.Missing e) {
            // That is what was asked for.
        }
        jdbc.sql("delete from volume where datastore_id = :store and name = :name")
                .param("store", datastore)
                .param("name", name)
                .update();
    }

    /** The full path of a volume as the host sees it. @throws HypervisorFailure.Missing when there is none of that name */
    public String path(UUID host, UUID datastore, String name) {
        return connections
                .to(host)
                .volume(nameOn(host, datastore), name)
                .orElseThrow(() -> new HypervisorFailure.Missing("The volume " + name + " is not there.", null))
                .path();
    }

    /** What the host calls a datastore. @throws Refusal when it doesn't reach it */
    public String nameOn(UUID host, UUID datastore) {
        return jdbc.sql("select name from datastore_host where datastore_id = :store and host_id = :host")
                .param("store", datastore)
                .param("host", host)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.conflict(
                        "datastore-out-of-reach",
                        "The host doesn't reach that datastore.",
                        "Choose a datastore that the host reaches."));
    }
}
