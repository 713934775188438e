package io.everup.image.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.People;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.image.NewTemplate;
import io.everup.image.TemplateDirectory;
import io.everup.image.TemplateOperations;
import io.everup.network.NetworkDirectory;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.storage.StorageDirectory;
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

/** Templates: the list, each template, and the form that publishes one. */
@Controller
class TemplatePages {

    private static final int MOST_VOLUMES = 500;
    private static final long USUAL_MEMORY = 2 * Bytes.GIB;

    private final TemplateDirectory templates;
    private final TemplateOperations operations;
    private final HostDirectory hosts;
    private final StorageDirectory storage;
    private final NetworkDirectory networks;
    private final People people;

    TemplatePages(
            TemplateDirectory templates,
            TemplateOperations operations,
            HostDirectory hosts,
            StorageDirectory storage,
            NetworkDirectory networks,
            People people) {
        this.templates = templates;
        this.operations = operations;
        this.hosts = hosts;
        this.storage = storage;
        this.networks = networks;
        this.people = people;
    }

    @GetMapping("/templates")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("templates", Listing.of(q, sort, after, query -> templates.templates(actor, query)));
        return "template/list";
    }

    @GetMapping("/templates/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var template = templates.template(actor, id);
        model.addAttribute("template", template);
        model.addAttribute("allowed", templates.teams(actor, id));
        model.addAttribute("teams", people.teamsFor(actor));
        model.addAttribute("mayManage", actor.may(Permission.TEMPLATE_MANAGE, Place.pool(template.poolId())));
        return "template/show";
    }

    @PostMapping("/templates/{id}/actions/limit")
    ResponseEntity<Void> limit(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @RequestParam(required = false) List<UUID> team) {
        operations.limit(actor, id, team == null ? List.of() : team);
        return Answer.to(request, "/templates/" + id);
    }

    @PostMapping("/templates/{id}/actions/retire")
    ResponseEntity<Void> retire(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.retire(actor, id);
        return Answer.to(request, "/templates");
    }

    @GetMapping("/templates/new")
    String form(Actor actor, Model model, @RequestParam Map<String, String> fields) {
        return form(actor, model, new Form(fields));
    }

    @PostMapping("/templates")
    String publish(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            return "redirect:/templates/" + operations.publish(actor, wish(form));
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return form(actor, model, form);
        }
    }

    private static NewTemplate wish(Form form) {
        var memory = form.mebibytes("memoryMib");
        var cpus = form.number("cpus");
        var kernel = form.text("kernel");
        return new NewTemplate(
                form.id("pool"),
                form.text("name"),
                form.text("note"),
                cpus == null ? 1 : cpus,
                memory == null ? USUAL_MEMORY : memory,
                form.text("cpuModel"),
                kernel == null ? null : new NewTemplate.Boot(kernel, form.text("initrd"), form.text("cmdline")),
                form.id("volume") == null ? List.of() : List.of(new NewTemplate.Disk(form.id("volume"), null)),
                form.id("network"));
    }

    private String form(Actor actor, Model model, Form form) {
        actor.require(Permission.TEMPLATE_MANAGE);
        var everyPool = hosts.pools(actor, ListQuery.everything()).items();
        var pools = new LinkedHashMap<String, String>();
        everyPool.forEach(pool -> pools.put(pool.id().toString(), pool.name()));
        var volumes = new LinkedHashMap<String, String>();
        storage.volumes(actor, ListQuery.of("", "", MOST_VOLUMES, null))
                .items()
                .forEach(volume -> volumes.put(
                        volume.id().toString(),
                        volume.name() + " (" + volume.datastore() + ", " + Bytes.text(volume.capacityBytes()) + ")"));
        var joined = new LinkedHashMap<String, String>();
        joined.put("", "None");
        networks.networks(actor, ListQuery.everything())
                .items()
                .forEach(network -> joined.put(network.id().toString(), network.name() + " (" + network.pool() + ")"));
        model.addAttribute("form", form);
        model.addAttribute("pools", pools);
        model.addAttribute("volumes", volumes);
        model.addAttribute("networks", joined);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "template/new";
    }
}
