package io.everup.drill;

import java.util.UUID;

/**
 * A drill that is to run again and again.
 *
 * @param host and template for a canary drill; null for a readiness drill
 * @param cron five fields: minute, hour, day of the month, month, day of the week
 * @param zone in which the fields are read, such as {@code Europe/Paris}
 */
public record NewSchedule(DrillKind kind, UUID pool, UUID host, UUID template, String cron, String zone) {}
