package io.everup.hypervisor.simulator;

import io.everup.shared.Refusal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** How the simulator writes and reads amounts. */
final class Words {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s|m)");

    private Words() {}

    static String duration(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Such as {@code 800ms}, {@code 5s}, {@code 2m}. */
    static Duration duration(String text) {
        var matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw Refusal.invalidField("line", text + " is not a duration such as 800ms, 5s or 2m.");
        }
        var amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    /** A whole number from 0 to the most. @param what it says */
    static int number(String text, int most, String what) {
        if (text.matches("\\d{1,7}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw Refusal.invalidField("line", text + " is not " + what + ", 0 to " + most + ".");
    }
}
