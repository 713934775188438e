package io.everup.event.web;

import io.everup.event.Change;
import io.everup.event.EventDirectory;
import io.everup.event.EventView;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events over HTTP: the list, the API's resumable stream, and the pages' own stream of changes. */
@RestController
class EventsApi {

    private static final int MOST_MISSED = 1_000;

    private final EventDirectory events;
    private final LiveStream stream;

    EventsApi(EventDirectory events, LiveStream stream) {
        this.events = events;
        this.stream = stream;
    }

    @GetMapping("/api/v1/events")
    Slice<EventView> list(
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return events.list(ListQuery.of(q, sort, limit, after));
    }

    /** Events as they happen; {@code Last-Event-ID} brings what was missed first. */
    @GetMapping(path = "/api/v1/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(@RequestHeader(name = "Last-Event-ID", required = false) Long last) {
        var sent = new AtomicLong(last == null ? newest() : last);
        return stream.open(change -> missed(sent));
    }

    private List<SseEmitter.SseEventBuilder> missed(AtomicLong sent) {
        return events.after(sent.get(), MOST_MISSED).stream()
                .map(event -> {
                    sent.set(event.id());
                    return SseEmitter.event()
                            .id(Long.toString(event.id()))
                            .name(event.kind())
                            .data(event, MediaType.APPLICATION_JSON);
                })
                .toList();
    }

    private long newest() {
        return events.list(ListQuery.of("", "", 1, null)).items().stream()
                .mapToLong(EventView::id)
                .findFirst()
                .orElse(0);
    }

    /** What pages listen to: only what kind of thing changed and which; they load it anew if they show it. */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live() {
        return stream.open(EventsApi::change);
    }

    private static List<SseEmitter.SseEventBuilder> change(Change change) {
        var id = change.id() == null ? "" : change.id().toString();
        return List.of(SseEmitter.event()
                .name("change")
                .data(Map.of("type", change.type(), "id", id), MediaType.APPLICATION_JSON));
    }
}
