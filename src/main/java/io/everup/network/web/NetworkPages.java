package io.everup.network.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.network.NetworkDirectory;
import io.everup.network.NetworkOperations;
import io.everup.network.NetworkView;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Networks, by themselves and as tabs of hosts and pools. */
@Controller
class NetworkPages {

    private static final int USUAL_PREFIX = 24;

    private final NetworkDirectory networks;
    private final NetworkOperations operations;
    private final HostDirectory hosts;

    NetworkPages(NetworkDirectory networks, NetworkOperations operations, HostDirectory hosts) {
        this.networks = networks;
        this.operations = operations;
        this.hosts = hosts;
    }

    @GetMapping("/networks")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("networks", Listing.of(q, sort, after, query -> networks.networks(actor, query)));
        return "network/list";
    }

    @GetMapping("/networks/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        return show(actor, model, id, null);
    }

    /** Sets the range of addresses that VMs get here; an empty first address ends the giving out. */
    @PostMapping("/networks/{id}/addresses")
    String setAddresses(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            operations.setAddresses(actor, id, range(form));
            return "redirect:/networks/" + id;
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return show(actor, model, id, form);
        }
    }

    @GetMapping("/hosts/{id}/network")
    String ofHost(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        model.addAttribute("host", host);
        model.addAttribute(
                "networks",
                networks.ofPool(actor, host.poolId()).stream()
                        .filter(network -> network.hosts().stream()
                                .anyMatch(offer -> offer.host().equals(id)))
                        .toList());
        return "network/of-host";
    }

    @GetMapping("/pools/{id}/network")
    String ofPool(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("networks", networks.ofPool(actor, id));
        return "network/of-pool";
    }

    private static NetworkView.Range range(Form form) {
        var prefix = form.number("prefixLength");
        return form.text("first") == null
                ? null
                : new NetworkView.Range(
                        form.text("first"),
                        form.text("last"),
                        prefix == null ? USUAL_PREFIX : prefix,
                        form.text("gateway"));
    }

    private String show(Actor actor, Model model, UUID id, Form sent) {
        var network = networks.network(actor, id);
        var range = network.addresses();
        model.addAttribute("network", network);
        model.addAttribute("mayManage", actor.may(Permission.NETWORK_MANAGE, Place.pool(network.poolId())));
        model.addAttribute("form", sent != null ? sent : new Form(range == null ? Map.of() : fields(range)));
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "network/show";
    }

    private static Map<String, String> fields(NetworkView.Range range) {
        return Map.of(
                "first", range.first(),
                "last", range.last(),
                "prefixLength", Integer.toString(range.prefixLength()),
                "gateway", range.gateway() == null ? "" : range.gateway());
    }
}
