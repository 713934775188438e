package io.everup.identity;

import java.util.Map;
import java.util.UUID;

/**
 * Something was done, or refused, about users, tokens and sessions. Published in the transaction that did it.
 *
 * @param actor who did it; for a refused sign-in the account that was tried, or null when there is no such account
 * @param action such as {@code sign-in} or {@code token.revoke}
 * @param subjectType {@code user} or {@code token}
 * @param subjectId null when there is no such account
 * @param refused true when it was asked for and not done
 * @param detail facts for the reader; never a secret
 */
public record IdentityEvent(
        Actor actor,
        String action,
        String subjectType,
        UUID subjectId,
        String subjectName,
        boolean refused,
        Map<String, String> detail) {

    static IdentityEvent user(Actor actor, String action, Actor subject, Map<String, String> detail) {
        return new IdentityEvent(actor, action, "user", subject.id(), subject.name(), false, detail);
    }
}
