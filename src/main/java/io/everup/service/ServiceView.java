package io.everup.service;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * A service as readers see it.
 *
 * @param target percent of a calendar month; null for no promise
 * @param since when it came to its state
 * @param why it is so, in words; empty when all is well
 * @param firstUp when its time began; null for not yet
 * @param at when this was worked out
 */
public record ServiceView(
        UUID id,
        String name,
        String description,
        String team,
        ZoneId zone,
        Double target,
        ServiceState state,
        Instant since,
        String why,
        Instant firstUp,
        List<MemberNow> members,
        Burn burn,
        Survival survival,
        Instant at,
        Instant createdAt,
        long version) {

    public String sentence() {
        return state.sentence();
    }

    public long membersUp() {
        return members.stream().filter(MemberNow::up).count();
    }

    /** A service with its definition, its probes as they are, and its order of start. */
    public record Detail(ServiceView service, ServiceSpec spec, List<ProbeView> probes, List<StartStage> order) {

        /** A member's name; a dash for one that is gone. */
        public String nameOf(UUID vm) {
            return service.members().stream()
                    .filter(member -> member.vm().equals(vm))
                    .map(MemberNow::name)
                    .findFirst()
                    .orElse("–");
        }
    }
}
