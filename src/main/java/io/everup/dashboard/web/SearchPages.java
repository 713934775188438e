package io.everup.dashboard.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.image.TemplateDirectory;
import io.everup.network.NetworkDirectory;
import io.everup.shared.ListQuery;
import io.everup.storage.StorageDirectory;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Finds anything by its name: for the search in the header and for the command palette. */
@Controller
class SearchPages {

    private static final int OF_EACH = 20;
    private static final int IN_PALETTE = 8;

    /** Something found. */
    record Found(String name, String path, String kind, String note, Object state) {}

    private final HostDirectory hosts;
    private final VmDirectory vms;
    private final TemplateDirectory templates;
    private final StorageDirectory storage;
    private final NetworkDirectory networks;

    SearchPages(
            HostDirectory hosts,
            VmDirectory vms,
            TemplateDirectory templates,
            StorageDirectory storage,
            NetworkDirectory networks) {
        this.hosts = hosts;
        this.vms = vms;
        this.templates = templates;
        this.storage = storage;
        this.networks = networks;
    }

    @GetMapping(path = "/search", produces = MediaType.TEXT_HTML_VALUE)
    String page(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        model.addAttribute("q", q);
        model.addAttribute("found", find(actor, q, OF_EACH));
        return "dashboard/search";
    }

    @ResponseBody
    @GetMapping(path = "/search", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, List<Found>> palette(Actor actor, @RequestParam(defaultValue = "") String q) {
        return Map.of("items", find(actor, q, IN_PALETTE));
    }

    private List<Found> find(Actor actor, String q, int most) {
        var found = new ArrayList<Found>();
        if (q.isBlank()) {
            return found;
        }
        var words = ListQuery.of(TreePages.quoted(q.strip()), "", most, null);
        if (actor.may(Permission.VM_VIEW)) {
            vms.vms(actor, words).items().forEach(vm -> found.add(of(vm)));
        }
        if (actor.may(Permission.HOST_VIEW)) {
            hosts.hosts(actor, words)
                    .items()
                    .forEach(host -> found.add(
                            new Found(host.name(), "/hosts/" + host.id(), "host", host.pool(), host.state())));
        }
        if (actor.may(Permission.POOL_VIEW)) {
            hosts.pools(actor, words)
                    .items()
                    .forEach(pool -> found.add(new Found(pool.name(), "/pools/" + pool.id(), "pool", null, null)));
        }
        addParts(actor, words, found);
        return found;
    }

    private void addParts(Actor actor, ListQuery words, List<Found> found) {
        if (actor.may(Permission.TEMPLATE_VIEW)) {
            templates
                    .templates(actor, words)
                    .items()
                    .forEach(template -> found.add(new Found(
                            template.fullName(), "/templates/" + template.id(), "template", template.pool(), null)));
        }
        if (actor.may(Permission.DATASTORE_VIEW)) {
            storage.datastores(actor, words)
                    .items()
                    .forEach(store -> found.add(
                            new Found(store.fullName(), "/datastores/" + store.id(), "datastore", store.pool(), null)));
        }
        if (actor.may(Permission.NETWORK_VIEW)) {
            networks.networks(actor, words)
                    .items()
                    .forEach(network -> found.add(
                            new Found(network.name(), "/networks/" + network.id(), "network", network.pool(), null)));
        }
    }

    private static Found of(VmView vm) {
        return new Found(
                vm.name(), "/vms/" + vm.id(), "vm", vm.host() == null ? vm.pool() : "on " + vm.host(), vm.state());
    }
}
