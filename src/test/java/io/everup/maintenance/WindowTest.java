package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleTier
class WindowTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    WindowOperations windows;

    @Autowired
    WindowKeeper keeper;

    @Autowired
    MaintenanceDirectory directory;

    @Autowired
    JdbcClient jdbc;

    private static WindowSpec openSince(int minutesAgo, int minutes) {
        var begin = LocalDateTime.now(ZoneOffset.UTC).minusMinutes(minutesAgo).withNano(0);
        return new WindowSpec(
                ZoneOffset.UTC,
                begin.toLocalDate(),
                begin.toLocalTime(),
                minutes,
                WindowSpec.Repeats.ONCE,
                Set.of(),
                null,
                null);
    }

    @Test
    void aPlannedJobBeginsOnceInItsWindowAndAlarmsOfItsHostsAreSilent() {
        var centre = DataCentre.of(program, "2x0-window");
        var plan = new NewJob(centre.pool(), List.of(), null, null, 2, false, null, null, null, null);
        var id = windows.add(
                As.ADA, new WindowOperations.NewWindow(centre.pool(), "Fans", List.of(), openSince(1, 120), plan));
        keeper.round();
        keeper.round();
        var job = windows.find(As.OLI, id).job();
        assertThat(job).as("it has begun").isNotNull();
        var view = directory.job(As.OLI, job);
        assertThat(view.mustEndBy())
                .isEqualTo(windows.find(As.OLI, id).next().get(0).until());
        var done = Await.until(
                "the job ends",
                DataCentre.LATER,
                () -> directory.job(As.OLI, job),
                one -> one.state() != JobState.RUNNING,
                centre::facts);
        assertThat(done.state()).as(done.failure()).isEqualTo(JobState.COMPLETED);
        var jobs = jdbc.sql("select count(*) from maintenance_job where pool_id = :pool")
                .param("pool", centre.pool())
                .query(Integer.class)
                .single();
        assertThat(jobs).as("once in a window").isEqualTo(1);
        var quiet = jdbc.sql("select count(*) from maintenance_quiet where window_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
        assertThat(quiet).as("both hosts are silent").isEqualTo(2);
    }

    @Test
    void noHostIsBegunThatWouldNotBeDoneByItsEnd() {
        var centre = DataCentre.of(program, "1x0-late");
        var plan = new NewJob(centre.pool(), List.of(), null, null, 2, false, null, null, null, null);
        var id = windows.add(
                As.ADA, new WindowOperations.NewWindow(centre.pool(), "Late", List.of(), openSince(9, 10), plan));
        keeper.round();
        var job = windows.find(As.OLI, id).job();
        var stopped = Await.until(
                "the job stops",
                DataCentre.LATER,
                () -> directory.job(As.OLI, job),
                one -> one.state() != JobState.RUNNING,
                centre::facts);
        assertThat(stopped.state()).isEqualTo(JobState.STOPPED);
        assertThat(stopped.failure()).contains("end of the window");
        assertThat(centre.host("h1").leavingSince()).isNull();
    }
}
