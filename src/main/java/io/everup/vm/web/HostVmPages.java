package io.everup.vm.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.ui.Listing;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmView;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The VMs of a host and of a pool, as tabs of their pages. */
@Controller
class HostVmPages {

    private final HostDirectory hosts;
    private final VmDirectory vms;

    HostVmPages(HostDirectory hosts, VmDirectory vms) {
        this.hosts = hosts;
        this.vms = vms;
    }

    @GetMapping("/hosts/{id}/vms")
    String ofHost(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        var host = hosts.host(actor, id);
        model.addAttribute("host", host);
        model.addAttribute("vms", listing(actor, "host:\"" + host.name() + "\" " + q, sort, after));
        return "vm/of-host";
    }

    @GetMapping("/pools/{id}/vms")
    String ofPool(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        var pool = hosts.pool(actor, id);
        model.addAttribute("pool", pool);
        model.addAttribute("vms", listing(actor, "pool:\"" + pool.name() + "\" " + q, sort, after));
        return "vm/of-pool";
    }

    private Listing<VmView> listing(Actor actor, String search, String sort, String after) {
        return Listing.of(search, sort, after, query -> vms.vms(actor, query));
    }
}
