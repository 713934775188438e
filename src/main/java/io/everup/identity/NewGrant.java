package io.everup.identity;

import java.util.UUID;

/**
 * A grant to be given: to a user or a team, of a role, at one place.
 *
 * @param user null when it is a team's
 * @param team null when it is a user's
 * @param role as {@link RoleView#id()}
 * @param pool the pool in which it holds; at most one of pool, VM and tag is given, none for everything
 */
public record NewGrant(UUID user, UUID team, String role, UUID pool, UUID vm, String tag) {}
