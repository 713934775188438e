package io.everup.ha.web;

import io.everup.ha.SilentHypervisor;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
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

/** What is done about a host whose hypervisor alone is silent: a part of a pool's page Availability. */
@Controller
class SilentHypervisorPages {

    private final SilentHypervisor rule;
    private final HostDirectory hosts;

    SilentHypervisorPages(SilentHypervisor rule, HostDirectory hosts) {
        this.rule = rule;
        this.hosts = hosts;
    }

    @GetMapping("/pools/{id}/silent-hypervisor")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("minutes", rule.minutes(actor, id));
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, Place.pool(id)));
        return "pool/silent-hypervisor";
    }

    /** Fields: {@code fence}, and with it {@code minutes}. */
    @PostMapping("/pools/{id}/actions/silent-hypervisor")
    ResponseEntity<Void> set(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var minutes = form.flag("fence") ? form.number("minutes") : null;
        if (form.flag("fence") && minutes == null) {
            throw Refusal.invalidField("minutes", "Say after how many minutes.");
        }
        rule.set(actor, id, minutes);
        return Answer.to(request, "/pools/" + id + "/availability");
    }
}
