package io.everup.report;

import io.everup.uptime.Cause;
import io.everup.uptime.Figures;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * All that a report says: page, PDF, CSV and API show this and nothing else.
 *
 * @param scope what it is about, for people
 * @param pool null for everything
 * @param window such as {@code 2026-10}
 * @param from and {@code to}: the window, half-open
 * @param at when it was made
 * @param before the same kind of window that came before
 * @param parts the window by days, or by months where it is longer than one
 * @param counted outages that lower availability, oldest first
 * @param uncounted outages that don't: planned, asked for, or excluded by a person
 * @param omitted how many outages are not listed, because there are too many
 * @param avoidedMillis downtime avoided
 */
public record ReportModel(
        UUID id,
        String title,
        String scope,
        UUID pool,
        String window,
        String windowTitle,
        ZoneId zone,
        Instant from,
        Instant to,
        Instant at,
        String madeFor,
        Amounts figures,
        Amounts before,
        String beforeTitle,
        List<Part> parts,
        List<Outage> counted,
        List<Outage> uncounted,
        int omitted,
        List<Unobserved> unobserved,
        long avoidedMillis,
        List<Saved> avoided,
        List<Failover> failovers,
        List<Service> services,
        Ledger ledger) {

    /** Milliseconds, as {@link Figures}; {@code availability} from 0 to 1, null where nothing was observed. */
    public record Amounts(
            Double availability,
            long wantedMillis,
            long observedMillis,
            long unobservedMillis,
            long downMillis,
            long excludedMillis,
            List<ByCause> causes) {

        static Amounts of(Figures figures) {
            return new Amounts(
                    figures.availability(),
                    figures.wantedMillis(),
                    figures.observedMillis(),
                    figures.unobservedMillis(),
                    figures.countedDownMillis(),
                    figures.excludedMillis(),
                    figures.downMillis().entrySet().stream()
                            .map(cause -> new ByCause(cause.getKey(), cause.getValue()))
                            .toList());
        }
    }

    public record ByCause(Cause cause, long millis) {}

    /** @param name a day or a month */
    public record Part(String name, Amounts figures) {}

    /**
     * @param millis how much of it lies within the window
     * @param endedAt null while it lasts
     * @param approval who decided that it doesn't count, and why; null for nobody
     * @param entry its place in the ledger, and {@code seal}: of that entry
     */
    public record Outage(
            UUID id,
            String name,
            Instant startedAt,
            Instant endedAt,
            long millis,
            Cause cause,
            String why,
            String who,
            boolean planned,
            String approval,
            List<String> evidence,
            long entry,
            String seal) {}

    public record Unobserved(String what, Instant from, Instant to, long millis) {}

    public record Saved(String name, String kind, String host, Instant from, Instant to, long millis, String formula) {}

    /** @param recovered VMs that run elsewhere, of {@code vms} */
    public record Failover(
            UUID id, String host, Instant suspectedAt, String proof, int vms, int recovered, List<Stage> stages) {}

    /** @param afterMillis since the host's last answer */
    public record Stage(String stage, Instant at, long afterMillis) {}

    /** @param target the share promised, 0 to 1; null for none; @param budgetLeft share of the error budget that is left */
    public record Service(UUID id, String name, Double target, Double budgetLeft, Boolean kept, Amounts figures) {}

    /** @param seal of the last entry when the report was made; @param intact whether no entry was touched */
    public record Ledger(long entries, String seal, boolean intact) {}
}
