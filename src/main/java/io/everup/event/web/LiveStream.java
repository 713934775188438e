package io.everup.event.web;

import io.everup.event.Change;
import io.everup.event.Changes;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The server-sent streams that are open on this replica. A reader that can't keep up is cut off and comes back by itself. */
@Component
class LiveStream {

    private static final int MOST_WAITING = 1_000;
    private static final int HEARTBEAT_SECONDS = 10;
    private static final int SENDERS = 4;

    /** Turns a change into what this reader gets; empty for nothing. */
    interface Translator {
        List<SseEmitter.SseEventBuilder> translate(Change change);
    }

    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS, LiveStream::daemon);
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(LiveStream::daemon);

    LiveStream(Changes changes) {
        changes.subscribe(change -> readers.forEach(reader -> reader.offer(change)));
        heart.scheduleAtFixedRate(
                () -> readers.forEach(Reader::beat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    SseEmitter open(Translator translator) {
        var reader = new Reader(new SseEmitter(0L), translator);
        reader.emitter.onCompletion(() -> readers.remove(reader));
        reader.emitter.onTimeout(() -> readers.remove(reader));
        reader.emitter.onError(problem -> readers.remove(reader));
        readers.add(reader);
        reader.beat();
        return reader.emitter;
    }

    @PreDestroy
    void close() {
        heart.shutdownNow();
        readers.forEach(reader -> reader.emitter.complete());
        senders.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "everup-live");
        thread.setDaemon(true);
        return thread;
    }

    private final class Reader {
        private final SseEmitter emitter;
        private final Translator translator;
        private final Deque<Object> waiting = new ArrayDeque<>();
        private boolean sending;

        Reader(SseEmitter emitter, Translator translator) {
            this.emitter = emitter;
            this.translator = translator;
        }

        void beat() {
            enqueue(SseEmitter.event().comment("beat"));
        }

        void offer(Change change) {
            enqueue(change);
        }

        private synchronized void enqueue(Object message) {
            if (waiting.size() >= MOST_WAITING) {
                waiting.clear();
                readers.remove(this);
                emitter.complete();
                return;
            }
            waiting.add(message);
            if (!sending) {
                sending = true;
                senders.execute(this::drain);
            }
        }

        private void drain() {
            Object message;
            while ((message = next()) != null) {
                try {
                    send(message);
                } catch (IOException | RuntimeException e) {
                    // Gone, signed out, or no longer allowed to listen: whoever is still there comes back and is asked.
                    readers.remove(this);
                    emitter.complete();
                    return;
                }
            }
        }

        private void send(Object message) throws IOException {
            if (message instanceof Change change) {
                for (var event : translator.translate(change)) {
                    emitter.send(event);
                }
            } else {
                emitter.send((SseEmitter.SseEventBuilder) message);
            }
        }

        private synchronized Object next() {
            var message = waiting.poll();
            sending = message != null;
            return message;
        }
    }
}
