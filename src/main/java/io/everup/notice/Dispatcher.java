package io.everup.notice;

import io.everup.event.EventLog;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends what is due. Each delivery has a deadline: a slow receiver holds up others for that long at most. */
@Component
class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final int AT_ONCE = 8;
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private final NoticeStore store;
    private final Notices notices;
    private final MailDelivery mail;
    private final WebhookSender webhooks;
    private final EventLog events;
    private final MeterRegistry meters;
    private final SecureRandom random;
    private final Clock clock;
    private final ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE, work -> {
        var thread = new Thread(work, "everup-notice");
        thread.setDaemon(true);
        return thread;
    });

    Dispatcher(
            NoticeStore store,
            Notices notices,
            MailDelivery mail,
            WebhookSender webhooks,
            EventLog events,
            MeterRegistry meters,
            SecureRandom random,
            Clock clock) {
        this.store = store;
        this.notices = notices;
        this.mail = mail;
        this.webhooks = webhooks;
        this.events = events;
        this.meters = meters;
        this.random = random;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        senders.shutdownNow();
    }

    /** One round: gathers what was held, and sends what is due. */
    void round() {
        notices.gather();
        var claimed = store.claim(AT_ONCE, clock.instant());
        while (!claimed.isEmpty()) {
            send(claimed);
            claimed = store.claim(AT_ONCE, clock.instant());
        }
    }

    private record Sent(Delivery delivery, long millis) {}

    private void send(List<Outgoing> claimed) {
        var begun = clock.instant();
        var work = claimed.stream()
                .<Callable<Sent>>map(notice -> () -> {
                    var from = System.nanoTime();
                    var delivery = deliver(notice);
                    return new Sent(delivery, (System.nanoTime() - from) / 1_000_000);
                })
                .toList();
        try {
            var done = senders.invokeAll(work, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            for (var i = 0; i < claimed.size(); i++) {
                record(claimed.get(i), outcome(claimed.get(i), done.get(i)), begun);
            }
            events.changed("notice", null);
        } catch (InterruptedException e) {
            // What was claimed is claimed again when its lease has ended.
            Thread.currentThread().interrupt();
        }
    }

    private Delivery deliver(Outgoing notice) {
        if (notice.channel() != null && !notice.channel().enabled() && notice.kind() != NoticeKind.TEST) {
            return Delivery.refused(notice.channel().target(), "The channel was switched off meanwhile.");
        }
        return notice.webhook() ? webhooks.send(notice) : mail.send(notice);
    }

    private static Sent outcome(Outgoing notice, Future<Sent> done) throws InterruptedException {
        var target = notice.channel() == null
                ? String.join(", ", notice.recipients())
                : notice.channel().target();
        try {
            return done.get();
        } catch (CancellationException e) {
            return new Sent(
                    Delivery.failed(target, "No answer within " + DEADLINE.toSeconds() + " s."), DEADLINE.toMillis());
        } catch (ExecutionException e) {
            log.warn("A notice could not be sent", e.getCause());
            return new Sent(
                    Delivery.failed(
                            target, "It failed in Everup: " + e.getCause().getMessage()),
                    0);
        }
    }

    private void record(Outgoing notice, Sent sent, Instant begun) {
        var next = sent.delivery().delivered() || sent.delivery().hopeless() || notice.kind() == NoticeKind.TEST
                ? null
                : RetryRules.next(notice.createdAt(), notice.attempt(), random.nextDouble(), clock.instant())
                        .orElse(null);
        store.tried(notice, sent.delivery(), begun, sent.millis(), next);
        meters.timer(
                        "everup.delivery",
                        "kind",
                        notice.webhook() ? "webhook" : "mail",
                        "result",
                        sent.delivery().delivered() ? "delivered" : "failed")
                .record(Duration.ofMillis(sent.millis()));
        if (!sent.delivery().delivered()) {
            log.info(
                    "Notice {} to {} failed: {}",
                    notice.id(),
                    sent.delivery().target(),
                    sent.delivery().answer());
        }
    }
}
