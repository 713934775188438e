package io.everup.ha.web;

import io.everup.ha.SilentHypervisor;
import io.everup.identity.Actor;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A pool's rule for a host whose hypervisor alone is silent, over HTTP. */
@RestController
class SilentHypervisorApi {

    /** @param fenceAfterMinutes 1 to 1440; null to wait and raise an alarm */
    record Rule(Integer fenceAfterMinutes) {}

    private final SilentHypervisor rule;

    SilentHypervisorApi(SilentHypervisor rule) {
        this.rule = rule;
    }

    @GetMapping("/api/v1/pools/{id}/silent-hypervisor")
    Rule show(Actor actor, @PathVariable UUID id) {
        return new Rule(rule.minutes(actor, id));
    }

    @PutMapping("/api/v1/pools/{id}/silent-hypervisor")
    Rule set(Actor actor, @PathVariable UUID id, @RequestBody Rule wish) {
        rule.set(actor, id, wish.fenceAfterMinutes());
        return show(actor, id);
    }
}
