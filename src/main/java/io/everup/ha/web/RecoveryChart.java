package io.everup.ha.web;

import io.everup.ha.RecoveryTimes;
import java.util.ArrayList;
import java.util.List;

/** Recoveries as stacked bars, oldest on the left, in a box of 1000 by 200. */
record RecoveryChart(List<Bar> bars, double goalY, long topMillis) {

    private static final double WIDTH = 1000;
    private static final double HEIGHT = 200;
    private static final int MOST = 40;

    /** One stage of a bar. @param stage the end of a message key and of a class */
    record Part(String stage, double x, double y, double width, double height, long millis) {}

    record Bar(RecoveryTimes.Time time, List<Part> parts) {}

    /** @param newestFirst as the directory gives them; the goal of the newest is drawn, below zero for none */
    static RecoveryChart of(List<RecoveryTimes.Time> newestFirst) {
        var times = new ArrayList<>(
                newestFirst.stream().filter(time -> total(time) > 0).limit(MOST).toList());
        java.util.Collections.reverse(times);
        var top = times.stream().mapToLong(RecoveryChart::total).max().orElse(0);
        var goal = times.isEmpty() ? null : times.get(times.size() - 1).goalSeconds();
        top = Math.max(top, goal == null ? 0 : Math.min(goal * 1_100L, top * 2));
        var step = WIDTH / Math.max(8, times.size());
        var bars = new ArrayList<Bar>();
        for (var i = 0; i < times.size(); i++) {
            bars.add(new Bar(times.get(i), parts(times.get(i), i * step, step * 0.72, top)));
        }
        return new RecoveryChart(bars, goal == null || top == 0 ? -1 : HEIGHT - goal * 1000.0 / top * HEIGHT, top);
    }

    private static long total(RecoveryTimes.Time time) {
        return time.lastRunningMillis() != null
                ? time.lastRunningMillis()
                : time.firstRunningMillis() != null ? time.firstRunningMillis() : time.provenMillis();
    }

    private static List<Part> parts(RecoveryTimes.Time time, double x, double width, long top) {
        var parts = new ArrayList<Part>();
        var from = 0L;
        var stages = new Object[][] {
            {"suspected", time.suspectedMillis()},
            {"proven", time.provenMillis()},
            {"placed", time.placedMillis()},
            {"first", time.firstRunningMillis()},
            {"last", time.lastRunningMillis()}
        };
        for (var stage : stages) {
            var until = (Long) stage[1];
            if (until == null || until <= from) {
                continue;
            }
            var height = (until - from) * HEIGHT / top;
            parts.add(new Part(
                    (String) stage[0], x, HEIGHT - until * HEIGHT / (double) top, width, height, until - from));
            from = until;
        }
        return parts;
    }
}
