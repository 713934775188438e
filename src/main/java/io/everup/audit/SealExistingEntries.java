package io.everup.audit;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.stereotype.Component;

/** Chains the entries that were written before there was a chain, in the order in which they were written. */
@Component
class SealExistingEntries implements JavaMigration {

    private static final int FETCH = 1_000;

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("022");
    }

    @Override
    public String getDescription() {
        return "seal existing audit entries";
    }

    @Override
    public Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        var connection = context.getConnection();
        execute(connection, "alter table audit_entry disable trigger audit_entry_append_only");
        var head = seal(connection);
        try (var update = connection.prepareStatement("update audit_head set seq = ?, seal = ?")) {
            update.setLong(1, head.seq());
            update.setString(2, head.seal());
            update.executeUpdate();
        }
        execute(connection, "alter table audit_entry alter column seq set not null, alter column seal set not null");
        execute(connection, "alter table audit_entry enable trigger audit_entry_append_only");
    }

    private static AuditChain.Head seal(Connection connection) throws SQLException {
        var head = new AuditChain.Head(0, "");
        try (var select = connection.prepareStatement(
                        "select *, detail::text as detail_text from audit_entry where seq is null order by id");
                var update = connection.prepareStatement("update audit_entry set seq = ?, seal = ? where id = ?")) {
            select.setFetchSize(FETCH);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    var seq = head.seq() + 1;
                    head = new AuditChain.Head(seq, AuditChain.draft(rows).seal(head.seal(), seq));
                    update.setLong(1, head.seq());
                    update.setString(2, head.seal());
                    update.setLong(3, rows.getLong("id"));
                    update.addBatch();
                    if (head.seq() % FETCH == 0) {
                        update.executeBatch();
                    }
                }
            }
            update.executeBatch();
        }
        return head;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
