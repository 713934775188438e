package io.everup.host.web;

import io.everup.host.HostDirectory;
import io.everup.host.PoolOperations;
import io.everup.host.PoolView;
import io.everup.identity.Actor;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Pools over HTTP. */
@RestController
@RequestMapping("/api/v1/pools")
class PoolsApi {

    record PoolWish(String name, String note) {}

    /** @param memoryFreeMiB of its hosts that are up */
    record PoolBody(
            UUID id,
            String name,
            String note,
            int hosts,
            int hostsUp,
            int cpus,
            long memoryMiB,
            long memoryFreeMiB,
            long version) {

        static PoolBody of(PoolView pool) {
            return new PoolBody(
                    pool.id(),
                    pool.name(),
                    pool.note(),
                    pool.hosts(),
                    pool.up(),
                    pool.cpus(),
                    pool.memoryBytes() / Bytes.MIB,
                    pool.memoryFreeBytes() / Bytes.MIB,
                    pool.version());
        }
    }

    private final HostDirectory directory;
    private final PoolOperations operations;

    PoolsApi(HostDirectory directory, PoolOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping
    Slice<PoolBody> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.pools(actor, ListQuery.of(q, sort, limit, after)).map(PoolBody::of);
    }

    @GetMapping("/{id}")
    ResponseEntity<PoolBody> find(Actor actor, @PathVariable UUID id) {
        return answer(ResponseEntity.ok(), PoolBody.of(directory.pool(actor, id)));
    }

    @PostMapping
    ResponseEntity<PoolBody> create(Actor actor, @RequestBody PoolWish wish) {
        var id = operations.create(actor, wish.name(), wish.note());
        return answer(
                ResponseEntity.created(URI.create("/api/v1/pools/" + id)), PoolBody.of(directory.pool(actor, id)));
    }

    /** Fields that are left out stay as they are. */
    @PatchMapping("/{id}")
    ResponseEntity<PoolBody> change(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody PoolWish wish) {
        var now = directory.pool(actor, id);
        Versions.require(ifMatch, now.version(), "pool");
        operations.change(
                actor,
                id,
                wish.name() == null ? now.name() : wish.name(),
                wish.note() == null ? now.note() : wish.note());
        return find(actor, id);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        Versions.require(ifMatch, directory.pool(actor, id).version(), "pool");
        operations.delete(actor, id);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<PoolBody> answer(ResponseEntity.BodyBuilder builder, PoolBody pool) {
        return builder.eTag(Versions.etag(pool.version(), pool)).body(pool);
    }
}
