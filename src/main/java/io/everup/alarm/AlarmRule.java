package io.everup.alarm;

import static io.everup.notice.NoticeSeverity.CRITICAL;
import static io.everup.notice.NoticeSeverity.WARNING;

import io.everup.notice.NoticeSeverity;
import java.time.Duration;

/**
 * The rules that are built in. A rule with a measure raises a warning and a critical alarm at its two thresholds; one
 * without has a single severity. Each can be switched off, and its numbers changed.
 */
public enum AlarmRule {
    HOST_LOST("A host doesn't answer, or was switched off for it", CRITICAL, seconds(5)),
    RECOVERY_WAITING("The recovery of a host's VMs waits for an operator", CRITICAL, Duration.ZERO),
    HA_DISARMED("High availability of a pool is disarmed", WARNING, Duration.ZERO),
    FENCE_FAILING("A fence device can't be used: high availability would fail on its host", CRITICAL, seconds(60)),
    FENCE_MISSING("A host with protected VMs has no fence device", WARNING, seconds(60)),
    DISK_LOCK_MISSING("A second start of a disk would not be refused by a host", WARNING, seconds(60)),
    DATASTORE_FULL("A datastore fills up", Measure.PERCENT_USED, 85, 95, seconds(30)),
    DATASTORE_INACTIVE("A datastore is inactive on a host that is up", CRITICAL, seconds(60)),
    VM_FAULTED("A VM is faulted", CRITICAL, seconds(10)),
    VM_CRASHING("A protected VM crashed too often and was left down", CRITICAL, Duration.ZERO),
    VM_UNCOVERED("A pool doesn't survive the loss of as many hosts as its policy asks", WARNING, minutes(5)),
    HA_LEADERLESS("No replica leads high availability", CRITICAL, seconds(30)),
    DIRECTORY_UNREACHABLE("The directory service can't be used", WARNING, seconds(30)),
    REPLICA_GONE("A replica of Everup ended without signing off", WARNING, seconds(30)),
    TASK_FAILING("The same work fails again and again", Measure.FAILURES, 3, 10, Duration.ZERO),
    SERVICE_DOWN("A service is down", CRITICAL, Duration.ZERO),
    BUDGET_BURNING("A service uses up its error budget too fast", WARNING, Duration.ZERO),
    CERTIFICATE_EXPIRING("A certificate is about to expire", Measure.DAYS_LEFT, 21, 7, Duration.ZERO),
    DELIVERY_FAILING("Notices don't arrive", WARNING, minutes(2));

    /** What a rule's thresholds are numbers of. */
    public enum Measure {
        /** 0 to 100; more is worse. */
        PERCENT_USED("%", true, 2),
        /** In the last six hours without a success since; more is worse. */
        FAILURES("times", true, 0),
        /** Whole days; less is worse. */
        DAYS_LEFT("days", false, 0);

        private final String unit;
        private final boolean moreIsWorse;
        private final int band;

        Measure(String unit, boolean moreIsWorse, int band) {
            this.unit = unit;
            this.moreIsWorse = moreIsWorse;
            this.band = band;
        }

        public String unit() {
            return unit;
        }

        public boolean moreIsWorse() {
            return moreIsWorse;
        }

        /** How far a value must come back behind a threshold before that is left again. */
        int band() {
            return band;
        }
    }

    private final String sentence;
    private final NoticeSeverity severity;
    private final Measure measure;
    private final Integer warning;
    private final Integer critical;
    private final Duration after;

    AlarmRule(String sentence, NoticeSeverity severity, Duration after) {
        this(sentence, severity, null, null, null, after);
    }

    AlarmRule(String sentence, Measure measure, int warning, int critical, Duration after) {
        this(sentence, WARNING, measure, warning, critical, after);
    }

    AlarmRule(
            String sentence,
            NoticeSeverity severity,
            Measure measure,
            Integer warning,
            Integer critical,
            Duration after) {
        this.sentence = sentence;
        this.severity = severity;
        this.measure = measure;
        this.warning = warning;
        this.critical = critical;
        this.after = after;
    }

    /** What it looks for, for people. */
    public String sentence() {
        return sentence;
    }

    /** What its thresholds are numbers of; null for a rule without. */
    public Measure measure() {
        return measure;
    }

    /** The rule as it is built in. */
    RuleSetting builtIn() {
        return new RuleSetting(this, true, severity, warning, critical, after);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
