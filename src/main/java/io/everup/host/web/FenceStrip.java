package io.everup.host.web;

import io.everup.host.FenceDirectory.Span;
import java.time.Duration;
import java.util.List;

/** A device's last days as a strip. */
final class FenceStrip {

    /** @param start and share of the strip's width, 0 to 1 */
    public record Segment(double start, double share, String tone, String title) {}

    private FenceStrip() {}

    static List<Segment> of(List<Span> spans) {
        var from = spans.get(0).from();
        var all = (double) Math.max(
                1, Duration.between(from, spans.get(spans.size() - 1).to()).toMillis());
        return spans.stream()
                .filter(span -> span.ready() != null)
                .map(span -> new Segment(
                        Duration.between(from, span.from()).toMillis() / all,
                        Duration.between(span.from(), span.to()).toMillis() / all,
                        span.ready() ? "ok" : "bad",
                        span.ready() ? "It answered." : span.finding()))
                .toList();
    }
}
