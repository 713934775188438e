package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.service.StatusPage;
import io.everup.service.StatusPages;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
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
import org.springframework.web.bind.annotation.RestController;

/** Status pages over HTTP. */
@RestController
@RequestMapping("/api/v1/status-pages")
class StatusPagesApi {

    /** @param published false when it is left out */
    record PageWish(String slug, String title, String intro, Boolean published, List<StatusPage.Entry> services) {

        StatusPage page() {
            return new StatusPage(null, slug, title, intro, Boolean.TRUE.equals(published), services, 0);
        }
    }

    /** @param words empty to take them back */
    record WordsWish(String words) {}

    private final StatusPages pages;

    StatusPagesApi(StatusPages pages) {
        this.pages = pages;
    }

    @GetMapping
    Slice<StatusPage> list(
            Actor actor, @RequestParam(required = false) Integer limit, @RequestParam(required = false) String after) {
        return pages.pages(actor, ListQuery.of("", "", limit, after));
    }

    @GetMapping("/{id}")
    ResponseEntity<StatusPage> find(Actor actor, @PathVariable UUID id) {
        return answer(ResponseEntity.ok(), pages.page(actor, id));
    }

    @PostMapping
    ResponseEntity<StatusPage> create(Actor actor, @RequestBody PageWish wish) {
        var id = pages.create(actor, wish.page());
        return answer(ResponseEntity.created(URI.create("/api/v1/status-pages/" + id)), pages.page(actor, id));
    }

    @PutMapping("/{id}")
    ResponseEntity<StatusPage> update(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody PageWish wish) {
        pages.update(actor, id, Versions.wanted(ifMatch), wish.page());
        return find(actor, id);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(Actor actor, @PathVariable UUID id) {
        pages.delete(actor, id);
        return ResponseEntity.noContent().build();
    }

    /** What the public reads of an outage of a service, on every page that shows it. */
    @PostMapping("/incidents/{outage}")
    ResponseEntity<Void> tell(Actor actor, @PathVariable UUID outage, @RequestBody WordsWish wish) {
        pages.tell(actor, outage, wish.words());
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<StatusPage> answer(ResponseEntity.BodyBuilder builder, StatusPage page) {
        return builder.eTag(Versions.etag(page.version())).body(page);
    }
}
