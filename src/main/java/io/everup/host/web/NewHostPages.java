package io.everup.host.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.NewFence;
import io.everup.host.NewHost;
import io.everup.host.PoolOperations;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskState;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Adds a host: one form, then the progress of its checks in the same place. */
@Controller
class NewHostPages {

    private static final String OTHER = "other";

    private final HostDirectory hosts;
    private final HostOperations operations;
    private final PoolOperations pools;
    private final TaskDirectory tasks;

    NewHostPages(HostDirectory hosts, HostOperations operations, PoolOperations pools, TaskDirectory tasks) {
        this.hosts = hosts;
        this.operations = operations;
        this.pools = pools;
        this.tasks = tasks;
    }

    @GetMapping("/hosts/new")
    String form(Actor actor, Model model, @RequestParam Map<String, String> fields) {
        actor.require(Permission.HOST_MANAGE);
        return show(actor, model, new Form(fields));
    }

    @PostMapping("/hosts")
    String add(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            var task = operations.add(actor, wish(actor, form));
            model.addAttribute("task", tasks.find(actor, task));
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
        }
        return show(actor, model, form);
    }

    /** How the checks of a host that is being added go; the browser leaves for the host's page when they are passed. */
    @GetMapping("/hosts/new/{task}")
    String progress(Actor actor, Model model, HttpServletResponse response, @PathVariable UUID task) {
        var view = tasks.find(actor, task);
        if (view.state() == TaskState.SUCCEEDED
                && view.result() != null
                && view.result().get("host") != null) {
            response.setHeader("HX-Redirect", "/hosts/" + view.result().get("host"));
        }
        model.addAttribute("task", view);
        return "host/new :: adding";
    }

    private NewHost wish(Actor actor, Form form) {
        var agent = form.text("agent");
        return new NewHost(
                form.text("name"),
                uri(form),
                pool(actor, form),
                form.text("username"),
                form.text("password"),
                form.text("sshKey"),
                agent == null ? List.of() : List.of(new NewFence(agent, form.under(FenceForm.PREFIX))));
    }

    /** The pool that was chosen, or the first one that there is, made here. */
    private UUID pool(Actor actor, Form form) {
        var chosen = form.id("pool");
        return chosen == null && form.text("newPool") != null ? pools.create(actor, form.text("newPool"), "") : chosen;
    }

    private static String uri(Form form) {
        var connection = form.text("connection");
        if (connection == null || connection.equals(OTHER)) {
            return form.text("uri");
        }
        var address = form.text("address");
        if (address == null) {
            throw Refusal.invalidField("address", "Write the host's name or address, such as 10.0.0.11.");
        }
        var user = connection.endsWith("ssh") && form.text("username") != null ? form.text("username") + "@" : "";
        return connection + "://" + user + address + (connection.startsWith("xen") ? "/" : "/system");
    }

    private String show(Actor actor, Model model, Form form) {
        var words = new LinkedHashMap<String, String>();
        hosts.pools(actor, ListQuery.everything())
                .items()
                .forEach(pool -> words.put(pool.id().toString(), pool.name()));
        model.addAttribute("pools", words);
        model.addAttribute("fence", FenceForm.of(hosts.fenceAgents(actor), form.text("agent")));
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "host/new";
    }
}
