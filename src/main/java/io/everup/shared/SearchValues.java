package io.everup.shared;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the values of a search; what can't be read is refused with an example of what can. */
final class SearchValues {

    /**
     * A stretch of time, its end not part of it.
     *
     * @param age whether it was written as an age such as {@code 2h}: then it starts that long ago and ends never
     */
    record Moment(Instant from, Instant until, boolean age) {}

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,6})?");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)(b|[kmgtp](?:i?b)?)?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}[smhdw])+");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+)([smhdw])");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?<seconds>:\\d{2})?(?<zone>Z|[+-]\\d{2}:\\d{2})?");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));
    private static final Duration LONGEST = Duration.ofDays(36525);
    private static final Set<String> YES = Set.of("yes", "true", "on", "1");
    private static final Set<String> NO = Set.of("no", "false", "off", "0");

    private SearchValues() {}

    /** The one of the choices that is meant; {@code IN_PROGRESS} is written {@code in-progress} or {@code in_progress}. */
    static String choice(String field, String text, List<String> choices) {
        var wanted = spelled(text);
        return choices.stream()
                .filter(c -> spelled(c).equals(wanted))
                .findFirst()
                .orElseThrow(() -> unreadable(field, text, "one of " + String.join(", ", spelled(choices))));
    }

    /** Choices as users write them. */
    static List<String> spelled(List<String> choices) {
        return choices.stream().map(SearchValues::spelled).toList();
    }

    private static String spelled(String choice) {
        return lower(choice).replace('_', '-');
    }

    /** {@code 4G}, {@code 1.5GiB}, {@code 512MB}: units are binary, whichever way they are written. */
    static long bytes(String field, String text) {
        var matcher = SIZE.matcher(lower(text));
        if (!matcher.matches() || matcher.group(2) == null && !text.equals("0")) {
            throw unreadable(field, text, "a size with its unit, such as 4G, 512M or 1.5T");
        }
        var power =
                matcher.group(2) == null ? 0 : "bkmgtp".indexOf(matcher.group(2).charAt(0));
        var bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        return bytes.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    static BigDecimal number(String field, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw unreadable(field, text, "a number, such as 4 or 0.5");
        }
        return new BigDecimal(text);
    }

    /** {@code 90s}, {@code 5m}, {@code 2h}, {@code 3d}, {@code 1w} and sums such as {@code 1h30m}. */
    static Duration duration(String field, String text) {
        var duration = durationOrNull(lower(text));
        if (duration == null) {
            throw unreadable(field, text, "a length of time, such as 90s, 5m, 2h or 3d");
        }
        return duration;
    }

    static boolean flag(String field, String text) {
        var value = lower(text);
        if (!YES.contains(value) && !NO.contains(value)) {
            throw unreadable(field, text, "yes or no");
        }
        return YES.contains(value);
    }

    /** An age ({@code 2h}), a day ({@code 2026-11-22}, {@code today}) or a time ({@code 2026-11-22T13:05}). */
    static Moment moment(String field, String text, Clock clock) {
        var value = lower(text);
        var age = durationOrNull(value);
        if (age != null) {
            return new Moment(clock.instant().minus(age), Instant.MAX, true);
        }
        try {
            return switch (value) {
                case "today" -> day(LocalDate.now(clock), clock);
                case "yesterday" -> day(LocalDate.now(clock).minusDays(1), clock);
                default -> value.length() == 10 ? day(LocalDate.parse(value), clock) : time(value, clock);
            };
        } catch (DateTimeException e) {
            throw unreadable(field, text, "an age, a day or a time, such as 2h, 2026-11-22 or 2026-11-22T13:05");
        }
    }

    private static Moment day(LocalDate day, Clock clock) {
        return new Moment(
                day.atStartOfDay(clock.getZone()).toInstant(),
                day.plusDays(1).atStartOfDay(clock.getZone()).toInstant(),
                false);
    }

    private static Moment time(String value, Clock clock) {
        var text = value.toUpperCase(Locale.ROOT);
        var matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new DateTimeException(text);
        }
        var from = matcher.group("zone") == null
                ? LocalDateTime.parse(text).atZone(clock.getZone()).toInstant()
                : OffsetDateTime.parse(text).toInstant();
        var length = matcher.group("seconds") == null ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
        return new Moment(from, from.plus(length), false);
    }

    private static Duration durationOrNull(String text) {
        if (!DURATION.matcher(text).matches()) {
            return null;
        }
        var sum = Duration.ZERO;
        var part = DURATION_PART.matcher(text);
        while (part.find()) {
            sum = sum.plus(UNITS.get(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
        }
        return sum.compareTo(LONGEST) > 0 ? LONGEST : sum;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Refusal unreadable(String field, String text, String wanted) {
        return Search.refusal("'" + field + "' can't be '" + text + "': it takes " + wanted + ".");
    }
}
