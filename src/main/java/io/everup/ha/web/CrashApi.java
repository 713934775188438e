package io.everup.ha.web;

import io.everup.ha.CrashDirectory;
import io.everup.ha.CrashOperations;
import io.everup.ha.GuestCrash;
import io.everup.ha.core.CrashPolicy;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is done when guests crash, over HTTP. */
@RestController
class CrashApi {

    /** @param restarts 0 to 20, 0 for never; @param minutes 5 to 1440 */
    record Policy(Integer restarts, Integer minutes) {
        static Policy of(CrashPolicy policy) {
            return new Policy(policy.restarts(), (int) policy.within().toMinutes());
        }
    }

    /** @param ofPool whether its pool's rule holds */
    record VmPolicy(int restarts, int minutes, boolean ofPool) {}

    private final CrashDirectory directory;
    private final CrashOperations operations;

    CrashApi(CrashDirectory directory, CrashOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping("/api/v1/pools/{id}/crash-policy")
    Policy ofPool(Actor actor, @PathVariable UUID id) {
        return Policy.of(directory.ofPool(actor, id));
    }

    @PutMapping("/api/v1/pools/{id}/crash-policy")
    Policy ofPool(Actor actor, @PathVariable UUID id, @RequestBody Policy wish) {
        operations.ofPool(actor, id, wish.restarts(), wish.minutes());
        return ofPool(actor, id);
    }

    @GetMapping("/api/v1/vms/{id}/crash-policy")
    VmPolicy ofVm(Actor actor, @PathVariable UUID id) {
        var policy = directory.ofVm(actor, id);
        var holds = Policy.of(policy.holds());
        return new VmPolicy(holds.restarts(), holds.minutes(), policy.own() == null);
    }

    @PutMapping("/api/v1/vms/{id}/crash-policy")
    VmPolicy ofVm(Actor actor, @PathVariable UUID id, @RequestBody Policy wish) {
        operations.ofVm(actor, id, wish.restarts(), wish.minutes());
        return ofVm(actor, id);
    }

    /** From then on its pool's rule holds. */
    @DeleteMapping("/api/v1/vms/{id}/crash-policy")
    VmPolicy inherit(Actor actor, @PathVariable UUID id) {
        operations.inherit(actor, id);
        return ofVm(actor, id);
    }

    /** The crashes of its guest while it was protected, newest first, with what was done and why. */
    @GetMapping("/api/v1/vms/{id}/crashes")
    Slice<GuestCrash> crashes(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.crashes(actor, id, ListQuery.of(null, null, limit, after));
    }
}
