package io.everup.event;

import java.util.UUID;

/**
 * Word that something looks different now; whoever shows it loads it anew.
 *
 * @param type as in {@link Subject#type()}
 * @param id null when more than one changed
 * @param event the id of the event that says what happened, 0 when none was recorded
 */
public record Change(String type, UUID id, long event) {}
