package io.everup.notice;

import io.everup.shared.Ids;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Has people and programs told of something. It belongs to the transaction of its caller: what is rolled back is not
 * told, and what is committed is told at least once, whatever dies in between.
 */
@Component
public class Notices {

    /** More than so many at once are told in one. */
    private static final int MOST_APART = 5;

    private static final int LONGEST_TITLE = 150;

    private final NoticeStore store;
    private final Ids ids;
    private final Clock clock;

    Notices(NoticeStore store, Ids ids, Clock clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /** Tells each channel what it wants to hear of this, now or later. @return how many channels want any of it */
    @Transactional(propagation = Propagation.MANDATORY)
    public int tell(List<NoticeLine> lines) {
        var now = clock.instant();
        var told = 0;
        for (var channel : store.channels()) {
            var wanted = lines.stream()
                    .filter(line -> RoutingRules.wants(channel, line))
                    .toList();
            told += wanted.isEmpty() ? 0 : 1;
            tell(channel, wanted, now);
        }
        return told;
    }

    private void tell(Channel channel, List<NoticeLine> wanted, Instant now) {
        var atOnce = new ArrayList<NoticeLine>();
        for (var line : wanted) {
            var due = RoutingRules.due(channel, urgency(line), now);
            if (due.isAfter(now)) {
                store.add(draft(channel.id(), List.of(line), NoticeState.HELD, due), now);
            } else {
                atOnce.add(line);
            }
        }
        if (atOnce.size() > MOST_APART) {
            store.add(draft(channel.id(), atOnce, NoticeState.WAITING, now), now);
        } else {
            atOnce.forEach(line -> store.add(draft(channel.id(), List.of(line), NoticeState.WAITING, now), now));
        }
    }

    /** That something is over wakes nobody up. */
    private static NoticeSeverity urgency(NoticeLine line) {
        return line.event().equals("cleared") && line.severity() == NoticeSeverity.CRITICAL
                ? NoticeSeverity.WARNING
                : line.severity();
    }

    private NoticeStore.Draft draft(UUID channel, List<NoticeLine> lines, NoticeState state, Instant due) {
        var first = lines.get(0);
        var single = lines.size() == 1;
        return new NoticeStore.Draft(
                ids.next(),
                channel,
                single ? NoticeKind.ALARM : NoticeKind.DIGEST,
                lines.stream()
                        .map(NoticeLine::severity)
                        .max(NoticeSeverity::compareTo)
                        .orElseThrow(),
                single ? title(first) : digestTitle(lines),
                single && first.alarm() != null ? "alarm-" + first.alarm() : null,
                lines,
                List.of(),
                null,
                state,
                due);
    }

    static String title(NoticeLine line) {
        var word = line.event().equals("cleared")
                ? "Over: "
                : line.severity() == NoticeSeverity.CRITICAL
                        ? "Critical: "
                        : line.severity() == NoticeSeverity.WARNING ? "Warning: " : "";
        var text = word + line.text();
        return text.length() > LONGEST_TITLE ? text.substring(0, LONGEST_TITLE - 1) + "…" : text;
    }

    static String digestTitle(List<NoticeLine> lines) {
        var over = lines.stream().filter(line -> line.event().equals("cleared")).count();
        var raised = lines.size() - over;
        return raised == 0
                ? over + " alarms are over"
                : raised + (raised == 1 ? " alarm" : " alarms") + (over == 0 ? "" : ", " + over + " over");
    }

    /** Makes one of the held notices whose time has come. */
    @Transactional
    public void gather() {
        var now = clock.instant();
        store.held(now).forEach((channel, held) -> {
            var lines = held.stream().flatMap(one -> one.lines().stream()).toList();
            var draft = draft(channel, lines, NoticeState.WAITING, now);
            store.add(draft, now);
            store.merged(held.stream().map(NoticeStore.Held::id).toList(), draft.id(), now);
        });
    }

    /**
     * Sends a file by mail.
     *
     * @param line what the mail says of it
     * @return the notice's id
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID mail(List<String> recipients, String title, NoticeLine line, NoticeFile file) {
        var id = ids.next();
        var now = clock.instant();
        store.add(
                new NoticeStore.Draft(
                        id,
                        null,
                        NoticeKind.REPORT,
                        NoticeSeverity.INFO,
                        title,
                        null,
                        List.of(line),
                        recipients,
                        file,
                        NoticeState.WAITING,
                        now),
                now);
        return id;
    }

    /** @param recipients empty for the channel's own. @return the notice's id */
    UUID test(UUID channel, List<String> recipients, NoticeLine line) {
        var id = ids.next();
        var now = clock.instant();
        store.add(
                new NoticeStore.Draft(
                        id,
                        channel,
                        NoticeKind.TEST,
                        NoticeSeverity.INFO,
                        "Test of notices",
                        null,
                        List.of(line),
                        recipients,
                        null,
                        NoticeState.WAITING,
                        now),
                now);
        return id;
    }
}
