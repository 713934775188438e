package io.everup.dashboard.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostView;
import io.everup.host.PoolView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The inventory tree: one level at a time, so that it stays quick with 40,000 VMs. */
@Controller
class TreePages {

    private static final int AT_ONCE = 100;
    private static final int FOUND = 30;

    /** One line of the tree, as the template parts/tree wants it. */
    record Node(UUID id, String kind, String name, Object state, String path, String children, String note) {

        static Node of(PoolView pool) {
            var at = "/pools/" + pool.id();
            return new Node(pool.id(), "pool", pool.name(), null, at, "/tree/pool/" + pool.id(), "" + pool.hosts());
        }

        static Node of(HostView host) {
            var at = "/hosts/" + host.id();
            return new Node(host.id(), "host", host.name(), host.state(), at, "/tree/host/" + host.id(), null);
        }

        static Node of(VmView vm) {
            return new Node(vm.id(), "vm", vm.name(), vm.state(), "/vms/" + vm.id(), null, null);
        }
    }

    private final HostDirectory hosts;
    private final VmDirectory vms;

    TreePages(HostDirectory hosts, VmDirectory vms) {
        this.hosts = hosts;
        this.vms = vms;
    }

    @GetMapping("/tree")
    String roots(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        if (!q.isBlank()) {
            return show(model, found(actor, q), null);
        }
        var pools = actor.may(Permission.POOL_VIEW)
                ? hosts.pools(actor, ListQuery.everything()).items()
                : List.<PoolView>of();
        if (pools.isEmpty() && actor.may(Permission.VM_VIEW)) {
            // Someone with grants on single VMs or on tags: there is no pool to hang them on.
            var page = vms.vms(actor, ListQuery.of("", "name", AT_ONCE, after));
            return show(model, page.items().stream().map(Node::of).toList(), next("/tree", page));
        }
        return show(model, pools.stream().map(Node::of).toList(), null);
    }

    @GetMapping("/tree/pool/{id}")
    String ofPool(Actor actor, Model model, @PathVariable UUID id, @RequestParam(required = false) String after) {
        var pool = hosts.pool(actor, id);
        if (actor.may(Permission.HOST_VIEW, Place.pool(id))) {
            return show(model, hosts.ofPool(actor, id).stream().map(Node::of).toList(), null);
        }
        var page = vms.vms(actor, ListQuery.of("pool:" + quoted(pool.name()), "name", AT_ONCE, after));
        return show(model, page.items().stream().map(Node::of).toList(), next("/tree/pool/" + id, page));
    }

    @GetMapping("/tree/host/{id}")
    String ofHost(Actor actor, Model model, @PathVariable UUID id, @RequestParam(required = false) String after) {
        var host = hosts.host(actor, id);
        var page = vms.vms(actor, ListQuery.of("host:" + quoted(host.name()), "name", AT_ONCE, after));
        return show(model, page.items().stream().map(Node::of).toList(), next("/tree/host/" + id, page));
    }

    private List<Node> found(Actor actor, String q) {
        var words = ListQuery.of(inNames(q), "name", FOUND, null);
        var nodes = new ArrayList<Node>();
        if (actor.may(Permission.POOL_VIEW)) {
            hosts.pools(actor, words).items().forEach(pool -> nodes.add(Node.of(pool)));
        }
        if (actor.may(Permission.HOST_VIEW)) {
            hosts.hosts(actor, words).items().forEach(host -> nodes.add(Node.of(host)));
        }
        if (actor.may(Permission.VM_VIEW)) {
            vms.vms(actor, words).items().forEach(vm -> nodes.add(Node.of(vm)));
        }
        return nodes;
    }

    /** Looks in names alone: a host that is found is there to be opened, its VMs needn't be listed beside it. */
    private static String inNames(String q) {
        return Stream.of(q.replaceAll("[\",*]", " ").strip().split("\\s+"))
                .map(word -> "name:*" + word + "*")
                .collect(Collectors.joining(" "));
    }

    private static String show(Model model, List<Node> nodes, String next) {
        model.addAttribute("nodes", nodes);
        model.addAttribute("next", next);
        return "parts/tree :: nodes";
    }

    private static String next(String path, Slice<?> page) {
        return page.next() == null ? null : path + "?after=" + page.next();
    }

    /** A name as the search language takes it, whatever is in it. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
