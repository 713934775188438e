package io.everup.ha.web;

import io.everup.ha.RestartOrderDirectory;
import io.everup.ha.RestartOrderOperations;
import io.everup.ha.core.StartGate;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import io.everup.vm.VmDirectory;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** In which order the VMs of a pool are restarted, and how one says what a VM waits for. */
@Controller
class RestartOrderPages {

    private static final int NAMES = 500;

    private final RestartOrderDirectory order;
    private final RestartOrderOperations operations;
    private final HostDirectory hosts;
    private final VmDirectory vms;

    RestartOrderPages(
            RestartOrderDirectory order, RestartOrderOperations operations, HostDirectory hosts, VmDirectory vms) {
        this.order = order;
        this.operations = operations;
        this.hosts = hosts;
        this.vms = vms;
    }

    @GetMapping("/pools/{id}/restart-order")
    String ofPool(Actor actor, Model model, @PathVariable UUID id, @RequestParam(required = false) String after) {
        actor.require(Permission.HA_VIEW);
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("order", Listing.of("", "", after, query -> order.ofPool(actor, id, query)));
        return "pool/restart-order";
    }

    /** What a VM waits for and what waits for it: a part of its page Availability. */
    @GetMapping("/vms/{id}/restart-order")
    String ofVm(Actor actor, Model model, @PathVariable UUID id) {
        var vm = vms.vm(actor, id);
        model.addAttribute("vm", vm);
        model.addAttribute("links", order.ofVm(actor, vm.poolId(), id));
        model.addAttribute("gates", StartGate.values());
        model.addAttribute(
                "names",
                vms.vms(actor, ListQuery.of("pool:\"" + vm.pool() + "\"", "name", NAMES, null))
                        .items());
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, vm.place()));
        return "vm/restart-order";
    }

    /** Fields: {@code other} (a VM's name), {@code gate}, {@code timeoutSeconds}. */
    @PostMapping("/vms/{id}/actions/start-after")
    ResponseEntity<Void> add(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var vm = vms.vm(actor, id);
        actor.require(Permission.HA_MANAGE, vm.place());
        operations.add(
                actor,
                id,
                new RestartOrderOperations.Wish(
                        named(actor, vm.pool(), form.text("other")),
                        form.choice("gate", StartGate.class),
                        form.number("timeoutSeconds")));
        return Answer.to(request, "/vms/" + id + "/availability");
    }

    private UUID named(Actor actor, String pool, String name) {
        if (name == null) {
            throw Refusal.invalidField("other", "Name the VM that comes first.");
        }
        return vms
                .vms(
                        actor,
                        ListQuery.of(
                                "name:\"" + name.replace("\"", "") + "\" pool:\"" + pool + "\"", "name", NAMES, null))
                .items()
                .stream()
                .filter(vm -> vm.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Refusal.invalidField("other", "There is no VM called " + name + " in this pool."))
                .id();
    }

    /** Field: {@code other} (a VM's id). */
    @PostMapping("/vms/{id}/actions/not-start-after")
    ResponseEntity<Void> remove(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam UUID other) {
        operations.remove(actor, id, other);
        return Answer.to(request, "/vms/" + id + "/availability");
    }
}
