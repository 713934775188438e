package io.everup.plan.web;

import io.everup.identity.Actor;
import io.everup.placement.LossCase;
import io.everup.placement.PlacementPolicy;
import io.everup.plan.PlanDirectory;
import io.everup.plan.PlanOperations;
import io.everup.plan.PlanView;
import io.everup.plan.PoolPolicy;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.ui.Form;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What pools survive, over HTTP: as it was worked out last. */
@RestController
@RequestMapping("/api/v1/pools/{id}")
class PlanApi {

    /** Fields that are left out stay as they are. */
    record PolicyWish(
            Integer failures,
            PoolPolicy.Level admission,
            Double memoryOvercommit,
            Double cpuOvercommit,
            Long reserveMiB,
            Double reserveShare) {

        PoolPolicy policy(PlanView now) {
            return new PoolPolicy(
                    failures == null ? now.policy().failures() : failures,
                    admission == null ? now.policy().admission() : admission);
        }

        PlacementPolicy capacity(PlanView now) {
            if (memoryOvercommit == null && cpuOvercommit == null && reserveMiB == null && reserveShare == null) {
                return null;
            }
            var before = now.capacity();
            return Capacities.of(
                    memoryOvercommit == null ? before.memoryOvercommit() : memoryOvercommit,
                    cpuOvercommit == null ? before.cpuOvercommit() : cpuOvercommit,
                    reserveMiB == null ? before.reserveBytes() : reserveMiB * Bytes.MIB,
                    reserveShare == null ? before.reserveShare() : reserveShare);
        }
    }

    private final PlanDirectory directory;
    private final PlanOperations operations;

    PlanApi(PlanDirectory directory, PlanOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    /** Whether the pool survives what its policy asks, and when that was worked out. */
    @GetMapping("/survival")
    PlanView plan(Actor actor, @PathVariable UUID id) {
        return directory.plan(actor, id);
    }

    /** The losses that the plan looks at, those that leave out most first. @param kind host, group or several */
    @GetMapping("/survival/cases")
    Slice<PlanView.Case> cases(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "host") String kind,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        var wanted = new Form(Map.of("kind", kind)).choice("kind", LossCase.Kind.class);
        return directory.cases(actor, id, wanted, ListQuery.of(null, null, limit, after));
    }

    /** One loss: where each VM would go, which would be left out, why, and how long each would take. */
    @GetMapping("/survival/cases/{position}")
    PlanView.Detail detail(Actor actor, @PathVariable UUID id, @PathVariable int position) {
        return directory.detail(actor, id, position);
    }

    @PutMapping("/survival/policy")
    PlanView change(Actor actor, @PathVariable UUID id, @RequestBody PolicyWish wish) {
        var now = directory.plan(actor, id);
        operations.change(actor, id, wish.policy(now), wish.capacity(now));
        return directory.plan(actor, id);
    }

    /** Which hosts fail together: a group's name by host; null takes the host out of its group. */
    @PutMapping("/host-groups")
    ResponseEntity<Void> group(Actor actor, @PathVariable UUID id, @RequestBody Map<UUID, String> groups) {
        operations.group(actor, id, groups);
        return ResponseEntity.noContent().build();
    }

    /** What the pool's policy would say to an action now; changes nothing. */
    @PostMapping("/admission-preview")
    PlanOperations.Preview preview(Actor actor, @PathVariable UUID id, @RequestBody PlanOperations.Question question) {
        return operations.preview(actor, id, question);
    }
}
