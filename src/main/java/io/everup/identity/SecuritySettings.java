package io.everup.identity;

import java.time.Duration;
import java.util.Set;

/**
 * What an administrator decided about signing in.
 *
 * @param secondFactorRoles whose users must have a second factor
 * @param idle a browser is signed out after so long without a request; 5 minutes to 7 days
 * @param lifetime ... and after so long in any case; 15 minutes to 90 days
 * @param apiPerMinute how many requests of the API one user or token may send in a minute; 0 for any number
 * @param version for If-Match
 */
public record SecuritySettings(
        Set<Role> secondFactorRoles, Duration idle, Duration lifetime, int apiPerMinute, long version) {}
