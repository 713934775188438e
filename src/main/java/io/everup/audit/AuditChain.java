package io.everup.audit;

import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Adds entries to the journal, each sealed with the one before it. There is one chain, so writers wait for each other:
 * an entry gets its place as the last thing before its transaction is committed. By then the transaction has all its
 * other locks, so that nobody who holds the end of the chain waits for anything but the commit.
 */
@Component
class AuditChain {

    private final JdbcClient jdbc;
    /** Asked for late: the journal is there before the aggregates are. */
    private final ObjectProvider<EntityManager> entities;

    AuditChain(JdbcClient jdbc, ObjectProvider<EntityManager> entities) {
        this.jdbc = jdbc;
        this.entities = entities;
    }

    record Head(long seq, String seal) {}

    /** The entry is written when the caller's transaction is committed, and not at all when it isn't. */
    void add(AuditDraft draft) {
        TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(Writing.class::isInstance)
                .map(Writing.class::cast)
                .findFirst()
                .orElseGet(this::begin)
                .drafts
                .add(draft);
    }

    private Writing begin() {
        var writing = new Writing();
        TransactionSynchronizationManager.registerSynchronization(writing);
        return writing;
    }

    /** Last of all that happens before the commit. */
    private final class Writing implements TransactionSynchronization, Ordered {

        private final List<AuditDraft> drafts = new ArrayList<>();

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            var changed = entities.getObject();
            if (changed.isJoinedToTransaction()) {
                changed.flush();
            }
            write(drafts);
        }
    }

    private void write(List<AuditDraft> drafts) {
        var head = jdbc.sql("select seq, seal from audit_head for update")
                .query(AuditChain::head)
                .single();
        for (var draft : drafts) {
            head = write(draft, head);
        }
        jdbc.sql("update audit_head set seq = :seq, seal = :seal")
                .param("seq", head.seq())
                .param("seal", head.seal())
                .update();
    }

    private Head write(AuditDraft spoken, Head before) {
        var draft = spoken.with(jdbc.sql("select cast(:detail as jsonb)::text")
                .param("detail", spoken.detail())
                .query(String.class)
                .single());
        var seq = before.seq() + 1;
        var seal = draft.seal(before.seal(), seq);
        jdbc.sql("""
                        insert into audit_entry (at, actor_id, actor_name, address, action,
                                                 subject_type, subject_id, subject_name, result, detail, seq, seal)
                        values (:at, :actor, :actorName, :address, :action,
                                :type, :subject, :subjectName, :result, :detail::jsonb, :seq, :seal)
                        """)
                .param("at", draft.at().atOffset(ZoneOffset.UTC))
                .param("actor", draft.actor())
                .param("actorName", draft.actorName())
                .param("address", draft.address())
                .param("action", draft.action())
                .param("type", draft.subjectType())
                .param("subject", draft.subject())
                .param("subjectName", draft.subjectName())
                .param("result", draft.result())
                .param("detail", draft.detail())
                .param("seq", seq)
                .param("seal", seal)
                .update();
        return new Head(seq, seal);
    }

    static Head head(ResultSet row, int number) throws SQLException {
        return new Head(row.getLong("seq"), row.getString("seal"));
    }

    /** What stands in the table; its {@code detail} has to be selected as text under the name {@code detail_text}. */
    static AuditDraft draft(ResultSet row) throws SQLException {
        return new AuditDraft(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("actor_id", UUID.class),
                row.getString("actor_name"),
                row.getString("address"),
                row.getString("action"),
                row.getString("subject_type"),
                row.getObject("subject_id", UUID.class),
                row.getString("subject_name"),
                row.getString("result"),
                row.getString("detail_text"));
    }
}
