package io.everup.drill;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** When a schedule runs, for people: {@code every Sunday at 03:00}. Pure. */
final class CronWords {

    private static final String ANY = "*";
    private static final String ALWAYS = "every day";
    private static final Pattern STEPS = Pattern.compile("\\*/(\\d+)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern RANGE = Pattern.compile("(\\w+)-(\\w+)");
    private static final Pattern NTH = Pattern.compile("(\\w+)#([1-5])");
    private static final Pattern LAST = Pattern.compile("(\\w+)L");
    private static final List<String> TURNS = List.of("first", "second", "third", "fourth", "fifth");

    private CronWords() {}

    /** @param cron five fields that can be read; those that are too intricate for a sentence are given back as they are */
    static String of(String cron) {
        var fields = cron.strip().toUpperCase(Locale.ROOT).replace('?', '*').split("\\s+");
        return times(fields[0], fields[1])
                .flatMap(time -> days(fields[2], fields[3], fields[4]).map(day -> sentence(time, day)))
                .orElse(cron.strip());
    }

    private static String sentence(String time, String day) {
        if (time.startsWith("at ")) {
            return day + " " + time;
        }
        return day.equals(ALWAYS) ? time : time + ", " + day;
    }

    /** Such as {@code at 03:00 and 15:00}, or {@code every 20 minutes}. */
    private static Optional<String> times(String minute, String hour) {
        var steps = STEPS.matcher(minute);
        if (hour.equals(ANY) && steps.matches()) {
            return Optional.of("every " + steps.group(1) + " minutes");
        }
        if (minute.equals(ANY)) {
            return hour.equals(ANY) ? Optional.of("every minute") : Optional.empty();
        }
        if (!NUMBER.matcher(minute).matches()) {
            return Optional.empty();
        }
        var past = String.format(Locale.ROOT, "%02d", Integer.parseInt(minute));
        var hours = STEPS.matcher(hour);
        if (hour.equals(ANY)) {
            return Optional.of("every hour, " + past + " minutes past");
        }
        if (hours.matches()) {
            return Optional.of("every " + hours.group(1) + " hours, " + past + " minutes past");
        }
        return each(hour, CronWords::number)
                .map(all -> "at " + joined(all, at -> String.format(Locale.ROOT, "%02d:%s", at, past)));
    }

    /** Such as {@code every Sunday}. */
    private static Optional<String> days(String day, String month, String weekday) {
        var months = month.equals(ANY)
                ? Optional.of("")
                : each(month, CronWords::month).map(CronWords::inMonths);
        if (day.equals(ANY) && weekday.equals(ANY)) {
            return months.map(in -> ALWAYS + in);
        }
        var of = months.map(in -> in.isEmpty() ? " of each month" : in);
        if (weekday.equals(ANY)) {
            return day.equals("L")
                    ? of.map(in -> "on the last day" + in)
                    : each(day, CronWords::number)
                            .flatMap(list -> of.map(in -> "on the " + joined(list, CronWords::nth) + in));
        }
        return day.equals(ANY) ? weekdays(weekday, of.orElse(null), months.orElse(null)) : Optional.empty();
    }

    private static Optional<String> weekdays(String weekday, String of, String in) {
        if (of == null) {
            return Optional.empty();
        }
        var nth = NTH.matcher(weekday);
        if (nth.matches()) {
            return weekday(nth.group(1))
                    .map(day -> "on the " + TURNS.get(Integer.parseInt(nth.group(2)) - 1) + " " + name(day) + of);
        }
        var last = LAST.matcher(weekday);
        if (last.matches()) {
            return weekday(last.group(1)).map(day -> "on the last " + name(day) + of);
        }
        var range = RANGE.matcher(weekday);
        if (range.matches()) {
            return weekday(range.group(1))
                    .flatMap(from -> weekday(range.group(2)).map(to -> name(from) + " to " + name(to) + in));
        }
        return each(weekday, CronWords::weekday).map(list -> "every " + joined(list, CronWords::name) + in);
    }

    /** The numbers of a list with ranges of numbers; empty when it holds anything else. */
    private static Optional<List<Integer>> each(String field, Function<String, Optional<Integer>> reader) {
        var all = new ArrayList<Integer>();
        for (var part : field.split(",")) {
            var range = RANGE.matcher(part);
            var from = reader.apply(range.matches() ? range.group(1) : part);
            var to = range.matches() ? reader.apply(range.group(2)) : from;
            if (from.isEmpty() || to.isEmpty() || from.get() > to.get()) {
                return Optional.empty();
            }
            IntStream.rangeClosed(from.get(), to.get()).forEach(all::add);
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private static Optional<Integer> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /** 1 for Monday to 7 for Sunday, which may be written as 0, too. */
    private static Optional<Integer> weekday(String text) {
        return number(text)
                .map(day -> day == 0 ? 7 : day)
                .or(() -> IntStream.rangeClosed(1, 7)
                        .filter(day -> DayOfWeek.of(day).name().startsWith(text) && text.length() == 3)
                        .boxed()
                        .findFirst());
    }

    private static Optional<Integer> month(String text) {
        return number(text)
                .or(() -> IntStream.rangeClosed(1, 12)
                        .filter(month -> Month.of(month).name().startsWith(text) && text.length() == 3)
                        .boxed()
                        .findFirst());
    }

    private static String inMonths(List<Integer> months) {
        return " of " + joined(months, month -> Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }

    private static String name(int weekday) {
        return DayOfWeek.of(weekday).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String nth(int day) {
        var teens = day % 100 >= 11 && day % 100 <= 13;
        return day + (teens ? "th" : day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th");
    }

    private static String joined(List<Integer> numbers, Function<Integer, String> word) {
        var words = numbers.stream().map(word).collect(Collectors.toCollection(ArrayList::new));
        if (words.size() < 2) {
            return String.join("", words);
        }
        var last = words.remove(words.size() - 1);
        return String.join(", ", words) + " and " + last;
    }
}
