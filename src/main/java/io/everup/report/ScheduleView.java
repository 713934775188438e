package io.everup.report;

import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

/**
 * Reports that are made by themselves, each about the last full month, quarter or year.
 *
 * @param pool null for everything
 * @param day of the month, 1 to 28
 * @param recipients mail addresses; empty to make it and mail nobody
 * @param next the next runs; empty while it is off
 */
public record ScheduleView(
        UUID id,
        String name,
        ReportSpan span,
        UUID pool,
        int day,
        LocalTime at,
        String zone,
        List<String> recipients,
        boolean enabled,
        List<Instant> next,
        long version) {}
