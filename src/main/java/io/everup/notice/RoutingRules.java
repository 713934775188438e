package io.everup.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;

/** Which notices go where, and when. Pure. */
final class RoutingRules {

    private RoutingRules() {}

    /** Whether a channel is told of it. */
    static boolean wants(Channel channel, NoticeLine line) {
        return channel.enabled()
                && line.severity().atLeast(channel.least())
                && (channel.tellCleared() || !line.event().equals("cleared"))
                && (channel.rules().isEmpty() || channel.rules().contains(line.rule()))
                && (channel.pools().isEmpty()
                        || line.pool() != null && channel.pools().contains(line.pool()));
    }

    /**
     * When it goes out: now if it is critical, else after quiet hours and with the next digest.
     *
     * @return the same instant as {@code now} for at once
     */
    static Instant due(Channel channel, NoticeSeverity severity, Instant now) {
        if (severity == NoticeSeverity.CRITICAL) {
            return now;
        }
        var digest = channel.digestMinutes() > 0 ? digest(channel, now) : now;
        return quietEnd(channel, digest);
    }

    /** Digests go out at full multiples of their length since midnight of the zone. */
    private static Instant digest(Channel channel, Instant now) {
        var local = now.atZone(channel.zone());
        var midnight = local.toLocalDate().atStartOfDay(channel.zone()).toInstant();
        var length = Duration.ofMinutes(channel.digestMinutes());
        var past = Duration.between(midnight, now);
        return midnight.plus(length.multipliedBy(past.dividedBy(length) + 1));
    }

    /** The end of the quiet hours that a moment is in, or the moment itself. */
    static Instant quietEnd(Channel channel, Instant at) {
        if (channel.quietFrom() == null || channel.quietUntil() == null) {
            return at;
        }
        var local = at.atZone(channel.zone());
        if (!quiet(channel, local.toLocalTime())) {
            return at;
        }
        var today = local.with(channel.quietUntil());
        return (today.isAfter(local) ? today : tomorrow(local, channel.quietUntil())).toInstant();
    }

    private static ZonedDateTime tomorrow(ZonedDateTime local, LocalTime until) {
        return local.toLocalDate().plusDays(1).atTime(until).atZone(local.getZone());
    }

    private static boolean quiet(Channel channel, LocalTime time) {
        var from = channel.quietFrom();
        var until = channel.quietUntil();
        return from.isBefore(until)
                ? !time.isBefore(from) && time.isBefore(until)
                : !time.isBefore(from) || time.isBefore(until);
    }
}
