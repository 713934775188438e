package io.everup.notice.web;

import io.everup.identity.Actor;
import io.everup.notice.ChannelDirectory;
import io.everup.notice.ChannelKind;
import io.everup.notice.ChannelOperations;
import io.everup.notice.ChannelView;
import io.everup.notice.ChannelWish;
import io.everup.notice.DeliveryDirectory;
import io.everup.notice.DeliveryView;
import io.everup.notice.MailView;
import io.everup.notice.NoticeSeverity;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import java.net.URI;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Channels and the delivery log over HTTP. */
@RestController
@RequestMapping("/api/v1")
class ChannelsApi {

    /** What is left out: enabled, warnings and worse, of all rules and pools, with their end, at once. */
    record Wish(
            String name,
            ChannelKind kind,
            Boolean enabled,
            List<String> recipients,
            String url,
            String ca,
            NoticeSeverity least,
            List<String> rules,
            List<UUID> pools,
            Boolean tellCleared,
            LocalTime quietFrom,
            LocalTime quietUntil,
            String zone,
            Integer digestMinutes) {

        ChannelWish wish() {
            return new ChannelWish(
                    name,
                    kind,
                    !Boolean.FALSE.equals(enabled),
                    recipients,
                    url,
                    ca,
                    least,
                    rules,
                    pools,
                    !Boolean.FALSE.equals(tellCleared),
                    quietFrom,
                    quietUntil,
                    zone,
                    digestMinutes == null ? 0 : digestMinutes);
        }
    }

    record MailTest(String recipient) {}

    /** @param notice its delivery tells how it went */
    record Begun(UUID notice) {}

    private final ChannelDirectory channels;
    private final ChannelOperations operations;
    private final DeliveryDirectory deliveries;

    ChannelsApi(ChannelDirectory channels, ChannelOperations operations, DeliveryDirectory deliveries) {
        this.channels = channels;
        this.operations = operations;
        this.deliveries = deliveries;
    }

    @GetMapping("/channels")
    Slice<ChannelView> list(
            Actor actor, @RequestParam(required = false) Integer limit, @RequestParam(required = false) String after) {
        return channels.channels(actor, ListQuery.of(null, null, limit, after));
    }

    @GetMapping("/channels/{id}")
    ResponseEntity<ChannelView> find(Actor actor, @PathVariable UUID id) {
        var channel = channels.channel(actor, id);
        return ResponseEntity.ok()
                .eTag(Versions.etag(channel.version(), channel))
                .body(channel);
    }

    /** The answer holds a webhook's secret, which can't be read again. */
    @PostMapping("/channels")
    ResponseEntity<ChannelOperations.Made> create(Actor actor, @RequestBody Wish wish) {
        var made = operations.create(actor, wish.wish());
        return ResponseEntity.created(URI.create("/api/v1/channels/" + made.id()))
                .body(made);
    }

    /** Replaces it; the kind stays. */
    @PutMapping("/channels/{id}")
    ResponseEntity<ChannelView> change(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody Wish wish) {
        operations.change(actor, id, wish.wish(), Versions.wanted(ifMatch));
        return find(actor, id);
    }

    /** With its notices and their log. */
    @DeleteMapping("/channels/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable UUID id) {
        operations.delete(actor, id);
    }

    /** A webhook's new secret, which can't be read again; the former one isn't used any more. */
    @PostMapping("/channels/{id}/actions/renew-secret")
    ChannelOperations.Made renewSecret(Actor actor, @PathVariable UUID id) {
        return operations.renewSecret(actor, id);
    }

    @PostMapping("/channels/{id}/actions/test")
    ResponseEntity<Begun> test(Actor actor, @PathVariable UUID id) {
        return begun(operations.test(actor, id));
    }

    /** The mail server that is set. */
    @GetMapping("/mail")
    MailView mail(Actor actor) {
        return channels.mail(actor);
    }

    /** Sends a test mail to an address. */
    @PostMapping("/mail/actions/test")
    ResponseEntity<Begun> testMail(Actor actor, @RequestBody MailTest test) {
        return begun(operations.testMail(actor, test.recipient()));
    }

    private static ResponseEntity<Begun> begun(UUID notice) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/deliveries/" + notice))
                .body(new Begun(notice));
    }

    @GetMapping("/deliveries")
    Slice<DeliveryView> deliveries(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return deliveries.deliveries(actor, ListQuery.of(q, sort, limit, after));
    }

    /** A notice with every attempt to deliver it. */
    @GetMapping("/deliveries/{id}")
    DeliveryView.Detail delivery(Actor actor, @PathVariable UUID id) {
        return deliveries.delivery(actor, id);
    }

    /** Sends it again, under the same id. */
    @PostMapping("/deliveries/{id}/actions/send-again")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeliveryView.Detail sendAgain(Actor actor, @PathVariable UUID id) {
        deliveries.sendAgain(actor, id);
        return deliveries.delivery(actor, id);
    }
}
