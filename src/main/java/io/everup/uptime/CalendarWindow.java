package io.everup.uptime;

import io.everup.shared.Refusal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whole days of the business's calendar. A day lasts from one midnight to the next, as clocks on its walls show it: 23 or
 * 25 hours when they are changed.
 *
 * @param name such as {@code 2026-11}; what an address calls it
 * @param end the first day that is not in it any more
 */
public record CalendarWindow(Span span, String name, LocalDate first, LocalDate end, ZoneId zone) {

    private static final DateTimeFormatter DAY_WORDS = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH_WORDS = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);

    public enum Span {
        DAY,
        MONTH,
        QUARTER,
        YEAR,
        /** Any days. */
        DAYS
    }

    public static CalendarWindow of(Span span, LocalDate within, ZoneId zone) {
        return switch (span) {
            case DAY, DAYS -> new CalendarWindow(Span.DAY, within.toString(), within, within.plusDays(1), zone);
            case MONTH -> {
                var first = within.withDayOfMonth(1);
                yield new CalendarWindow(span, first.toString().substring(0, 7), first, first.plusMonths(1), zone);
            }
            case QUARTER -> {
                var first = within.with(IsoFields.DAY_OF_QUARTER, 1);
                var name = first.getYear() + "-Q" + first.get(IsoFields.QUARTER_OF_YEAR);
                yield new CalendarWindow(span, name, first, first.plusMonths(3), zone);
            }
            case YEAR -> {
                var first = within.withDayOfYear(1);
                yield new CalendarWindow(span, "" + first.getYear(), first, first.plusYears(1), zone);
            }
        };
    }

    /** From one day to another, both included, at most ten years. */
    public static CalendarWindow days(LocalDate first, LocalDate last, ZoneId zone) {
        if (last.isBefore(first) || last.isAfter(first.plusYears(10))) {
            throw Refusal.invalidField("to", "The last day must be on or after the first, and within ten years of it.");
        }
        return new CalendarWindow(Span.DAYS, first + "--" + last, first, last.plusDays(1), zone);
    }

    /** Reads {@code 2026-11-22}, {@code 2026-11}, {@code 2026-Q4} or {@code 2026}; or today, month, quarter, year. */
    public static CalendarWindow parse(String text, LocalDate today, ZoneId zone) {
        var word = text == null || text.isBlank() ? "month" : text.strip().toLowerCase(Locale.ROOT);
        try {
            if (word.contains("--")) {
                return days(
                        LocalDate.parse(word.substring(0, word.indexOf("--"))),
                        LocalDate.parse(word.substring(word.indexOf("--") + 2)),
                        zone);
            }
            return switch (word) {
                case "today", "day" -> of(Span.DAY, today, zone);
                case "month", "quarter", "year" -> of(Span.valueOf(word.toUpperCase(Locale.ROOT)), today, zone);
                default -> dated(word, zone);
            };
        } catch (java.time.DateTimeException | IllegalArgumentException e) {
            throw Refusal.invalidField(
                    "window",
                    "Write today, month, quarter, year, or a time such as 2026-11-22, 2026-11, 2026-Q4, 2026.");
        }
    }

    private static CalendarWindow dated(String word, ZoneId zone) {
        if (word.matches("\\d{4}")) {
            return of(Span.YEAR, LocalDate.parse(word + "-01-01"), zone);
        }
        if (word.matches("\\d{4}-q[1-4]")) {
            var month = (word.charAt(6) - '1') * 3 + 1;
            return of(Span.QUARTER, LocalDate.of(Integer.parseInt(word.substring(0, 4)), month, 1), zone);
        }
        return word.matches("\\d{4}-\\d{2}")
                ? of(Span.MONTH, LocalDate.parse(word + "-01"), zone)
                : of(Span.DAY, LocalDate.parse(word), zone);
    }

    public Interval interval() {
        return new Interval(
                first.atStartOfDay(zone).toInstant(), end.atStartOfDay(zone).toInstant());
    }

    /** For people: {@code November 2026}. */
    public String title() {
        return switch (span) {
            case DAY -> first.format(DAY_WORDS);
            case MONTH -> first.format(MONTH_WORDS);
            case QUARTER -> name.substring(5) + " " + first.getYear();
            case YEAR -> name;
            case DAYS -> first.format(DAY_WORDS) + " to " + last().format(DAY_WORDS);
        };
    }

    /** The last day in it. */
    public LocalDate last() {
        return end.minusDays(1);
    }

    /** Its days, oldest first. */
    public List<LocalDate> days() {
        return first.datesUntil(end).toList();
    }

    /** The same kind of window that came before, or comes after. @param steps 1 for the next, -1 for the one before */
    public CalendarWindow shifted(int steps) {
        return switch (span) {
            case DAY -> of(span, first.plusDays(steps), zone);
            case MONTH -> of(span, first.plusMonths(steps), zone);
            case QUARTER -> of(span, first.plusMonths(3L * steps), zone);
            case YEAR -> of(span, first.plusYears(steps), zone);
            case DAYS -> {
                var days = java.time.temporal.ChronoUnit.DAYS.between(first, end) * steps;
                yield days(first.plusDays(days), last().plusDays(days), zone);
            }
        };
    }

    static Stream<Span> calendar() {
        return Stream.of(Span.DAY, Span.MONTH, Span.QUARTER, Span.YEAR);
    }
}
