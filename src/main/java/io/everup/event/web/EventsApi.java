package io.everup.event.web;

import io.everup.event.Change;
import io.everup.event.EventDirectory;
import io.everup.event.EventView;
import io.everup.event.Reader;
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
    private final LiveReaders readers;

    EventsApi(EventDirectory events, LiveStream stream, LiveReaders readers) {
        this.events = events;
        this.stream = stream;
        this.readers = readers;
    }

    @GetMapping("/api/v1/events")
    Slice<EventView> list(
            Reader reader,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return events.list(reader, ListQuery.of(q, sort, limit, after));
    }

    /** Events as they happen; {@code Last-Event-ID} brings what was missed first. */
    @GetMapping(path = "/api/v1/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(Reader reader, @RequestHeader(name = "Last-Event-ID", required = false) Long last) {
        var sent = new AtomicLong(last == null ? events.newest() : last);
        var now = readers.follow(reader);
        return stream.open(change -> missed(now.get(), sent));
    }

    private List<SseEmitter.SseEventBuilder> missed(Reader reader, AtomicLong sent) {
        var newest = events.newest();
        var found = events.after(reader, sent.get(), MOST_MISSED);
        // What this reader may not see is passed over, not looked through again with each change.
        sent.set(
                found.isEmpty()
                        ? Math.max(newest, sent.get())
                        : found.size() < MOST_MISSED
                                ? Math.max(newest, found.get(found.size() - 1).id())
                                : found.get(found.size() - 1).id());
        return found.stream()
                .map(event -> SseEmitter.event()
                        .id(Long.toString(event.id()))
                        .name(event.kind())
                        .data(event, MediaType.APPLICATION_JSON))
                .toList();
    }

    /** What pages listen to: only what kind of thing changed and which; they load it anew if they show it. */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live(Reader reader) {
        var now = readers.follow(reader);
        return stream.open(change -> readers.sees(now.get(), change) ? change(change) : List.of());
    }

    private static List<SseEmitter.SseEventBuilder> change(Change change) {
        var id = change.id() == null ? "" : change.id().toString();
        return List.of(SseEmitter.event()
                .name("change")
                .data(Map.of("type", change.type(), "id", id), MediaType.APPLICATION_JSON));
    }
}
