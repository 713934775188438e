package io.everup.service;

import io.everup.uptime.Interval;
import io.everup.uptime.Intervals;
import java.time.Duration;
import java.time.Instant;

/**
 * Burn rates and error budgets. Pure. Formulas and numbers: Google, The Site Reliability Workbook, chapter 5, "Alerting on
 * SLOs", sixth way (several windows, several burn rates): burn rate = share of bad time ÷ (1 − objective); look now at
 * 14.4 over 1 h and 5 min, or 6 over 6 h and 30 min; look soon at 1 over 3 d and 6 h.
 */
final class BurnRules {

    static final double FAST = 14.4;
    static final double QUICK = 6;
    static final double SLOW = 1;

    private BurnRules() {}

    /**
     * What a calendar month may still lose.
     *
     * @param allowedMillis (1 − objective) × the month's observable time: what was wanted and observed so far, and all that
     *     is still to come
     * @param spentMillis counted downtime so far
     */
    record Budget(long allowedMillis, long spentMillis) {

        long leftMillis() {
            return allowedMillis - spentMillis;
        }

        /** Of what was allowed, 1 for all of it; less than 0 when more was lost. Null when nothing was allowed. */
        Double left() {
            return allowedMillis == 0 ? null : leftMillis() / (double) allowedMillis;
        }
    }

    /** @param target in percent; @param observedMillis so far; @param aheadMillis of the month, from now to its end */
    static Budget budget(double target, long observedMillis, long aheadMillis, long spentMillis) {
        return new Budget(Math.round((1 - target / 100) * (observedMillis + aheadMillis)), spentMillis);
    }

    /**
     * @param target in percent; null for no promise
     * @param wanted when the service was expected
     * @param bad counted downtime
     */
    static Burn burn(Double target, Intervals wanted, Intervals unobserved, Intervals bad, Instant now) {
        if (target == null) {
            return Burn.NONE;
        }
        var observed = wanted.subtract(unobserved);
        var seen = bad.subtract(unobserved);
        var minutes5 = rate(target, observed, seen, now, Duration.ofMinutes(5));
        var minutes30 = rate(target, observed, seen, now, Duration.ofMinutes(30));
        var hour = rate(target, observed, seen, now, Duration.ofHours(1));
        var hours6 = rate(target, observed, seen, now, Duration.ofHours(6));
        var days3 = rate(target, observed, seen, now, Duration.ofDays(3));
        var fast = over(hour, FAST) && over(minutes5, FAST) || over(hours6, QUICK) && over(minutes30, QUICK);
        var slow = over(days3, SLOW) && over(hours6, SLOW);
        var alert = fast ? Burn.Alert.FAST : slow ? Burn.Alert.SLOW : Burn.Alert.NONE;
        return new Burn(minutes5, minutes30, hour, hours6, days3, alert, now);
    }

    private static boolean over(Double rate, double bound) {
        return rate != null && rate >= bound;
    }

    private static Double rate(double target, Intervals observed, Intervals bad, Instant now, Duration length) {
        var window = new Interval(now.minus(length), now);
        // Of the whole window: one that has only just begun says little.
        var time = observed.clip(window).total().toMillis();
        return time == 0 ? null : bad.clip(window).total().toMillis() / (double) length.toMillis() / (1 - target / 100);
    }
}
