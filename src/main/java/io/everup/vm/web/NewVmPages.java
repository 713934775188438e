package io.everup.vm.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.identity.TeamDirectory;
import io.everup.image.TemplateDirectory;
import io.everup.image.TemplateView;
import io.everup.network.NetworkDirectory;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.task.TaskDirectory;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.vm.NewVm;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import io.everup.vm.VmPreview;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Makes VMs: one, or several alike with numbers behind their name. */
@Controller
class NewVmPages {

    private static final int MOST_AT_ONCE = 50;

    private final VmOperations operations;
    private final VmPreview preview;
    private final TaskDirectory tasks;
    private final HostDirectory hosts;
    private final TemplateDirectory templates;
    private final NetworkDirectory networks;
    private final TeamDirectory teams;

    NewVmPages(
            VmOperations operations,
            VmPreview preview,
            TaskDirectory tasks,
            HostDirectory hosts,
            TemplateDirectory templates,
            NetworkDirectory networks,
            TeamDirectory teams) {
        this.operations = operations;
        this.preview = preview;
        this.tasks = tasks;
        this.hosts = hosts;
        this.templates = templates;
        this.networks = networks;
        this.teams = teams;
    }

    @GetMapping("/vms/new")
    String form(
            Actor actor,
            Model model,
            @RequestParam Map<String, String> fields,
            @RequestParam(required = false) List<UUID> network) {
        if (actor.scope(Permission.VM_CREATE).pools().isEmpty()) {
            actor.require(Permission.VM_CREATE, Place.EVERYTHING);
        }
        return show(actor, model, new Form(fields), network);
    }

    @PostMapping("/vms")
    String create(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @RequestParam Map<String, String> fields,
            @RequestParam(required = false) List<UUID> network) {
        var form = new Form(fields);
        var made = 0;
        try {
            var count = count(form);
            UUID task = null;
            for (; made < count; made++) {
                task = operations.create(
                        actor, wish(form, network, count == 1 ? "" : "-" + (made + 1)), form.text("override"));
            }
            var subject = tasks.find(actor, task).subject();
            return "redirect:" + (count == 1 ? "/vms/" + subject.id() : "/vms?q=name:" + form.text("name") + "-*");
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("made", made);
            model.addAttribute("errors", Answer.errors(refusal));
            return show(actor, model, form, network);
        }
    }

    private static int count(Form form) {
        var count = form.number("count");
        if (count != null && (count < 1 || count > MOST_AT_ONCE)) {
            throw Refusal.invalidField("count", "Make 1 to " + MOST_AT_ONCE + " VMs at once.");
        }
        return count == null ? 1 : count;
    }

    private static NewVm wish(Form form, List<UUID> networks, String number) {
        var disk = form.number("diskGib");
        return new NewVm(
                form.text("name") == null ? null : form.text("name") + number,
                form.text("note"),
                form.id("pool"),
                form.id("template"),
                form.id("host"),
                form.number("cpus"),
                form.mebibytes("memoryMib"),
                null,
                form.flag("fullClone"),
                disk == null ? List.of() : List.of(new NewVm.Disk(disk * Bytes.GIB, null)),
                networks == null || networks.isEmpty() ? null : networks,
                null,
                form.choice("protection", Protection.class),
                form.number("priority"),
                form.flag("start"),
                form.id("team"),
                tags(form.text("tags")));
    }

    private static List<String> tags(String text) {
        return text == null
                ? null
                : java.util.Arrays.stream(text.split("[,\\s]+"))
                        .filter(tag -> !tag.isEmpty())
                        .toList();
    }

    private String show(Actor actor, Model model, Form form, List<UUID> picked) {
        var pools = hosts.poolsWhere(actor, Permission.VM_CREATE);
        var pool = form.id("pool") != null || pools.isEmpty()
                ? form.id("pool")
                : pools.get(0).id();
        var seesTemplates = actor.may(Permission.TEMPLATE_VIEW);
        var offered = !seesTemplates
                ? List.<TemplateView>of()
                : templates.templates(actor, ListQuery.everything()).items().stream()
                        .filter(template -> pool == null || pool.equals(template.poolId()))
                        .filter(template -> template.retiredAt() == null)
                        .toList();
        model.addAttribute("form", form);
        model.addAttribute("fresh", form.text("name") == null && form.text("count") == null);
        model.addAttribute("pools", words(pools, one -> one.id(), one -> one.name(), null));
        model.addAttribute(
                "templates", words(offered, TemplateView::id, TemplateView::fullName, "No template: an empty VM"));
        model.addAttribute("chosen", chosen(offered, form.id("template")));
        model.addAttribute(
                "hosts",
                words(
                        pool == null || !actor.may(Permission.HOST_VIEW, Place.pool(pool))
                                ? List.<HostView>of()
                                : hosts.ofPool(actor, pool),
                        one -> one.id(),
                        one -> one.name(),
                        "Everup chooses the best"));
        model.addAttribute(
                "networks",
                pool == null || !actor.may(Permission.NETWORK_VIEW) ? List.of() : networks.ofPool(actor, pool));
        model.addAttribute("picked", picked == null ? List.of() : picked);
        addTeams(actor, model);
        addPreview(actor, model, form, picked, pool);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "vm/new";
    }

    /** What the pool's policy would say to the first of them; nothing as long as the form can't be read. */
    private void addPreview(Actor actor, Model model, Form form, List<UUID> picked, UUID pool) {
        if (!form.flag("preview") || pool == null) {
            return;
        }
        try {
            var several = form.number("count") != null && form.number("count") > 1;
            preview.of(actor, wish(form, picked, several ? "-1" : ""))
                    .ifPresent(said -> model.addAttribute("foretold", said));
            model.addAttribute("several", several);
            model.addAttribute("mayOverride", actor.may(Permission.HA_MANAGE, Place.pool(pool)));
        } catch (Refusal refusal) {
            // A number or choice that can't be read is told at its field when the form is sent.
            model.addAttribute("foretold", null);
        }
    }

    /** The teams that it may count against, and what each has left. */
    private void addTeams(Actor actor, Model model) {
        var mine = teams.ofUser(actor, actor.id());
        var choice = new LinkedHashMap<String, String>();
        if (mine.isEmpty() || actor.may(Permission.VM_CONFIGURE, Place.EVERYTHING)) {
            choice.put("", "No team");
        }
        var all = actor.may(Permission.VM_ASSIGN, Place.EVERYTHING)
                ? teams.list(actor, ListQuery.everything()).items()
                : mine;
        all.forEach(team -> choice.put(team.id().toString(), team.name()));
        model.addAttribute("teams", choice);
        model.addAttribute("quotas", mine);
    }

    private static TemplateView chosen(List<TemplateView> offered, UUID id) {
        return offered.stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
    }

    private static <T> Map<String, String> words(
            List<T> things, Function<T, UUID> id, Function<T, String> name, String none) {
        var words = new LinkedHashMap<String, String>();
        if (none != null) {
            words.put("", none);
        }
        things.forEach(thing -> words.put(id.apply(thing).toString(), name.apply(thing)));
        return words;
    }
}
