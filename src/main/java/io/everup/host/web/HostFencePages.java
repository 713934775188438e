package io.everup.host.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.NewFence;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What can switch a host off: its devices, their last test, and the form that sets them. */
@Controller
class HostFencePages {

    private final HostDirectory hosts;
    private final HostOperations operations;

    HostFencePages(HostDirectory hosts, HostOperations operations) {
        this.hosts = hosts;
        this.operations = operations;
    }

    @GetMapping("/hosts/{id}/availability")
    String availability(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        model.addAttribute("host", host);
        model.addAttribute("buttons", HostButtons.of(host, actor));
        return "host/availability";
    }

    @GetMapping("/hosts/{id}/fence")
    String form(Actor actor, Model model, @PathVariable UUID id, @RequestParam(required = false) String agent) {
        var host = hosts.host(actor, id);
        var present = host.fence().isEmpty() ? null : host.fence().get(0);
        var chosen = agent != null ? agent : present == null ? null : present.agent();
        model.addAttribute("host", host);
        model.addAttribute("fence", FenceForm.of(hosts.fenceAgents(actor), chosen));
        model.addAttribute("form", new Form(present == null ? Map.of() : FenceForm.fields(present)));
        model.addAttribute("errors", Map.of());
        return "host/fence";
    }

    @PostMapping("/hosts/{id}/fence")
    Object set(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            operations.setFence(actor, id, List.of(new NewFence(form.text("agent"), form.under(FenceForm.PREFIX))));
            return "redirect:/hosts/" + id + "/availability";
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("host", hosts.host(actor, id));
            model.addAttribute("fence", FenceForm.of(hosts.fenceAgents(actor), form.text("agent")));
            model.addAttribute("form", form);
            model.addAttribute("errors", Answer.errors(refusal));
            model.addAttribute("refusal", refusal);
            return "host/fence";
        }
    }

    /** The fields of one agent, for the forms that choose it. */
    @GetMapping("/hosts/fence-fields")
    String fields(Actor actor, Model model, @RequestParam(defaultValue = "") String agent) {
        model.addAttribute("fence", FenceForm.of(hosts.fenceAgents(actor), agent));
        model.addAttribute("form", new Form(Map.of()));
        model.addAttribute("errors", Map.of());
        return "host/fence-fields :: fields";
    }
}
