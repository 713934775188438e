package io.everup.ha.web;

import io.everup.ha.RestartOrderDirectory;
import io.everup.ha.RestartOrderOperations;
import io.everup.ha.core.StartGate;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.vm.VmDirectory;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The order of restarts over HTTP. */
@RestController
class RestartOrderApi {

    /** @param gate running (as a rule), answers or time; @param timeoutSeconds 5 to 1800, 120 as a rule */
    record First(UUID vm, StartGate gate, Integer timeoutSeconds) {}

    /** @param after all that the VM starts after: at most 20 VMs of its pool */
    record OrderWish(List<First> after) {}

    private final RestartOrderDirectory directory;
    private final RestartOrderOperations operations;
    private final VmDirectory vms;
    private final HostDirectory hosts;

    RestartOrderApi(
            RestartOrderDirectory directory, RestartOrderOperations operations, VmDirectory vms, HostDirectory hosts) {
        this.directory = directory;
        this.operations = operations;
        this.vms = vms;
        this.hosts = hosts;
    }

    /** The VMs that are restarted by themselves, in the order in which they would be if all were at once. */
    @GetMapping("/api/v1/pools/{id}/restart-order")
    Slice<RestartOrderDirectory.Entry> ofPool(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        actor.require(Permission.HA_VIEW);
        hosts.pool(actor, id);
        return directory.ofPool(actor, id, ListQuery.of(null, null, limit, after));
    }

    @GetMapping("/api/v1/vms/{id}/start-after")
    RestartOrderDirectory.Links ofVm(Actor actor, @PathVariable UUID id) {
        return directory.ofVm(actor, vms.vm(actor, id).poolId(), id);
    }

    /** Says all that it starts after; what was said before holds no longer. */
    @PutMapping("/api/v1/vms/{id}/start-after")
    RestartOrderDirectory.Links set(Actor actor, @PathVariable UUID id, @RequestBody OrderWish wish) {
        operations.set(
                actor,
                id,
                wish.after() == null
                        ? null
                        : wish.after().stream()
                                .map(one -> new RestartOrderOperations.Wish(one.vm(), one.gate(), one.timeoutSeconds()))
                                .toList());
        return ofVm(actor, id);
    }
}
