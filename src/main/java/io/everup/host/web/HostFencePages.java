package io.everup.host.web;

import io.everup.host.FenceDirectory;
import io.everup.host.FenceOperations;
import io.everup.host.FenceView;
import io.everup.host.HostDirectory;
import io.everup.host.NewFence;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
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

/** What can switch a host off: its devices, their last test and their history, and the form that sets one. */
@Controller
class HostFencePages {

    private static final int RECENT = 20;

    private final HostDirectory hosts;
    private final FenceDirectory directory;
    private final FenceOperations operations;

    HostFencePages(HostDirectory hosts, FenceDirectory directory, FenceOperations operations) {
        this.hosts = hosts;
        this.directory = directory;
        this.operations = operations;
    }

    /** Every host, and whether it could be fenced now. */
    @GetMapping("/fencing")
    String readiness(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("hosts", Listing.of(q, sort, after, query -> hosts.hosts(actor, query)));
        return "host/fencing";
    }

    @GetMapping("/hosts/{id}/availability")
    String availability(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        var strips = new LinkedHashMap<UUID, List<FenceStrip.Segment>>();
        directory.spans(actor, id).forEach((device, spans) -> strips.put(device, FenceStrip.of(spans)));
        model.addAttribute("host", host);
        model.addAttribute("buttons", HostButtons.of(host, actor));
        model.addAttribute("strips", strips);
        model.addAttribute("changes", directory.changes(actor, id, RECENT));
        return "host/availability";
    }

    @GetMapping("/hosts/{id}/fence")
    String form(Actor actor, Model model, @PathVariable UUID id, @RequestParam(required = false) String agent) {
        return show(actor, model, id, null, new Form(agent == null ? Map.of() : Map.of("agent", agent)));
    }

    @GetMapping("/hosts/{id}/fence/{device}")
    String edit(Actor actor, Model model, @PathVariable UUID id, @PathVariable UUID device) {
        var present = device(actor, id, device);
        return show(actor, model, id, present, new Form(FenceForm.fields(present)));
    }

    @PostMapping("/hosts/{id}/fence")
    Object add(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            operations.add(actor, id, wish(form));
            return "redirect:/hosts/" + id + "/availability";
        } catch (Refusal refusal) {
            return refused(actor, model, response, id, null, form, refusal);
        }
    }

    @PostMapping("/hosts/{id}/fence/{device}")
    Object change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @PathVariable UUID device,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            operations.change(actor, id, device, wish(form));
            return "redirect:/hosts/" + id + "/availability";
        } catch (Refusal refusal) {
            return refused(actor, model, response, id, device(actor, id, device), form, refusal);
        }
    }

    @PostMapping("/hosts/{id}/fence/{device}/actions/test")
    ResponseEntity<Void> test(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @PathVariable UUID device) {
        var task = operations.test(actor, id, device);
        return Answer.started(request, "Asking the fence device", task, page(id));
    }

    @PostMapping("/hosts/{id}/fence/{device}/actions/move")
    ResponseEntity<Void> move(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @PathVariable UUID device,
            @RequestParam(defaultValue = "") String direction) {
        operations.move(actor, id, device, direction.equals("earlier"));
        return Answer.to(request, page(id));
    }

    @PostMapping("/hosts/{id}/fence/{device}/actions/remove")
    ResponseEntity<Void> remove(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @PathVariable UUID device) {
        operations.remove(actor, id, device);
        return Answer.to(request, page(id));
    }

    /** The fields of one agent, for the forms that choose it. */
    @GetMapping("/hosts/fence-fields")
    String fields(Actor actor, Model model, @RequestParam(defaultValue = "") String agent) {
        model.addAttribute("fence", FenceForm.of(hosts.fenceAgents(actor), agent));
        model.addAttribute("form", new Form(Map.of()));
        model.addAttribute("errors", Map.of());
        return "host/fence-fields :: fields";
    }

    private static NewFence wish(Form form) {
        return new NewFence(form.text("agent"), form.under(FenceForm.PREFIX), form.number("level"));
    }

    private static String page(UUID host) {
        return "/hosts/" + host + "/availability";
    }

    private FenceView device(Actor actor, UUID host, UUID device) {
        return hosts.host(actor, host).fence().stream()
                .filter(each -> each.id().equals(device))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("fence device"));
    }

    private String refused(
            Actor actor,
            Model model,
            HttpServletResponse response,
            UUID id,
            FenceView device,
            Form form,
            Refusal refusal) {
        model.addAttribute("errors", Answer.errors(refusal));
        response.setStatus(422);
        model.addAttribute("refusal", refusal);
        return show(actor, model, id, device, form);
    }

    private String show(Actor actor, Model model, UUID id, FenceView device, Form form) {
        model.addAttribute("host", hosts.host(actor, id));
        model.addAttribute("device", device);
        model.addAttribute("fence", FenceForm.of(hosts.fenceAgents(actor), form.text("agent")));
        model.addAttribute("levels", FenceForm.levels());
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "host/fence";
    }
}
