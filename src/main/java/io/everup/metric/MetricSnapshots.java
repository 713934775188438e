package io.everup.metric;

import io.everup.identity.Actor;
import io.everup.task.TaskEnded;
import io.everup.uptime.UptimeDirectory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.PreDestroy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads what Prometheus is told every fifteen seconds, on each replica, so that a scrape asks the database nothing. The
 * figures of uptime are read every five minutes.
 */
@Component
class MetricSnapshots {

    private static final Logger log = LoggerFactory.getLogger(MetricSnapshots.class);
    private static final long EVERY_SECONDS = 15;
    private static final int UPTIME_EVERY = 20;

    /** One value with its labels. */
    private record Sample(Tags tags, double value) {}

    private final JdbcClient jdbc;
    private final UptimeDirectory uptime;
    private final MeterRegistry registry;
    private final Map<Metric, MultiGauge> gauges = new EnumMap<>(Metric.class);
    private final Map<String, AtomicReference<Double>> counters = new ConcurrentHashMap<>();
    private final MultiGauge outages;
    private final MultiGauge availability;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "everup-metrics");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long readNanos = System.nanoTime();
    private int rounds;

    MetricSnapshots(JdbcClient jdbc, UptimeDirectory uptime, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.uptime = uptime;
        this.registry = registry;
        for (var metric : Metric.values()) {
            if (!metric.grows()) {
                gauges.put(
                        metric,
                        MultiGauge.builder(metric.id())
                                .description(metric.help())
                                .register(registry));
            }
        }
        outages = MultiGauge.builder("everup.outage.seconds")
                .description("Counted downtime of this month by cause, summed over VMs")
                .register(registry);
        availability = MultiGauge.builder("everup.availability.ratio")
                .description("Availability of this month and this year, 0 to 1")
                .register(registry);
        Gauge.builder("everup.metrics.age.seconds", this, snapshots -> snapshots.age())
                .description("Age of what is told here")
                .register(registry);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        clockwork.scheduleWithFixedDelay(this::round, 1, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        clockwork.shutdownNow();
    }

    private double age() {
        return (System.nanoTime() - readNanos) / 1e9;
    }

    /** A query that fails leaves what was known; its age tells. */
    void round() {
        try {
            for (var metric : Metric.values()) {
                tell(metric);
            }
            if (rounds++ % UPTIME_EVERY == 0) {
                tellUptime();
            }
            readNanos = System.nanoTime();
        } catch (RuntimeException e) {
            log.warn("Metrics could not be read: {}", e.getMessage());
        }
    }

    private void tell(Metric metric) {
        var samples = jdbc.sql(metric.sql()).query(MetricSnapshots::sample).list();
        if (metric.grows()) {
            samples.forEach(sample -> count(metric, sample));
        } else {
            gauges.get(metric).register(rows(samples), true);
        }
    }

    private static List<MultiGauge.Row<?>> rows(List<Sample> samples) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        samples.forEach(sample -> rows.add(MultiGauge.Row.of(sample.tags(), sample.value())));
        return rows;
    }

    /** A row that is gone from the database doesn't make a counter fall. */
    private void count(Metric metric, Sample sample) {
        counters.computeIfAbsent(metric.id() + sample.tags(), key -> {
                    var holder = new AtomicReference<>(sample.value());
                    FunctionCounter.builder(metric.id(), holder, AtomicReference::get)
                            .description(metric.help())
                            .tags(sample.tags())
                            .register(registry);
                    return holder;
                })
                .accumulateAndGet(sample.value(), Math::max);
    }

    private static Sample sample(ResultSet row, int number) throws SQLException {
        var tags = Tags.empty();
        var columns = row.getMetaData();
        for (var i = 1; i < columns.getColumnCount(); i++) {
            tags = tags.and(columns.getColumnLabel(i), row.getString(i));
        }
        return new Sample(tags, row.getDouble("value"));
    }

    private void tellUptime() {
        var month =
                uptime.report(Actor.SYSTEM, uptime.window("month"), null, null).figures();
        var year =
                uptime.report(Actor.SYSTEM, uptime.window("year"), null, null).figures();
        var causes = new ArrayList<MultiGauge.Row<?>>();
        month.downMillis()
                .forEach((cause, millis) -> causes.add(
                        MultiGauge.Row.of(Tags.of("cause", cause.name().toLowerCase(Locale.ROOT)), millis / 1000.0)));
        outages.register(causes, true);
        var ratios = new ArrayList<MultiGauge.Row<?>>();
        if (month.availability() != null) {
            ratios.add(MultiGauge.Row.of(Tags.of("window", "month"), month.availability()));
        }
        if (year.availability() != null) {
            ratios.add(MultiGauge.Row.of(Tags.of("window", "year"), year.availability()));
        }
        availability.register(ratios, true);
    }

    /** How long work took, on the replica that did it. */
    @EventListener
    void ended(TaskEnded task) {
        var seconds = jdbc.sql("select extract(epoch from coalesce(finished_at, now()) - started_at) from task"
                        + " where id = :id and started_at is not null")
                .param("id", task.id())
                .query(Double.class)
                .optional();
        seconds.ifPresent(took -> registry.timer(
                        "everup.task.duration",
                        "kind",
                        task.kind(),
                        "state",
                        task.state().name().toLowerCase(Locale.ROOT))
                .record(Duration.ofMillis(Math.max(0, Math.round(took * 1000)))));
    }
}
