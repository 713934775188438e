package io.everup.maintenance;

import io.everup.shared.Refusal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** When maintenance windows are open. Times go by the clock of the window's zone, also when that clock is changed. */
final class WindowRules {

    private static final int SHORTEST = 5;
    private static final int LONGEST = 7 * 24 * 60;
    /** Days that are looked through at most: ten years. */
    private static final int MOST_DAYS = 3_660;

    private WindowRules() {}

    /** One time in which it is open. @param until exclusive */
    record Span(Instant from, Instant until) {

        boolean holds(Instant at) {
            return !at.isBefore(from) && at.isBefore(until);
        }
    }

    /** Its times that overlap with a time, oldest first, at most so many. */
    static List<Span> between(WindowSpec spec, Instant from, Instant until, int most) {
        var spans = new ArrayList<Span>();
        var length = Duration.ofMinutes(spec.minutes());
        var day = from.minus(length).atZone(spec.zone()).toLocalDate().minusDays(1);
        day = day.isBefore(spec.first()) ? spec.first() : day;
        for (var looked = 0; looked < MOST_DAYS && spans.size() < most; looked++, day = day.plusDays(1)) {
            if (spec.last() != null && day.isAfter(spec.last())) {
                break;
            }
            var opens = day.atTime(spec.at()).atZone(spec.zone()).toInstant();
            if (!opens.isBefore(until) || spec.repeats() == WindowSpec.Repeats.ONCE && day.isAfter(spec.first())) {
                break;
            }
            if (opensOn(spec, day) && opens.plus(length).isAfter(from)) {
                spans.add(new Span(opens, opens.plus(length)));
            }
        }
        return spans;
    }

    private static boolean opensOn(WindowSpec spec, LocalDate day) {
        return switch (spec.repeats()) {
            case ONCE -> day.equals(spec.first());
            case WEEKLY -> spec.weekdays().contains(day.getDayOfWeek().getValue());
            case MONTHLY -> spec.weekdays().contains(day.getDayOfWeek().getValue()) && day.equals(inMonth(spec, day));
        };
    }

    private static LocalDate inMonth(WindowSpec spec, LocalDate day) {
        return spec.weekOfMonth() == 5
                ? day.with(TemporalAdjusters.lastInMonth(day.getDayOfWeek()))
                : day.with(TemporalAdjusters.dayOfWeekInMonth(spec.weekOfMonth(), day.getDayOfWeek()));
    }

    /** Such as "every Sunday at 02:00 (Europe/Berlin), for 4 h". */
    static String words(WindowSpec spec) {
        var when = switch (spec.repeats()) {
            case ONCE -> "once, on " + spec.first();
            case WEEKLY -> "every " + days(spec);
            case MONTHLY -> "on the " + week(spec.weekOfMonth()) + " " + days(spec) + " of the month";
        };
        var hours = spec.minutes() / 60;
        var minutes = spec.minutes() % 60;
        var length = (hours > 0 ? hours + " h" : "")
                + (hours > 0 && minutes > 0 ? " " : "")
                + (minutes > 0 ? minutes + " min" : "");
        return when + " at " + spec.at() + " (" + spec.zone() + "), for " + length
                + (spec.last() == null || spec.repeats() == WindowSpec.Repeats.ONCE ? "" : ", until " + spec.last());
    }

    private static String days(WindowSpec spec) {
        return spec.weekdays().stream()
                .sorted()
                .map(day -> DayOfWeek.of(day).getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                .collect(Collectors.joining(", "));
    }

    private static String week(int week) {
        return List.of("first", "second", "third", "fourth", "last").get(week - 1);
    }

    /** @throws Refusal that names each value that can't be accepted */
    static void check(WindowSpec spec, Instant now) {
        var problems = new ArrayList<Refusal.Field>();
        if (spec.minutes() < SHORTEST || spec.minutes() > LONGEST) {
            problems.add(new Refusal.Field("minutes", "From 5 minutes to a week (10080)."));
        }
        if (spec.repeats() != WindowSpec.Repeats.ONCE
                && (spec.weekdays().isEmpty() || spec.weekdays().stream().anyMatch(day -> day < 1 || day > 7))) {
            problems.add(new Refusal.Field(
                    "weekdays", "Choose at least one day of the week, 1 for Monday to 7 for Sunday."));
        }
        var week = spec.weekOfMonth();
        if (spec.repeats() == WindowSpec.Repeats.MONTHLY && (week == null || week < 1 || week > 5)) {
            problems.add(new Refusal.Field("weekOfMonth", "From 1 to 4, or 5 for the last of the month."));
        }
        if (problems.isEmpty()
                && between(spec, now, now.plus(Duration.ofDays(MOST_DAYS)), 1).isEmpty()) {
            problems.add(new Refusal.Field("first", "It would never be open from now on."));
        }
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
    }
}
