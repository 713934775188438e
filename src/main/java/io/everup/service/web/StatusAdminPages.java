package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.service.PublicStatusReader;
import io.everup.service.ServiceDirectory;
import io.everup.service.StatusPage;
import io.everup.service.StatusPages;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import io.everup.uptime.OutageView;
import io.everup.uptime.UptimeDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Comparator;
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

/** Status pages as operators handle them: which services, under which names, published or not, and what is written. */
@Controller
class StatusAdminPages {

    private static final int INCIDENTS = 10;

    private final StatusPages pages;
    private final PublicStatusReader statuses;
    private final ServiceDirectory services;
    private final UptimeDirectory uptime;

    StatusAdminPages(
            StatusPages pages, PublicStatusReader statuses, ServiceDirectory services, UptimeDirectory uptime) {
        this.pages = pages;
        this.statuses = statuses;
        this.services = services;
        this.uptime = uptime;
    }

    /** An outage and what the public reads of it. */
    record Told(OutageView outage, String words) {}

    @GetMapping("/status-pages")
    String list(Actor actor, Model model, @RequestParam(required = false) String after) {
        model.addAttribute("pages", Listing.of("", "", after, query -> pages.pages(actor, query)));
        return "service/status-list";
    }

    @GetMapping("/status-pages/new")
    String form(Actor actor, Model model) {
        return edit(actor, model, null, new Form(Map.of()));
    }

    @GetMapping("/status-pages/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var page = pages.page(actor, id);
        var fields = new HashMap<String, String>();
        fields.put("slug", page.slug());
        fields.put("title", page.title());
        fields.put("intro", page.intro());
        fields.put("published", Boolean.toString(page.published()));
        fields.put("version", Long.toString(page.version()));
        page.services().forEach(entry -> fields.put("service." + entry.service(), entry.name()));
        return edit(actor, model, page, new Form(fields));
    }

    private String edit(Actor actor, Model model, StatusPage page, Form form) {
        if (page == null) {
            actor.require(Permission.UPTIME_MANAGE);
        }
        model.addAttribute("page", page);
        model.addAttribute("form", form);
        model.addAttribute(
                "services", services.services(actor, ListQuery.everything()).items());
        model.addAttribute("told", page == null ? List.of() : told(actor, page));
        model.addAttribute("mayManage", actor.may(Permission.UPTIME_MANAGE));
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "service/status-page";
    }

    private List<Told> told(Actor actor, StatusPage page) {
        var told = new ArrayList<Told>();
        page.services()
                .forEach(entry -> uptime.outagesOfService(
                                actor, ListQuery.of("", "", INCIDENTS, null), null, entry.service())
                        .items()
                        .forEach(row -> told.add(new Told(row, statuses.words(row.id())))));
        told.sort(Comparator.comparing((Told one) -> one.outage().startedAt()).reversed());
        return told.subList(0, Math.min(INCIDENTS, told.size()));
    }

    /** Fields: {@code id} of a page that is changed, {@code slug}, {@code title}, {@code intro}, {@code published}, and for each chosen service {@code on.<id>} with {@code service.<id>}, its name. */
    @PostMapping("/status-pages")
    String save(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var before = form.id("id") == null ? null : pages.page(actor, form.id("id"));
        try {
            var wish = wish(form);
            if (before == null) {
                return "redirect:/status-pages/" + pages.create(actor, wish);
            }
            pages.update(actor, before.id(), ServiceForms.version(form), wish);
            return "redirect:/status-pages/" + before.id();
        } catch (Refusal refusal) {
            return ServicePages.refused(refusal, model, response, () -> edit(actor, model, before, form));
        }
    }

    private static StatusPage wish(Form form) {
        var entries = new ArrayList<StatusPage.Entry>();
        form.under("on.").keySet().stream().sorted().forEach(id -> {
            try {
                entries.add(new StatusPage.Entry(UUID.fromString(id), form.text("service." + id)));
            } catch (IllegalArgumentException e) {
                throw Refusal.invalidField("services", "Choose from the list.");
            }
        });
        entries.sort(Comparator.comparing(entry -> entry.name() == null ? "" : entry.name()));
        return new StatusPage(
                null, form.text("slug"), form.text("title"), form.text("intro"), form.flag("published"), entries, 0);
    }

    @PostMapping("/status-pages/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        pages.delete(actor, id);
        return Answer.to(request, "/status-pages");
    }

    /** Field: {@code words}. */
    @PostMapping("/status-pages/{id}/incidents/{outage}")
    ResponseEntity<Void> tell(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @PathVariable UUID outage,
            @RequestParam(defaultValue = "") String words) {
        pages.tell(actor, outage, words);
        return Answer.done(request, "The public reads it within seconds", "/status-pages/" + id);
    }
}
