package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.NewTeam;
import io.everup.identity.Quota;
import io.everup.identity.QuotaUse;
import io.everup.identity.TeamDirectory;
import io.everup.identity.TeamOperations;
import io.everup.identity.TeamView;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.List;
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

/** Teams over HTTP. */
@RestController
@RequestMapping("/api/v1/teams")
class TeamsApi {

    private static final long MOST_GIB = 1L << 30;

    /** A null is no limit. */
    record QuotaBody(
            @Min(0) Integer vms,
            @Min(0) Integer cpus,
            @Min(0) @Max(MOST_GIB) Long memoryMiB,
            @Min(0) @Max(MOST_GIB) Long diskGiB) {

        static QuotaBody of(Quota quota) {
            return new QuotaBody(
                    quota.vms(),
                    quota.cpus(),
                    quota.memoryBytes() == null ? null : quota.memoryBytes() / Bytes.MIB,
                    quota.diskBytes() == null ? null : quota.diskBytes() / Bytes.GIB);
        }

        Quota quota() {
            return new Quota(
                    vms,
                    cpus,
                    memoryMiB == null ? null : memoryMiB * Bytes.MIB,
                    diskGiB == null ? null : diskGiB * Bytes.GIB);
        }
    }

    /** What the team's VMs use; disk as it was asked for, not as it is filled. */
    record UseBody(int vms, int cpus, long memoryMiB, double diskGiB) {

        static UseBody of(QuotaUse use) {
            return new UseBody(
                    use.vms(),
                    use.cpus(),
                    use.memoryBytes() / Bytes.MIB,
                    Math.round(use.diskBytes() * 1000.0 / Bytes.GIB) / 1000.0);
        }
    }

    /** @param members only where one team is asked for */
    record TeamBody(
            UUID id,
            String name,
            String note,
            QuotaBody quota,
            UseBody used,
            int size,
            List<TeamView.Member> members,
            long version) {

        static TeamBody of(TeamView team) {
            return new TeamBody(
                    team.id(),
                    team.name(),
                    team.note(),
                    QuotaBody.of(team.quota()),
                    UseBody.of(team.used()),
                    team.size(),
                    team.members(),
                    team.version());
        }
    }

    record TeamWish(String name, String note, @Valid QuotaBody quota) {

        NewTeam team() {
            return new NewTeam(name, note, quota == null ? null : quota.quota());
        }

        /** What is left out stays as it is. */
        NewTeam over(TeamView before) {
            return new NewTeam(
                    name == null ? before.name() : name,
                    note == null ? before.note() : note,
                    quota == null ? before.quota() : quota.quota());
        }
    }

    record MemberWish(@NotNull UUID user) {}

    private final TeamDirectory directory;
    private final TeamOperations operations;

    TeamsApi(TeamDirectory directory, TeamOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    /** All teams for who manages users, one's own for everybody else. */
    @GetMapping
    Slice<TeamBody> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, null, limit, after)).map(TeamBody::of);
    }

    @GetMapping("/{id}")
    ResponseEntity<TeamBody> find(Actor actor, @PathVariable UUID id) {
        var team = TeamBody.of(directory.find(actor, id));
        return ResponseEntity.ok().eTag(Versions.etag(team.version(), team)).body(team);
    }

    @PostMapping
    ResponseEntity<TeamBody> create(Actor actor, @Valid @RequestBody TeamWish wish) {
        var team = TeamBody.of(directory.find(actor, operations.create(actor, wish.team())));
        return ResponseEntity.created(URI.create("/api/v1/teams/" + team.id()))
                .eTag(Versions.etag(team.version(), team))
                .body(team);
    }

    @PatchMapping("/{id}")
    ResponseEntity<TeamBody> change(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @Valid @RequestBody TeamWish wish) {
        operations.change(actor, id, wish.over(directory.find(actor, id)), Versions.wanted(ifMatch));
        return find(actor, id);
    }

    /** Only while no VM is the team's; its grants go with it. */
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        Versions.require(ifMatch, directory.find(actor, id).version(), "team");
        operations.delete(actor, id);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/actions/add-member")
    ResponseEntity<TeamBody> add(Actor actor, @PathVariable UUID id, @Valid @RequestBody MemberWish wish) {
        operations.add(actor, id, wish.user());
        return find(actor, id);
    }

    @PostMapping("/{id}/actions/remove-member")
    ResponseEntity<TeamBody> remove(Actor actor, @PathVariable UUID id, @Valid @RequestBody MemberWish wish) {
        operations.remove(actor, id, wish.user());
        return find(actor, id);
    }
}
