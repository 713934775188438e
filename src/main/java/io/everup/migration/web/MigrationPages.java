package io.everup.migration.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.migration.MigrationDirectory;
import io.everup.migration.MigrationOperations;
import io.everup.migration.MigrationPolicies;
import io.everup.migration.MigrationPolicy;
import io.everup.migration.MigrationWish;
import io.everup.placement.Candidate;
import io.everup.placement.Ranking;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Moves of running VMs: where one could go, what that would take, how it goes, and how the former ones went. */
@Controller
class MigrationPages {

    private static final int RECENT = 10;

    private final MigrationDirectory migrations;
    private final MigrationOperations operations;
    private final MigrationPolicies policies;
    private final VmDirectory vms;

    MigrationPages(
            MigrationDirectory migrations,
            MigrationOperations operations,
            MigrationPolicies policies,
            VmDirectory vms) {
        this.migrations = migrations;
        this.operations = operations;
        this.policies = policies;
        this.vms = vms;
    }

    @GetMapping("/migrations")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        model.addAttribute("migrations", Listing.of(q, "", after, query -> migrations.list(actor, query)));
        return "migration/list";
    }

    @GetMapping("/migrations/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("one", migrations.find(actor, id));
        return "migration/show";
    }

    /** First the ranked targets; with one of them chosen ({@code host}), the forecast and what is allowed. */
    @GetMapping("/vms/{id}/migrate")
    String choose(Actor actor, Model model, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var vm = vms.vm(actor, id);
        model.addAttribute("vm", vm);
        var ranking = vms.targets(actor, id);
        model.addAttribute("ranking", ranking);
        model.addAttribute("withDisks", withDisks(ranking, vms.targetsWithDisks(actor, id, false)));
        model.addAttribute("migrations", migrations.ofVm(actor, id, RECENT));
        model.addAttribute("refused", actor.refusal(Permission.VM_MIGRATE, vm.place()));
        foresee(actor, model, vm, new Form(fields));
        return "migration/choose";
    }

    /** Hosts that could take it only if disks that they don't reach came along. */
    private static List<Candidate> withDisks(Ranking plain, Ranking copying) {
        return copying.candidates().stream()
                .filter(candidate -> plain.rejection(candidate.host()).isPresent())
                .toList();
    }

    private void foresee(Actor actor, Model model, VmView vm, Form form) {
        var usual = actor.may(Permission.POOL_VIEW, Place.pool(vm.poolId()))
                ? policies.find(actor, vm.poolId())
                : MigrationPolicy.DEFAULT;
        model.addAttribute("policy", usual);
        model.addAttribute("errors", Map.of());
        model.addAttribute("chosen", null);
        try {
            var wish = wish(form);
            model.addAttribute("wish", wish);
            if (wish.host() != null) {
                model.addAttribute("chosen", wish.host());
                if (Boolean.TRUE.equals(wish.disks())) {
                    model.addAttribute("disks", operations.disks(actor, vm.id(), wish.host(), null));
                }
                model.addAttribute("forecast", operations.forecast(actor, vm.id(), wish));
            }
        } catch (Refusal refusal) {
            model.addAttribute("errors", Answer.errors(refusal));
            model.addAttribute("problem", refusal);
        }
    }

    /** A form that was sent says of each box whether it is ticked; one without boxes leaves that to the pool. */
    private static MigrationWish wish(Form form) {
        var own = form.flag("options");
        return new MigrationWish(
                form.id("host"),
                form.number("pauseMillis"),
                own ? (Boolean) form.flag("autoConverge") : null,
                own ? (Boolean) form.flag("postCopy") : null,
                form.number("bandwidthMiBps"),
                form.number("connections"),
                form.flag("disks"),
                form.flag("disks") ? form.id("datastore") : null);
    }

    /** Without {@code host} Everup chooses. */
    @PostMapping("/vms/{id}/migrate")
    ResponseEntity<Void> migrate(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        operations.begin(actor, id, wish(new Form(fields)));
        return Answer.to(
                request, "/migrations/" + migrations.ofVm(actor, id, 1).get(0).id());
    }
}
