package io.everup.audit;

import io.everup.event.Subject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One line of the journal.
 *
 * @param id grows with time
 * @param actorId null for someone who is no user
 * @param address the network address that the request came from; null when nobody asked over the network
 * @param action what was asked for, such as {@code vm.start} or {@code sign-in}
 * @param detail facts for the reader; never a secret
 * @param seq its place in the chain, from 1 on without gaps
 * @param seal over it and the entry before it
 */
public record AuditEntry(
        long id,
        Instant at,
        UUID actorId,
        String actorName,
        String address,
        String action,
        Subject subject,
        AuditResult result,
        Map<String, Object> detail,
        long seq,
        String seal) {}
