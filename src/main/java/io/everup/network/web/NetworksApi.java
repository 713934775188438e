package io.everup.network.web;

import io.everup.identity.Actor;
import io.everup.network.NetworkDirectory;
import io.everup.network.NetworkOperations;
import io.everup.network.NetworkView;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Networks over HTTP. */
@RestController
@RequestMapping("/api/v1/networks")
class NetworksApi {

    record Ref(UUID id, String name) {}

    record Offer(Ref host, boolean active, Instant seenAt) {}

    /** @param addresses the range from which VMs get addresses; null when Everup gives none out */
    record NetworkBody(
            UUID id,
            String name,
            Ref pool,
            String kind,
            String bridge,
            NetworkView.Range addresses,
            List<Offer> hosts) {

        static NetworkBody of(NetworkView network) {
            return new NetworkBody(
                    network.id(),
                    network.name(),
                    new Ref(network.poolId(), network.pool()),
                    network.kind(),
                    network.bridge(),
                    network.addresses(),
                    network.hosts().stream()
                            .map(offer ->
                                    new Offer(new Ref(offer.host(), offer.hostName()), offer.active(), offer.seenAt()))
                            .toList());
        }
    }

    record RangeWish(String first, String last, Integer prefixLength, String gateway) {
        NetworkView.Range range() {
            if (prefixLength == null) {
                throw Refusal.invalidField("prefixLength", "The prefix length is missing, such as 24.");
            }
            return new NetworkView.Range(first, last, prefixLength, gateway);
        }
    }

    private final NetworkDirectory directory;
    private final NetworkOperations operations;

    NetworksApi(NetworkDirectory directory, NetworkOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping
    Slice<NetworkBody> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.networks(actor, ListQuery.of(q, sort, limit, after)).map(NetworkBody::of);
    }

    @GetMapping("/{id}")
    NetworkBody find(Actor actor, @PathVariable UUID id) {
        return NetworkBody.of(directory.network(actor, id));
    }

    /** From now on new VMs get addresses from this range. */
    @PutMapping("/{id}/addresses")
    NetworkBody setAddresses(Actor actor, @PathVariable UUID id, @RequestBody RangeWish wish) {
        operations.setAddresses(actor, id, wish.range());
        return find(actor, id);
    }

    /** From now on new VMs get no addresses; those in use stay. */
    @DeleteMapping("/{id}/addresses")
    ResponseEntity<Void> endAddresses(Actor actor, @PathVariable UUID id) {
        operations.setAddresses(actor, id, null);
        return ResponseEntity.noContent().build();
    }
}
