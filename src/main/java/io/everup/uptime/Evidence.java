package io.everup.uptime;

import java.util.UUID;

/**
 * A record that speaks for what the ledger says.
 *
 * @param type a glossary word: {@code failover}, {@code task}, {@code migration}, {@code host} or {@code fact}
 * @param id null where the record has none
 * @param text what it says, for people
 */
public record Evidence(String type, UUID id, String text) {}
