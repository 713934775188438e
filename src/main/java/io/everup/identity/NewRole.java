package io.everup.identity;

import java.util.Set;

/**
 * A role of one's own.
 *
 * @param note what it is for; null for nothing
 * @param ownOnly whether what it allows with VMs is meant for the holder's own and their teams' alone
 */
public record NewRole(String name, String note, Set<Permission> permissions, boolean ownOnly) {}
