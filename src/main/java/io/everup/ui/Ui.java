package io.everup.ui;

import io.everup.shared.Bytes;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.springframework.util.ReflectionUtils;

/** Formatting for pages; every template reaches it as {@code #ui}. A null is shown as a dash. */
public final class Ui {

    static final String NOTHING = "–";

    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("pool", "/pools"),
            Map.entry("host", "/hosts"),
            Map.entry("vm", "/vms"),
            Map.entry("maintenance", "/maintenance"),
            Map.entry("template", "/templates"),
            Map.entry("image", "/images"),
            Map.entry("datastore", "/datastores"),
            Map.entry("volume", "/volumes"),
            Map.entry("network", "/networks"),
            Map.entry("task", "/tasks"),
            Map.entry("migration", "/migrations"),
            Map.entry("failover", "/failovers"),
            Map.entry("service", "/services"),
            Map.entry("outage", "/outages"),
            Map.entry("drill", "/drills"),
            Map.entry("alarm", "/alarms"),
            Map.entry("channel", "/channels"),
            Map.entry("report", "/reports"),
            Map.entry("user", "/users"));

    private final Clock clock;

    Ui(Clock clock) {
        this.clock = clock;
    }

    /** An amount of bytes in binary units: {@code 1.5 GiB}. */
    public String bytes(Number bytes) {
        return bytes == null ? NOTHING : Bytes.text(bytes.longValue());
    }

    /** An amount of MiB in the unit that suits it. */
    public String mib(Number mib) {
        return mib == null ? NOTHING : Bytes.text(mib.longValue() * Bytes.MIB);
    }

    /** An amount of GiB in the unit that suits it. */
    public String gib(Number gib) {
        return gib == null ? NOTHING : Bytes.text(gib.longValue() * Bytes.GIB);
    }

    /** Bytes per second. */
    public String rate(Number bytesPerSecond) {
        return bytesPerSecond == null ? NOTHING : Bytes.text(bytesPerSecond.longValue()) + "/s";
    }

    /** A whole number with thin spaces between thousands: {@code 40 000}. */
    public String number(Number number) {
        if (number == null) {
            return NOTHING;
        }
        return NumberFormat.getIntegerInstance(Locale.ROOT)
                .format(number.longValue())
                .replace(',', '\u2009');
    }

    /** A share from 0 to 1 as {@code 43 %}. */
    public String percent(Number share) {
        return share == null ? NOTHING : Math.round(share.doubleValue() * 100) + "\u00a0%";
    }

    /** A share from 0 to 1 with the digits that availability needs: {@code 99.987 %}. Never rounded up to 100. */
    public String uptime(Number share) {
        if (share == null) {
            return NOTHING;
        }
        var floored = Math.floor(share.doubleValue() * 100_000) / 1000;
        return (floored == 100 ? "100" : String.format(Locale.ROOT, "%.3f", floored)) + "\u00a0%";
    }

    /** How much of a whole is used, 0 to 100; 0 where the whole is unknown. */
    public int percentOf(Number used, Number total) {
        if (used == null || total == null || total.doubleValue() <= 0) {
            return 0;
        }
        return (int) Math.max(0, Math.min(100, Math.round(100 * used.doubleValue() / total.doubleValue())));
    }

    /** How a share of use looks: ok under 75 %, warn under 90 %, bad above. */
    public String strain(Number used, Number total) {
        var percent = percentOf(used, total);
        return percent >= 90 ? "bad" : percent >= 75 ? "warn" : "ok";
    }

    /** A duration with its two greatest units: {@code 2 h 5 min}, {@code 1.2 s}, {@code 310 ms}. */
    public String duration(Duration duration) {
        if (duration == null) {
            return NOTHING;
        }
        if (duration.isNegative()) {
            return "−" + duration(duration.negated());
        }
        var seconds = duration.toSeconds();
        if (duration.isZero()) {
            return "0 s";
        }
        if (seconds < 1) {
            return duration.toMillis() + " ms";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return twoUnits(seconds);
    }

    /** The time from one instant to another, or until now where the second is null. */
    public String between(Instant from, Instant to) {
        return from == null ? NOTHING : duration(Duration.between(from, to == null ? clock.instant() : to));
    }

    public String seconds(Number seconds) {
        return seconds == null ? NOTHING : duration(Duration.ofMillis(Math.round(seconds.doubleValue() * 1000)));
    }

    public String millis(Number millis) {
        return millis == null ? NOTHING : duration(Duration.ofMillis(millis.longValue()));
    }

    /** {@code 3 s ago} or {@code in 5 min}; the browser keeps it fresh. */
    public String ago(Instant at) {
        if (at == null) {
            return "never";
        }
        var seconds = Duration.between(at, clock.instant()).toSeconds();
        if (Math.abs(seconds) < 1) {
            return "now";
        }
        return seconds > 0 ? oneUnit(seconds) + " ago" : "in " + oneUnit(-seconds);
    }

    /** The exact time in UTC, to the second. */
    public String utc(Instant at) {
        return at == null ? NOTHING : EXACT.format(at);
    }

    /** The form that {@code <time datetime>} wants. */
    public String iso(Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** How a state looks: its {@link StateLook#tone()} and {@link StateLook#icon()}. */
    public StateLook look(Object state) {
        return StateLook.of(state);
    }

    /** A state as the end of a message key: {@code NEEDS_OPERATOR}; {@code NONE} for null. */
    public String key(Object state) {
        return state instanceof Enum<?> constant ? constant.name() : state == null ? "NONE" : state.toString();
    }

    /** A state's name as words, where the messages have none: {@code Needs operator}. */
    public String word(Object state) {
        var words = key(state).replace('_', ' ').replace('-', ' ').toLowerCase(Locale.ROOT);
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** The sentence that a state has for people, by its method {@code sentence()}; null where it has none. */
    public String sentence(Object state) {
        if (!(state instanceof Enum<?> constant)) {
            return null;
        }
        var method = ReflectionUtils.findMethod(constant.getDeclaringClass(), "sentence");
        if (method == null || method.getReturnType() != String.class) {
            return null;
        }
        ReflectionUtils.makeAccessible(method);
        return (String) ReflectionUtils.invokeMethod(method, constant);
    }

    /** The address of a thing's page by the type its events and tasks name; null where such a thing has no page. */
    public String path(String type, Object id) {
        return type == null || id == null || !PAGES.containsKey(type) ? null : PAGES.get(type) + "/" + id;
    }

    /** A comma-separated list, such as the tabs a page has. */
    public List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The first letters of a person's name, for the badge in the header. */
    public String initials(String name) {
        if (name == null || name.isBlank()) {
            return "?";
        }
        var words = name.strip().split("[\\s._-]+");
        var last = words.length > 1 ? words[words.length - 1].substring(0, 1) : "";
        return (words[0].substring(0, 1) + last).toUpperCase(Locale.ROOT);
    }

    /** The points of a sparkline in a box of the given size; a null value leaves the line where it was. */
    public String points(Collection<? extends Number> values, int width, int height) {
        var most = values.stream()
                .filter(value -> value != null)
                .mapToDouble(Number::doubleValue)
                .max()
                .orElse(0);
        return points(values, width, height, most);
    }

    /** As {@link #points(Collection, int, int)}, with the value that touches the top. */
    public String points(Collection<? extends Number> values, int width, int height, Number top) {
        var points = new StringJoiner(" ");
        var most = Math.max(top.doubleValue(), 1e-9);
        var step = values.size() < 2 ? 0 : (double) width / (values.size() - 1);
        var at = 0;
        var last = 0.0;
        for (var value : values) {
            last = value == null ? last : Math.min(most, Math.max(0, value.doubleValue()));
            points.add(String.format(Locale.ROOT, "%.1f,%.1f", at * step, height - 1 - last / most * (height - 2)));
            at++;
        }
        return points.toString();
    }

    /** The address of the page as it is now, path and query. */
    public String here() {
        return Address.current().toString();
    }

    /** The address of this page with one query parameter set, or taken away where the value is null; paging starts anew. */
    public String with(String parameter, Object value) {
        return Address.current().with(parameter, value).toString();
    }

    /** A query parameter of this page, or an empty text. */
    public String parameter(String name) {
        return Address.current().parameter(name);
    }

    /** {@code ascending}, {@code descending} or {@code none}: how this page is sorted by a column. */
    public String sorted(String column) {
        var sort = parameter("sort");
        return sort.equals(column) ? "ascending" : sort.equals("-" + column) ? "descending" : "none";
    }

    private static String twoUnits(long seconds) {
        var parts = new ArrayList<String>();
        append(parts, seconds / 86_400, "d");
        append(parts, seconds / 3600 % 24, "h");
        append(parts, seconds / 60 % 60, "min");
        append(parts, seconds % 60, "s");
        return String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static String oneUnit(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    private static void append(List<String> parts, long amount, String unit) {
        if (amount > 0 || !parts.isEmpty() && parts.size() < 2) {
            parts.add(amount + " " + unit);
        }
    }
}
