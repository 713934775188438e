package io.everup;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.ModuleTier;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleTier
class EverupTest {

    @Autowired
    Scheduler scheduler;

    @Autowired
    JdbcClient jdbc;

    @Test
    void startsOnAnEmptyDatabase() throws Exception {
        assertThat(scheduler.isStarted()).isTrue();
        assertThat(jdbc.sql("select count(*) from spring_session")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void noDatabaseIsWaitedForWithoutEnd() {
        assertThat(jdbc.sql("show lock_timeout").query(String.class).single()).isEqualTo("1min");
        assertThat(jdbc.sql("show idle_in_transaction_session_timeout")
                        .query(String.class)
                        .single())
                .isEqualTo("5min");
    }
}
