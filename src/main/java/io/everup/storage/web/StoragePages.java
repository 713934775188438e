package io.everup.storage.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Slice;
import io.everup.storage.StorageDirectory;
import io.everup.storage.VolumeView;
import io.everup.ui.Listing;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Datastores and volumes, by themselves and as tabs of hosts and pools. */
@Controller
class StoragePages {

    private final StorageDirectory storage;
    private final HostDirectory hosts;

    StoragePages(StorageDirectory storage, HostDirectory hosts) {
        this.storage = storage;
        this.hosts = hosts;
    }

    @GetMapping("/datastores")
    String datastores(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("datastores", Listing.of(q, sort, after, query -> storage.datastores(actor, query)));
        return "datastore/list";
    }

    @GetMapping("/datastores/{id}")
    String datastore(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        var store = storage.datastore(actor, id);
        var search = "datastore:\"" + store.name() + "\" " + q;
        model.addAttribute("datastore", store);
        var seen = actor.may(Permission.VOLUME_VIEW, Place.pool(store.poolId()));
        model.addAttribute("seesVolumes", seen);
        model.addAttribute(
                "volumes",
                Listing.of(
                        search,
                        sort,
                        after,
                        query -> seen ? storage.volumes(actor, query) : new Slice<>(List.<VolumeView>of(), null, 0)));
        return "datastore/show";
    }

    @GetMapping("/volumes")
    String volumes(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("volumes", Listing.of(q, sort, after, query -> storage.volumes(actor, query)));
        return "volume/list";
    }

    @GetMapping("/hosts/{id}/storage")
    String ofHost(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        model.addAttribute("host", host);
        model.addAttribute(
                "datastores",
                storage.ofPool(actor, host.poolId()).stream()
                        .filter(store -> store.hosts().stream()
                                .anyMatch(reach -> reach.host().equals(id)))
                        .toList());
        return "datastore/of-host";
    }

    @GetMapping("/pools/{id}/storage")
    String ofPool(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("datastores", storage.ofPool(actor, id));
        return "datastore/of-pool";
    }
}
