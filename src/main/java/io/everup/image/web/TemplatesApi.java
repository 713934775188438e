package io.everup.image.web;

import io.everup.identity.Actor;
import io.everup.identity.People;
import io.everup.image.NewTemplate;
import io.everup.image.TemplateDirectory;
import io.everup.image.TemplateOperations;
import io.everup.image.TemplateView;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Instant;
import java.util.List;
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

/** Templates over HTTP. */
@RestController
@RequestMapping("/api/v1/templates")
class TemplatesApi {

    private static final long MOST_MEMORY_MIB = 16L * 1024 * 1024;

    record DiskWish(@NotNull UUID volume, String bus) {}

    record TemplateWish(
            String name,
            UUID pool,
            String note,
            @NotNull Integer cpus,
            @NotNull @Min(16) @Max(MOST_MEMORY_MIB) Long memoryMiB,
            String cpuModel,
            NewTemplate.Boot boot,
            List<@NotNull @Valid DiskWish> disks,
            UUID network) {

        NewTemplate template() {
            return new NewTemplate(
                    pool,
                    name,
                    note,
                    cpus,
                    memoryMiB * Bytes.MIB,
                    cpuModel,
                    boot,
                    disks == null
                            ? List.of()
                            : disks.stream()
                                    .map(disk -> new NewTemplate.Disk(disk.volume(), disk.bus()))
                                    .toList(),
                    network);
        }
    }

    record Ref(UUID id, String name) {}

    record DiskBody(
            UUID volume, String name, UUID datastore, String path, String format, long capacityBytes, String bus) {}

    /** @param retiredAt when it was withdrawn; null while it may be deployed */
    record TemplateBody(
            UUID id,
            String name,
            int revision,
            Ref pool,
            String note,
            int cpus,
            long memoryMiB,
            String cpuModel,
            NewTemplate.Boot boot,
            UUID network,
            List<DiskBody> disks,
            Instant createdAt,
            String createdBy,
            Instant retiredAt) {

        static TemplateBody of(TemplateView template) {
            return new TemplateBody(
                    template.id(),
                    template.name(),
                    template.revision(),
                    new Ref(template.poolId(), template.pool()),
                    template.note(),
                    template.cpus(),
                    template.memoryBytes() / Bytes.MIB,
                    template.cpuModel(),
                    template.boot(),
                    template.networkId(),
                    template.disks().stream()
                            .map(disk -> new DiskBody(
                                    disk.volume(),
                                    disk.volumeName(),
                                    disk.datastore(),
                                    disk.path(),
                                    disk.format(),
                                    disk.capacityBytes(),
                                    disk.bus()))
                            .toList(),
                    template.createdAt(),
                    template.createdBy(),
                    template.retiredAt());
        }
    }

    /** @param teams none: whoever sees the template may deploy from it */
    record Limits(@NotNull List<@NotNull UUID> teams) {}

    record Allowed(List<People.Named> items) {}

    private final TemplateDirectory directory;
    private final TemplateOperations operations;

    TemplatesApi(TemplateDirectory directory, TemplateOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping
    Slice<TemplateBody> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.templates(actor, ListQuery.of(q, sort, limit, after)).map(TemplateBody::of);
    }

    @GetMapping("/{id}")
    TemplateBody find(Actor actor, @PathVariable UUID id) {
        return TemplateBody.of(directory.template(actor, id));
    }

    /** The teams that alone may deploy from it; none when everybody may who sees it. */
    @GetMapping("/{id}/teams")
    Allowed teams(Actor actor, @PathVariable UUID id) {
        return new Allowed(directory.teams(actor, id));
    }

    @PutMapping("/{id}/teams")
    Allowed limit(Actor actor, @PathVariable UUID id, @Valid @RequestBody Limits limits) {
        operations.limit(actor, id, limits.teams());
        return teams(actor, id);
    }

    /** A name that is in use gets the next revision. */
    @PostMapping
    ResponseEntity<TemplateBody> publish(Actor actor, @Valid @RequestBody TemplateWish wish) {
        var id = operations.publish(actor, wish.template());
        return ResponseEntity.created(URI.create("/api/v1/templates/" + id)).body(find(actor, id));
    }

    /** It can no longer be deployed; machines made from it stay as they are. */
    @PostMapping("/{id}/actions/retire")
    TemplateBody retire(Actor actor, @PathVariable UUID id) {
        operations.retire(actor, id);
        return find(actor, id);
    }
}
