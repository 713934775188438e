package io.everup.event;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records what happened, and tells every replica's live readers that something changed. Both take part in the caller's
 * transaction: nobody hears of what was rolled back.
 */
@Component
public class EventLog {

    static final String CHANNEL = "everup_change";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    EventLog(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** As {@link #record(String, Severity, Subject, String, Map)} without facts. */
    @Transactional
    public void record(String kind, Severity severity, Subject subject, String text) {
        record(kind, severity, subject, text, Map.of());
    }

    /**
     * Records an event and announces the change of its subject.
     *
     * @param kind stable and machine-readable, such as {@code vm-started}
     * @param text one sentence for people, without secrets
     * @param facts what it was decided or seen on; must be convertible to JSON
     */
    @Transactional
    public void record(String kind, Severity severity, Subject subject, String text, Map<String, ?> facts) {
        var id = jdbc.sql("""
                        insert into event (at, kind, severity, subject_type, subject_id, subject_name, text, facts)
                        values (:at, :kind, :severity, :type, :id, :name, :text, :facts::jsonb) returning id
                        """)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("kind", kind)
                .param("severity", severity.name())
                .param("type", subject.type())
                .param("id", subject.id())
                .param("name", subject.name())
                .param("text", text)
                .param("facts", json.writeValueAsString(facts))
                .query(Long.class)
                .single();
        announce(subject.type(), subject.id(), id);
    }

    /** Announces a change that is no event of its own, such as progress or fresh figures. @param id null for many */
    @Transactional
    public void changed(String type, UUID id) {
        announce(type, id, 0);
    }

    private void announce(String type, UUID id, long event) {
        var message = type + " " + (id == null ? "-" : id) + " " + event;
        jdbc.sql("select pg_notify(:channel, :message)")
                .param("channel", CHANNEL)
                .param("message", message)
                .query((row, number) -> 0)
                .list();
    }
}
