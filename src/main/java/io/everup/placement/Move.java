package io.everup.placement;

import java.util.UUID;

/**
 * One VM's recovery, as planned.
 *
 * @param order place in the recovery, from 1: protected before best-effort, then by priority
 * @param reason why this host, in plain words
 */
public record Move(UUID vm, String name, UUID target, String targetName, String reason, int order) {}
