package io.everup.plan;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.Admission;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.Remedies;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Judges changes by the failover plan as it would be after them. */
@Component
class AdmissionControl implements Admission {

    private static final int NAMED = 3;

    private final PolicyStore policies;
    private final FactReader facts;
    private final WhatIf whatIf;
    private final EventLog events;
    private final AuditJournal audit;
    private final JdbcClient jdbc;

    AdmissionControl(
            PolicyStore policies,
            FactReader facts,
            WhatIf whatIf,
            EventLog events,
            AuditJournal audit,
            JdbcClient jdbc) {
        this.policies = policies;
        this.facts = facts;
        this.whatIf = whatIf;
        this.events = events;
        this.audit = audit;
        this.jdbc = jdbc;
    }

    /** @param text who would be left out @param next what would help */
    record Objection(String text, String next) {}

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> judge(Actor actor, UUID pool, Change change, String override) {
        var policy = policies.locked(pool);
        if (!policy.asks()) {
            return Optional.empty();
        }
        var objection = objection(pool, change);
        if (objection.isEmpty()) {
            return Optional.empty();
        }
        var subject = new Subject("pool", pool, name(pool));
        var text = objection.get().text();
        if (policy.admission() == PoolPolicy.Level.WARN) {
            events.record("admission-warned", Severity.WARNING, subject, text);
            return Optional.of(text + " " + objection.get().next());
        }
        if (override == null || override.isBlank()) {
            throw Refusal.conflict("admission-refused", text, objection.get().next());
        }
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        var reason = override.strip();
        events.record(
                "admission-overridden",
                Severity.WARNING,
                subject,
                actor.name() + " overrode the pool's policy (" + reason + "): " + text);
        audit.done(
                actor, "admission.override", subject, Map.of("action", change.words(), "reason", reason, "why", text));
        return Optional.of(text + " It is done all the same: " + reason);
    }

    @Override
    public Optional<Word> foretell(UUID pool, Change change) {
        var policy = policies.of(pool);
        return policy.asks()
                ? objection(pool, change)
                        .map(one -> new Word(policy.admission() == PoolPolicy.Level.REFUSE, one.text(), one.next()))
                : Optional.empty();
    }

    /** What would be said to a change; nothing is changed, and nobody waits. */
    Optional<Objection> objection(UUID pool, Change change) {
        var before = facts.read(pool);
        var after = whatIf.after(before, change).orElse(null);
        if (after == null) {
            return Optional.empty();
        }
        return Worse.of(before, after).map(worse -> {
            var names = worse.leftOut().stream()
                    .limit(NAMED)
                    .map(one -> one.name() + " (" + Bytes.text(one.memoryBytes()) + ")")
                    .collect(Collectors.joining(", "));
            var more = worse.leftOut().size() - NAMED;
            var who = worse.leftOut().isEmpty()
                    ? "it could no longer be proven that the pool survives the loss of any " + before.failures()
                            + " hosts"
                    : "if " + worse.label() + " died then, " + names + (more > 0 ? " and " + more + " more" : "")
                            + " would be left out";
            var help = String.join(" ", Remedies.of(after.hosts(), after.vms(), after.policy(), worse.lost()));
            return new Objection(
                    change.words() + " would break what the pool is to survive: " + who + ".",
                    help.isEmpty() ? "Add memory or a host, or protect fewer VMs." : "It would help: " + help);
        });
    }

    private String name(UUID pool) {
        return jdbc.sql("select name from pool where id = :pool")
                .param("pool", pool)
                .query(String.class)
                .single();
    }
}
