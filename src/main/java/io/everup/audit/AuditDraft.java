package io.everup.audit;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * An entry before it has its place in the chain.
 *
 * @param at to the microsecond, as the database keeps it
 * @param detail JSON as the database writes it; another spelling of the same would have another seal
 */
record AuditDraft(
        Instant at,
        UUID actor,
        String actorName,
        String address,
        String action,
        String subjectType,
        UUID subject,
        String subjectName,
        String result,
        String detail) {

    AuditDraft with(String detail) {
        return new AuditDraft(at, actor, actorName, address, action, subjectType, subject, subjectName, result, detail);
    }

    /** The seal that the entry has at this place, after the one before it. */
    String seal(String before, long seq) {
        return Seal.of(
                before,
                Arrays.asList(
                        seq, at, actor, actorName, address, action, subjectType, subject, subjectName, result, detail));
    }
}
