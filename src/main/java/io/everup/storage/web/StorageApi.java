package io.everup.storage.web;

import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.storage.DatastoreView;
import io.everup.storage.StorageDirectory;
import io.everup.storage.VolumeView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Datastores and volumes over HTTP. */
@RestController
@RequestMapping("/api/v1")
class StorageApi {

    record Ref(UUID id, String name) {}

    /** @param path as that host sees it */
    record Reach(Ref host, String path, boolean active, Instant seenAt) {}

    /** @param capacityBytes and freeBytes null when unknown */
    record DatastoreBody(
            UUID id,
            String name,
            String fullName,
            Ref pool,
            String kind,
            boolean shared,
            Long capacityBytes,
            Long freeBytes,
            Instant seenAt,
            List<Reach> hosts) {

        static DatastoreBody of(DatastoreView store) {
            return new DatastoreBody(
                    store.id(),
                    store.name(),
                    store.fullName(),
                    new Ref(store.poolId(), store.pool()),
                    store.kind(),
                    store.shared(),
                    store.capacityBytes() < 0 ? null : store.capacityBytes(),
                    store.freeBytes() < 0 ? null : store.freeBytes(),
                    store.seenAt(),
                    store.hosts().stream()
                            .map(reach -> new Reach(
                                    new Ref(reach.host(), reach.hostName()),
                                    reach.path(),
                                    reach.active(),
                                    reach.seenAt()))
                            .toList());
        }
    }

    /** @param backing path of the volume that it is a linked clone of */
    record VolumeBody(
            UUID id,
            String name,
            Ref datastore,
            String path,
            String format,
            long capacityBytes,
            long allocationBytes,
            String backing,
            Instant seenAt) {

        static VolumeBody of(VolumeView volume) {
            return new VolumeBody(
                    volume.id(),
                    volume.name(),
                    new Ref(volume.datastoreId(), volume.datastore()),
                    volume.path(),
                    volume.format(),
                    volume.capacityBytes(),
                    volume.allocationBytes(),
                    volume.backing(),
                    volume.seenAt());
        }
    }

    private final StorageDirectory directory;

    StorageApi(StorageDirectory directory) {
        this.directory = directory;
    }

    @GetMapping("/datastores")
    Slice<DatastoreBody> datastores(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.datastores(actor, ListQuery.of(q, sort, limit, after)).map(DatastoreBody::of);
    }

    @GetMapping("/datastores/{id}")
    DatastoreBody datastore(Actor actor, @PathVariable UUID id) {
        return DatastoreBody.of(directory.datastore(actor, id));
    }

    @GetMapping("/volumes")
    Slice<VolumeBody> volumes(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.volumes(actor, ListQuery.of(q, sort, limit, after)).map(VolumeBody::of);
    }

    @GetMapping("/volumes/{id}")
    VolumeBody volume(Actor actor, @PathVariable UUID id) {
        return VolumeBody.of(directory.volume(actor, id));
    }
}
