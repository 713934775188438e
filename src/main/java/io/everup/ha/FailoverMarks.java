package io.everup.ha;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Marks failovers that were rehearsed, so that figures of real failures leave them out. */
@Component
public class FailoverMarks {

    private final JdbcClient jdbc;

    FailoverMarks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Says that this failover was made by a drill. */
    public void drill(UUID failover) {
        jdbc.sql("update failover set drill = true where id = :id")
                .param("id", failover)
                .update();
    }
}
