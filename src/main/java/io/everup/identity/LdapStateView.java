package io.everup.identity;

import java.time.Instant;

/**
 * How the directory is doing.
 *
 * @param reachedAt when it last answered, to the minute; null for never
 * @param unreachableSince null while it answers
 * @param failure a sentence; null while it answers
 * @param synchronisedAt when everyone was last compared; null for never
 * @param tookMillis how long that took
 * @param users people that the directory had then
 * @param changed accounts that were changed or enabled
 * @param disabled accounts that were disabled, with their sessions and tokens ended
 */
public record LdapStateView(
        Instant reachedAt,
        Instant unreachableSince,
        String failure,
        Instant synchronisedAt,
        Long tookMillis,
        Integer users,
        Integer changed,
        Integer disabled) {}
