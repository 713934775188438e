package io.everup.ha;

import io.everup.ha.core.RestartOrder;
import io.everup.ha.core.StartAfter;
import io.everup.ha.core.StartGate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gathers what {@link RestartOrder} has to know of VMs that others wait for. */
@Component
class RestartFacts {

    private final JdbcClient jdbc;
    private final ObjectProvider<GuestAnswers> answers;

    RestartFacts(JdbcClient jdbc, ObjectProvider<GuestAnswers> answers) {
        this.jdbc = jdbc;
        this.answers = answers;
    }

    /** What these VMs start after. */
    List<StartAfter> afters(Collection<UUID> vms) {
        return vms.isEmpty()
                ? List.of()
                : jdbc.sql("select * from vm_start_after where vm_id in (:vms) order by vm_id, after_vm_id")
                        .param("vms", vms)
                        .query(RestartFacts::after)
                        .list();
    }

    /** How the VMs are that come first. */
    List<RestartOrder.First> firsts(Collection<StartAfter> afters) {
        var others = afters.stream().map(StartAfter::other).distinct().toList();
        if (others.isEmpty()) {
            return List.of();
        }
        var answered = answered(afters);
        return jdbc.sql("""
                        select v.id, v.name, v.state, v.state_since, v.wanted_on, v.protection,
                               coalesce(h.state in ('SUSPECT', 'LOST', 'FENCING', 'FENCED'), false) as silent
                        from vm v left join host h on h.id = v.host_id where v.id in (:vms) and v.state <> 'DELETED'
                        """)
                .param("vms", others)
                .query((row, number) -> {
                    var id = row.getObject("id", UUID.class);
                    var standing = standing(
                            row.getString("state"),
                            row.getBoolean("wanted_on"),
                            !row.getString("protection").equals("OFF"),
                            row.getBoolean("silent"));
                    var since = standing == RestartOrder.Standing.RUNNING ? Disarms.instant(row, "state_since") : null;
                    var answer = answered.get(id);
                    return new RestartOrder.First(
                            id,
                            row.getString("name"),
                            standing,
                            since,
                            answer == null || since == null ? null : answer.isAfter(since));
                })
                .list();
    }

    /** An answer from before it was restarted says nothing, so its time is compared. */
    private Map<UUID, Instant> answered(Collection<StartAfter> afters) {
        var asked = afters.stream()
                .filter(after -> after.gate() == StartGate.ANSWERS)
                .map(StartAfter::other)
                .distinct()
                .toList();
        var answered = new HashMap<UUID, Instant>();
        if (!asked.isEmpty()) {
            answers.forEach(source -> source.lastAnswers(asked)
                    .forEach((vm, at) -> answered.merge(vm, at, (one, other) -> one.isAfter(other) ? one : other)));
        }
        return answered;
    }

    /** @param silent whether its host is, so that nobody sees it run */
    static RestartOrder.Standing standing(String state, boolean wantedOn, boolean guarded, boolean silent) {
        return switch (state) {
            case "RUNNING", "PAUSED", "MIGRATING" ->
                !silent
                        ? RestartOrder.Standing.RUNNING
                        : guarded ? RestartOrder.Standing.WAITING : RestartOrder.Standing.OFF;
            case "STARTING" -> RestartOrder.Standing.STARTING;
            case "RECOVERING" -> RestartOrder.Standing.WAITING;
            case "STOPPED" -> wantedOn && guarded ? RestartOrder.Standing.WAITING : RestartOrder.Standing.OFF;
            default -> RestartOrder.Standing.OFF;
        };
    }

    static StartAfter after(java.sql.ResultSet row, int number) throws java.sql.SQLException {
        return new StartAfter(
                row.getObject("vm_id", UUID.class),
                row.getObject("after_vm_id", UUID.class),
                StartGate.valueOf(row.getString("gate")),
                Duration.ofSeconds(row.getInt("timeout_seconds")));
    }
}
