package io.everup.event;

import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Hears the changes that any replica announces (PostgreSQL's LISTEN and NOTIFY) and passes them to this replica's
 * readers. After a lost connection readers hear one change without type, which stands for "anything may have changed".
 */
@Component
public class Changes {

    /** Anything may have changed. */
    public static final Change EVERYTHING = new Change("everything", null, 0);

    private static final Logger log = LoggerFactory.getLogger(Changes.class);
    private static final int WAIT_MILLIS = 1_000;
    private static final int RETRY_MILLIS = 1_000;

    private final DataSource database;
    private final List<Consumer<Change>> readers = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;
    private Thread thread;

    Changes(DataSource database) {
        this.database = database;
    }

    /** Readers are called on one thread for all: hand over and return at once. */
    public Runnable subscribe(Consumer<Change> reader) {
        readers.add(reader);
        return () -> readers.remove(reader);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        thread = new Thread(this::listenForEver, "everup-changes");
        thread.setDaemon(true);
        thread.start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread.join(2L * WAIT_MILLIS);
        }
    }

    private void listenForEver() {
        while (!stopped) {
            try (var connection = database.getConnection()) {
                listen(connection);
            } catch (SQLException e) {
                log.warn("The live stream lost PostgreSQL and tries again: {}", e.getMessage());
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + EventLog.CHANNEL);
        }
        tell(EVERYTHING);
        var channel = connection.unwrap(PGConnection.class);
        while (!stopped) {
            var notifications = channel.getNotifications(WAIT_MILLIS);
            if (notifications != null) {
                for (var notification : notifications) {
                    tell(parse(notification.getParameter()));
                }
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("unlisten *");
        }
    }

    private void tell(Change change) {
        for (var reader : readers) {
            try {
                reader.accept(change);
            } catch (RuntimeException e) {
                log.warn("A reader of the live stream failed", e);
            }
        }
    }

    private static Change parse(String message) {
        var parts = message.split(" ");
        return new Change(parts[0], parts[1].equals("-") ? null : UUID.fromString(parts[1]), Long.parseLong(parts[2]));
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
