package io.everup.plan.web;

import io.everup.host.HostDirectory;
import io.everup.host.PoolView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.LossCase;
import io.everup.plan.PlanDirectory;
import io.everup.plan.PlanOperations;
import io.everup.plan.PlanView;
import io.everup.plan.PoolPolicy;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
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

/** What a pool survives: its failover plan at a glance, its policy, and its groups of hosts. */
@Controller
class PlanPages {

    /** Groups and losses of several hosts are few; all of them are shown. */
    private static final ListQuery MANY = ListQuery.of("", "", Listing.ROWS, null);

    /** Its part holds a form of its own: what is asked is on the page of a VM, not in a form. */
    private static final String START = "start";

    /** Hosts of each pool on the page of all pools. */
    private static final int SHOWN = 10;

    private final PlanDirectory plans;
    private final PlanOperations operations;
    private final HostDirectory hosts;

    PlanPages(PlanDirectory plans, PlanOperations operations, HostDirectory hosts) {
        this.plans = plans;
        this.operations = operations;
        this.hosts = hosts;
    }

    /** @param cases the first of its hosts, those that leave out most first @param more how many there are besides */
    record OfPool(PoolView pool, PlanView plan, List<PlanView.Case> cases, long more) {}

    @GetMapping("/failover-plan")
    String list(Actor actor, Model model, @RequestParam(required = false) String after) {
        actor.require(Permission.HA_VIEW);
        var pools = Listing.of("", "name", after, query -> hosts.pools(actor, query));
        model.addAttribute("pools", pools);
        model.addAttribute(
                "plans",
                pools.items().stream()
                        .filter(pool -> actor.may(Permission.HA_VIEW, Place.pool(pool.id())))
                        .map(pool -> ofPool(actor, pool))
                        .toList());
        return "plan/list";
    }

    private OfPool ofPool(Actor actor, PoolView pool) {
        var cases = plans.cases(actor, pool.id(), LossCase.Kind.HOST, ListQuery.of("", "", SHOWN, null));
        return new OfPool(
                pool,
                plans.plan(actor, pool.id()),
                cases.items(),
                cases.total() - cases.items().size());
    }

    @GetMapping("/pools/{id}/survival")
    String show(Actor actor, Model model, @PathVariable UUID id, @RequestParam(required = false) String after) {
        actor.require(Permission.HA_VIEW, Place.pool(id));
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("plan", plans.plan(actor, id));
        model.addAttribute(
                "cases", Listing.of("", "", after, query -> plans.cases(actor, id, LossCase.Kind.HOST, query)));
        model.addAttribute(
                "groups", plans.cases(actor, id, LossCase.Kind.GROUP, MANY).items());
        model.addAttribute(
                "several", plans.cases(actor, id, LossCase.Kind.SEVERAL, MANY).items());
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, Place.pool(id)));
        return "plan/show";
    }

    /** Where each VM of one loss goes: a part of the page, fetched when it is opened. */
    @GetMapping("/pools/{id}/plan/{position}")
    String detail(Actor actor, Model model, @PathVariable UUID id, @PathVariable int position) {
        model.addAttribute("detail", plans.detail(actor, id, position));
        return "plan/detail :: detail";
    }

    /** What would be said to an action: a part of the forms that ask for it. */
    @GetMapping("/pools/{id}/admission")
    String preview(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) UUID vm,
            @RequestParam(required = false) UUID host) {
        model.addAttribute("preview", operations.preview(actor, id, new PlanOperations.Question(action, vm, host)));
        model.addAttribute("mayOverride", actor.may(Permission.HA_MANAGE, Place.pool(id)));
        model.addAttribute("vm", vm);
        return START.equals(action) ? "plan/preview :: start" : "plan/preview :: preview";
    }

    @GetMapping("/pools/{id}/survival/edit")
    String edit(Actor actor, Model model, @PathVariable UUID id) {
        var pool = hosts.pool(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(id));
        var plan = plans.plan(actor, id);
        var capacity = plan.capacity();
        model.addAttribute("pool", pool);
        return form(
                model,
                new Form(Map.of(
                        "failures", Integer.toString(plan.policy().failures()),
                        "admission", plan.policy().admission().name(),
                        "memoryOvercommit", Double.toString(capacity.memoryOvercommit()),
                        "cpuOvercommit", Double.toString(capacity.cpuOvercommit()),
                        "reserveMiB", Long.toString(capacity.reserveBytes() / Bytes.MIB),
                        "reserveShare", Double.toString(capacity.reserveShare() * 100))));
    }

    @PostMapping("/pools/{id}/survival")
    String change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        var pool = hosts.pool(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(id));
        var form = new Form(fields);
        try {
            var now = plans.plan(actor, id);
            var failures = form.number("failures");
            var reserve = form.mebibytes("reserveMiB");
            operations.change(
                    actor,
                    id,
                    new PoolPolicy(
                            failures == null ? now.policy().failures() : failures,
                            form.choice("admission", PoolPolicy.Level.class)),
                    Capacities.of(
                            Capacities.number(
                                    "memoryOvercommit",
                                    form.text("memoryOvercommit"),
                                    now.capacity().memoryOvercommit()),
                            Capacities.number(
                                    "cpuOvercommit",
                                    form.text("cpuOvercommit"),
                                    now.capacity().cpuOvercommit()),
                            reserve == null ? now.capacity().reserveBytes() : reserve,
                            Capacities.number(
                                            "reserveShare",
                                            form.text("reserveShare"),
                                            now.capacity().reserveShare() * 100)
                                    / 100));
            return "redirect:/pools/" + id + "/survival";
        } catch (Refusal refusal) {
            model.addAttribute("errors", Answer.errors(refusal));
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("pool", pool);
            return form(model, form);
        }
    }

    @GetMapping("/pools/{id}/survival/groups")
    String groups(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("pool", hosts.pool(actor, id));
        actor.require(Permission.HA_MANAGE, Place.pool(id));
        model.addAttribute("hosts", hosts.ofPool(actor, id));
        model.addAttribute("groups", plans.groups(actor, id));
        return "plan/groups";
    }

    /** Fields are called host- and the host's id. */
    @PostMapping("/pools/{id}/survival/groups")
    ResponseEntity<Void> group(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        hosts.pool(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(id));
        var wanted = new HashMap<UUID, String>();
        var now = plans.groups(actor, id);
        fields.forEach((field, value) -> {
            if (field.startsWith("host-")) {
                var host = new Form(Map.of("hosts", field.substring("host-".length()))).id("hosts");
                if (!value.strip().equals(now.getOrDefault(host, ""))) {
                    wanted.put(host, value.strip());
                }
            }
        });
        operations.group(actor, id, wanted);
        return Answer.to(request, "/pools/" + id + "/survival");
    }

    private static String form(Model model, Form form) {
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "plan/policy";
    }
}
