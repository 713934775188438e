package io.everup.ha.web;

import io.everup.ha.Disarm;
import io.everup.ha.DisarmDirectory;
import io.everup.ha.DisarmOperations;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Disarming a pool's high availability for a while, over HTTP. */
@RestController
@RequestMapping("/api/v1/pools/{id}")
class DisarmsApi {

    /**
     * @param reason 1 to 500 characters; not read where one is extended
     * @param minutes from now on until it is armed again by itself: 1 to 10080
     */
    record DisarmWish(String reason, Integer minutes) {

        Duration lasts() {
            return minutes == null ? null : Duration.ofMinutes(minutes);
        }
    }

    private final DisarmDirectory directory;
    private final DisarmOperations operations;
    private final HostDirectory hosts;

    DisarmsApi(DisarmDirectory directory, DisarmOperations operations, HostDirectory hosts) {
        this.directory = directory;
        this.operations = operations;
        this.hosts = hosts;
    }

    /** Newest first; one that holds has no {@code endedAt}. */
    @GetMapping("/disarms")
    Slice<Disarm> list(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        actor.require(Permission.HA_VIEW);
        hosts.pool(actor, id);
        return directory.history(actor, id, ListQuery.of(null, null, limit, after));
    }

    @PostMapping("/actions/disarm")
    @ResponseStatus(HttpStatus.CREATED)
    Disarm disarm(Actor actor, @PathVariable UUID id, @RequestBody DisarmWish wish) {
        return operations.disarm(actor, id, wish.reason(), wish.lasts());
    }

    @PostMapping("/actions/extend-disarm")
    Disarm extend(Actor actor, @PathVariable UUID id, @RequestBody DisarmWish wish) {
        return operations.extend(actor, id, wish.lasts());
    }

    @PostMapping("/actions/arm")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void arm(Actor actor, @PathVariable UUID id) {
        operations.arm(actor, id);
    }
}
