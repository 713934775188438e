package io.everup.identity;

import java.util.Set;

/**
 * What to change of the security settings; null stays as it is.
 *
 * @param secondFactorRoles all roles whose users must have a second factor
 * @param idleMinutes 5 to 10080
 * @param lifetimeMinutes 15 to 129600
 * @param apiPerMinute 0 (no limit) to 1000000
 */
public record SecuritySettingsChange(
        Set<Role> secondFactorRoles, Integer idleMinutes, Integer lifetimeMinutes, Integer apiPerMinute) {}
