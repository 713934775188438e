package io.everup.uptime;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes in the transaction of what it tells of, so that both are there or neither, but behind a savepoint: a record that
 * can't be written must not undo a failover's step. (Spring's nested transactions would do, but they mark the whole for
 * rollback when a bean with a transaction of its own throws inside.)
 */
@Component
class Aside {

    private static final Logger LOG = LoggerFactory.getLogger(Aside.class);

    private final DataSource database;
    private final TransactionTemplate transaction;

    Aside(DataSource database, TransactionTemplate transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** @param what for the log, such as {@code the fact of a VM}; what failed is found again by the next sweep */
    void write(String what, Runnable write) {
        try {
            if (TransactionSynchronizationManager.isActualTransactionActive()) {
                behindSavepoint(write);
            } else {
                transaction.executeWithoutResult(status -> write.run());
            }
        } catch (DataAccessException e) {
            LOG.warn("Could not write down {}; it is tried again soon", what, e);
        }
    }

    private void behindSavepoint(Runnable write) {
        var connection = DataSourceUtils.getConnection(database);
        try {
            var before = connection.setSavepoint();
            try {
                write.run();
            } catch (RuntimeException e) {
                connection.rollback(before);
                throw e;
            }
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            throw new UncategorizedSQLException("savepoint", null, e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
    }
}
