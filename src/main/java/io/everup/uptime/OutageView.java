package io.everup.uptime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One version of one outage, as the ledger has it.
 *
 * @param seq its place in the ledger, from 1
 * @param id of the outage; all its versions share it
 * @param vm null for an outage of a service
 * @param service null for an outage of a VM
 * @param name the VM's or the service's, as it was called then
 * @param pool the VM's; null for a service
 * @param version from 1; the greatest is how it stands
 * @param endedAt null while it lasts
 * @param rule the name of the rule that attributed it; {@code corrected} when a person did
 * @param who the person who caused it; null for nobody
 * @param counted whether it lowers availability
 * @param withdrawn evidence that came late says that there was none
 * @param corrected whether a person has decided cause and counting; rules then change its times alone
 * @param note why this version was made
 * @param madeBy a person's name, or Everup
 * @param seal SHA-256 over this version and the entry before it in the ledger, in hexadecimal
 */
public record OutageView(
        long seq,
        UUID id,
        int version,
        UUID vm,
        UUID service,
        String name,
        UUID pool,
        Instant startedAt,
        Instant endedAt,
        Cause cause,
        String rule,
        String why,
        String who,
        boolean planned,
        boolean counted,
        boolean withdrawn,
        boolean corrected,
        String note,
        List<Evidence> evidence,
        String madeBy,
        Instant madeAt,
        String seal) {

    /** From its start to its end, or to the end of time while it lasts. */
    public Interval when() {
        return new Interval(startedAt, endedAt == null ? Instant.MAX : endedAt);
    }

    /** Null while it lasts. */
    public Duration length() {
        return endedAt == null ? null : Duration.between(startedAt, endedAt);
    }

    /** {@code COUNTED}, {@code EXCLUDED} or {@code PLANNED}. */
    public String standing() {
        return counted ? "COUNTED" : planned ? "PLANNED" : "EXCLUDED";
    }
}
