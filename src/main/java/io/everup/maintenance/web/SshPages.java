package io.everup.maintenance.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.maintenance.SshOperations;
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

/** How a host is reached for commands. */
@Controller
class SshPages {

    private final SshOperations ssh;
    private final HostDirectory hosts;

    SshPages(SshOperations ssh, HostDirectory hosts) {
        this.ssh = ssh;
        this.hosts = hosts;
    }

    @GetMapping("/hosts/{id}/ssh")
    String page(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        model.addAttribute("host", host);
        model.addAttribute("ssh", ssh.of(actor, id).orElse(null));
        model.addAttribute("refused", actor.refusal(Permission.HOST_MANAGE, Place.pool(host.poolId())));
        return "maintenance/ssh";
    }

    /** Fields: {@code address}, {@code port}, {@code login}, {@code password} or {@code key}, {@code hostKey}. */
    @PostMapping("/hosts/{id}/ssh")
    ResponseEntity<Void> set(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var task = ssh.set(
                actor,
                id,
                new SshOperations.NewSsh(
                        form.text("address"),
                        form.number("port"),
                        form.text("login"),
                        form.text("password"),
                        form.text("key"),
                        form.text("hostKey")));
        return Answer.started(request, "Saved; it is being tried.", task, "/hosts/" + id + "/ssh");
    }

    @PostMapping("/hosts/{id}/actions/test-ssh")
    ResponseEntity<Void> test(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        return Answer.started(request, "Signing in.", ssh.test(actor, id), "/hosts/" + id + "/ssh");
    }

    @PostMapping("/hosts/{id}/actions/trust-ssh-key")
    ResponseEntity<Void> trust(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String fingerprint) {
        return Answer.started(
                request, "The key is trusted.", ssh.trust(actor, id, fingerprint), "/hosts/" + id + "/ssh");
    }

    @PostMapping("/hosts/{id}/actions/remove-ssh")
    ResponseEntity<Void> remove(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        ssh.remove(actor, id);
        return Answer.done(request, "Everup forgot how to reach it by SSH.", "/hosts/" + id + "/ssh");
    }
}
