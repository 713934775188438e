package io.everup.host;

import io.everup.shared.Ids;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** This replica of the portal, as the others see it: it signs the table of replicas every second. */
@Component
public class Node {

    /** A replica that hasn't signed for so long is not counted on. */
    public static final Duration ALIVE = Duration.ofSeconds(4);

    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final JdbcClient jdbc;
    private final String id;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "everup-node");
        thread.setDaemon(true);
        return thread;
    });

    Node(JdbcClient jdbc, Ids ids) {
        this.jdbc = jdbc;
        this.id = ids.next().toString();
    }

    /** Unique to this start of the program. */
    public String id() {
        return id;
    }

    @PostConstruct
    void start() {
        jdbc.sql("delete from node where seen_at < now() - interval '1 hour'").update();
        jdbc.sql("insert into node (id, name, started_at, seen_at) values (:id, :name, now(), now())")
                .param("id", id)
                .param("name", ManagementFactory.getRuntimeMXBean().getName())
                .update();
        heart.scheduleWithFixedDelay(this::sign, 1, 1, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        heart.shutdownNow();
    }

    private void sign() {
        try {
            jdbc.sql("update node set seen_at = now() where id = :id")
                    .param("id", id)
                    .update();
        } catch (RuntimeException e) {
            log.warn("This replica could not sign in to PostgreSQL: {}", e.getMessage());
        }
    }
}
