package io.everup.vm.web;

import io.everup.identity.Actor;
import io.everup.placement.Candidate;
import io.everup.placement.Rejection;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import io.everup.ui.Versions;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import jakarta.validation.Valid;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** VMs over HTTP: what there is, making, describing and deleting. {@link VmActionsApi} has the verbs. */
@RestController
@RequestMapping("/api/v1/vms")
class VmsApi {

    /** Fields that are left out stay as they are. */
    record VmChange(String note, VmWish.Ha ha, List<String> tags) {}

    /** @param owner null for nobody; @param team null for none */
    record Belonging(UUID owner, UUID team) {}

    /** Every host of the pool, judged for a VM. @param candidates best first */
    record Targets(List<Target> candidates, List<Target> rejections) {}

    /** @param score 0 to 100, null for a host that can't take it */
    record Target(VmBody.Ref host, Integer score, List<String> reasons) {

        static Target of(Candidate candidate) {
            return new Target(
                    new VmBody.Ref(candidate.host(), candidate.name()), candidate.score(), candidate.reasons());
        }

        static Target of(Rejection rejection) {
            return new Target(new VmBody.Ref(rejection.host(), rejection.name()), null, rejection.reasons());
        }
    }

    private final VmDirectory directory;
    private final VmOperations operations;
    private final TaskAnswers tasks;
    private final TransactionTemplate transaction;

    VmsApi(VmDirectory directory, VmOperations operations, TaskAnswers tasks, TransactionTemplate transaction) {
        this.directory = directory;
        this.operations = operations;
        this.tasks = tasks;
        this.transaction = transaction;
    }

    @GetMapping
    Slice<VmBody> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.vms(actor, ListQuery.of(q, sort, limit, after)).map(VmBody::of);
    }

    @GetMapping("/{id}")
    ResponseEntity<VmBody> find(Actor actor, @PathVariable UUID id) {
        var vm = VmBody.of(directory.detail(actor, id));
        return ResponseEntity.ok().eTag(Versions.etag(vm.version(), vm)).body(vm);
    }

    /** The task's {@code result.vm} is the VM's id. */
    @PostMapping
    ResponseEntity<TaskView> create(
            Actor actor, @RequestParam(required = false) String override, @Valid @RequestBody VmWish wish) {
        return tasks.accepted(actor, operations.create(actor, wish.vm(), override));
    }

    @PatchMapping("/{id}")
    ResponseEntity<VmBody> change(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody VmChange change) {
        transaction.executeWithoutResult(status -> {
            Versions.require(ifMatch, directory.vm(actor, id).version(), "VM");
            if (change.note() != null) {
                operations.describe(actor, id, change.note());
            }
            if (change.tags() != null) {
                operations.tag(actor, id, change.tags());
            }
            if (change.ha() != null) {
                protect(actor, id, change.ha());
            }
        });
        return find(actor, id);
    }

    /** Says whose it is; the team's quota must have room for it. */
    @PutMapping("/{id}/belonging")
    ResponseEntity<VmBody> assign(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody Belonging belonging) {
        Versions.require(ifMatch, directory.vm(actor, id).version(), "VM");
        operations.assign(actor, id, belonging.owner(), belonging.team());
        return find(actor, id);
    }

    private void protect(Actor actor, UUID id, VmWish.Ha ha) {
        var protection = ha.protection() != null
                ? ha.protection()
                : directory.vm(actor, id).protection();
        operations.protect(actor, id, protection, ha.priority());
    }

    @DeleteMapping("/{id}")
    ResponseEntity<TaskView> delete(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        Versions.require(ifMatch, directory.vm(actor, id).version(), "VM");
        return tasks.accepted(actor, operations.delete(actor, id));
    }

    /** Where it could move and why, and where it couldn't and why not. */
    @GetMapping("/{id}/targets")
    Targets targets(Actor actor, @PathVariable UUID id) {
        var ranking = directory.targets(actor, id);
        return new Targets(
                ranking.candidates().stream().map(Target::of).toList(),
                ranking.rejections().stream().map(Target::of).toList());
    }
}
