package io.everup.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.host.HostState;
import io.everup.shared.ListQuery;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ScenarioTier;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The record of a failover never stands in its way: what the database refuses to write down is written down later. */
@ScenarioTier
class UnwrittenFactTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    UptimeDirectory uptime;

    @AfterEach
    void theRecordWorksAgain() {
        jdbc.sql("drop trigger if exists out_of_order on uptime_fact").update();
        jdbc.sql("drop trigger if exists out_of_order on uptime_sight").update();
    }

    /** Each insert into the table fails, as with a full disk or a deadlock. */
    private void refuse(String table) {
        jdbc.sql("""
                        create or replace function out_of_order() returns trigger language plpgsql as
                        'begin raise exception ''out of order''; end'
                        """).update();
        jdbc.sql("create trigger out_of_order before insert on " + table
                        + " for each row execute function out_of_order()")
                .update();
    }

    private OutageView ended(DataCentre centre, UUID vm) {
        return Await.until(
                        "the outage is in the ledger, and over",
                        DataCentre.LATER,
                        () -> uptime.outages(As.MIA, ListQuery.everything(), null, vm, null)
                                .items(),
                        rows -> rows.stream().anyMatch(row -> row.endedAt() != null && row.cause() == Cause.HARDWARE),
                        centre::facts)
                .get(0);
    }

    @Test
    void aFailoverGoesOnWithoutItsRecordWhichIsMadeGoodLater() {
        var centre = DataCentre.of(program, "3x0-unwritten");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        refuse("uptime_fact");
        refuse("uptime_sight");
        centre.say("power h2 off");
        centre.awaitElsewhere(web, "h2");
        centre.awaitFailover("h2", "DONE");
        centre.awaitVm(web, VmState.RUNNING);
        assertThat(centre.host("h2").state()).isEqualTo(HostState.FENCED);

        theRecordWorksAgain();
        var row = ended(centre, web);
        assertThat(row.startedAt())
                .as("down from the last that was known of it")
                .isBefore(centre.failover("h2").suspectedAt())
                .isAfterOrEqualTo(centre.failover("h2").silentAt().minusSeconds(3));
        assertThat(row.endedAt())
                .as("until it ran elsewhere")
                .isEqualTo(centre.vm(web).stateSince().truncatedTo(ChronoUnit.MILLIS));
    }
}
