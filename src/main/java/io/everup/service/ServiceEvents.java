package io.everup.service;

import java.time.Instant;
import java.util.UUID;

/** What this module tells the modules above it, within the transaction in which it was found. */
public final class ServiceEvents {

    private ServiceEvents() {}

    /** @param since when it went down; @param outage the ledger's row; null when it has none yet */
    public record ServiceDown(UUID service, String name, Instant since, String why, UUID outage) {}

    /** @param since when it was up again */
    public record ServiceUp(UUID service, String name, Instant since) {}

    /** The error budget burns fast, or no longer does. @param burn as it is now */
    public record BudgetBurning(UUID service, String name, Burn burn) {}
}
