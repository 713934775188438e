package io.everup.report;

import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

/** A schedule as somebody wants it; fields as {@link ScheduleView}'s. @param zone null for the business's */
public record ScheduleWish(
        String name,
        ReportSpan span,
        UUID pool,
        int day,
        LocalTime at,
        String zone,
        List<String> recipients,
        boolean enabled) {

    public ScheduleWish {
        recipients = recipients == null ? List.of() : List.copyOf(recipients);
    }
}
