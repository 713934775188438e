package io.everup.support;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Before each test class: every table is as it was when the program had started. */
public final class CleanSlate implements TestExecutionListener {

    private static final String TABLES = """
            select tablename from pg_tables
            where schemaname = 'public' and tablename <> 'flyway_schema_history' and tablename not like 'qrtz%'
            """;

    private static final int MOST_TRIES = 20;

    /** The program's own background work may hold some of the tables meanwhile; of a deadlock one side has to give way. */
    @Override
    public void beforeTestClass(TestContext test) throws Exception {
        var dataSource = test.getApplicationContext().getBean(DataSource.class);
        for (var left = MOST_TRIES; ; left--) {
            try {
                clean(dataSource);
                return;
            } catch (PessimisticLockingFailureException e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
    }

    private static void clean(DataSource dataSource) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            connection.setAutoCommit(false);
            try {
                var tables = jdbc.queryForList(TABLES, String.class);
                // Triggers and foreign keys are off for this session: the order of tables doesn't matter, and the
                // append-only ones can be emptied.
                jdbc.execute("set local session_replication_role = replica");
                if (jdbc.queryForObject("select to_regnamespace('after_start') is null", Boolean.class)) {
                    remember(jdbc, tables);
                } else {
                    restore(jdbc, tables);
                }
                connection.commit();
            } catch (RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static void remember(JdbcTemplate jdbc, List<String> tables) {
        jdbc.execute("create schema after_start");
        for (var table : tables) {
            jdbc.execute("create table after_start." + table + " as table public." + table);
        }
    }

    private static void restore(JdbcTemplate jdbc, List<String> tables) {
        if (tables.isEmpty()) {
            return;
        }
        jdbc.execute("truncate " + String.join(", ", tables) + " cascade");
        for (var table : tables) {
            jdbc.execute("insert into public." + table + " overriding system value table after_start." + table);
        }
    }
}
