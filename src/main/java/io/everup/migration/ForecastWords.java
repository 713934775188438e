package io.everup.migration;

import io.everup.shared.Bytes;

/** A forecast in words, for logs and refusals. */
final class ForecastWords {

    private static final double SECOND = 1000;

    private ForecastWords() {}

    static String sentence(MigrationForecast forecast) {
        var disks = forecast.premises().diskBytes() == 0
                ? ""
                : " (of it " + seconds(forecast.disks().value()) + " for "
                        + Bytes.text(forecast.premises().diskBytes()) + " of disks)";
        var figures = "about " + seconds(forecast.total().value()) + " ("
                + seconds(forecast.total().least()) + " to "
                + seconds(forecast.total().most()) + ")" + disks + ", a pause of about "
                + forecast.pause().value() + " ms";
        return switch (forecast.ending()) {
            case BY_ITSELF -> "Forecast: " + figures + ".";
            case AUTO_CONVERGE -> "Forecast: " + figures + ", by slowing its guest down.";
            case POST_COPY -> "Forecast: " + figures + ", by going over ahead of its memory.";
            case NEVER -> "Forecast: it would not come to its end. " + whyNever(forecast);
        };
    }

    static String whyNever(MigrationForecast forecast) {
        var premises = forecast.premises();
        if (premises.switchMillis().value() > premises.budgetMillis()) {
            return "the switch alone takes about "
                    + Math.round(premises.switchMillis().value()) + " ms, and " + premises.budgetMillis()
                    + " ms are allowed.";
        }
        var speed = premises.speed().value();
        if (premises.dirty().value() >= speed) {
            return "its guest writes " + rate(premises.dirty().value()) + " of memory, and " + rate(speed)
                    + " can be sent.";
        }
        return "its guest writes " + rate(premises.dirty().value()) + " of memory and " + rate(speed)
                + " can be sent, which leaves more than fits into " + premises.budgetMillis() + " ms within "
                + premises.bound().toMinutes() + " minutes.";
    }

    private static String rate(double bytesPerSecond) {
        return Bytes.text(Math.round(bytesPerSecond)) + "/s";
    }

    private static String seconds(long millis) {
        return millis < 10 * SECOND
                ? String.format(java.util.Locale.ROOT, "%.1f s", millis / SECOND)
                : Math.round(millis / SECOND) + " s";
    }
}
