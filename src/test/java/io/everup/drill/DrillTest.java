package io.everup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.host.HostState;
import io.everup.identity.Actor;
import io.everup.image.NewTemplate;
import io.everup.image.TemplateOperations;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ScenarioTier;
import io.everup.task.TaskState;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rehearsed failures on simulated hosts. */
@ScenarioTier
class DrillTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    DrillOperations operations;

    @Autowired
    DrillDirectory drills;

    @Autowired
    JdbcClient jdbc;

    @Test
    void aPoolThatIsWellIsReady() {
        var centre = DataCentre.of(program, "2x0-drill");
        var begun = operations.readiness(As.ADA, centre.pool());
        centre.done(begun.task());
        var detail = drills.drill(As.ADA, begun.drill());
        assertThat(detail.drill().state()).as("%s", detail).isEqualTo(DrillState.PASSED);
        assertThat(detail.checks()).extracting(Check::name).contains("lease", "link", "fence", "datastores", "plan");
        assertThat(detail.checks()).noneMatch(check -> check.outcome() == Check.Outcome.FAILED);
    }

    @Test
    void aBoardThatRefusesFailsTheDrillAndSaysWhatToDo() {
        var centre = DataCentre.of(program, "2x0-drillbmc");
        centre.say("bmc h2 refuse");
        var begun = operations.readiness(As.ADA, centre.pool());
        centre.done(begun.task());
        var detail = drills.drill(As.ADA, begun.drill());
        assertThat(detail.drill().state()).isEqualTo(DrillState.FAILED);
        assertThat(detail.checks())
                .filteredOn(check -> check.outcome() == Check.Outcome.FAILED)
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.name()).isEqualTo("fence");
                    assertThat(check.subject()).isEqualTo(centre.host("h2").name());
                    assertThat(check.advice()).isNotBlank();
                });
    }

    @Test
    void aSpareHostIsCutFollowedAndBroughtBack() {
        var centre = DataCentre.of(program, "3x0-canary");
        var spare = centre.host("h3");
        var begun = operations.canary(As.ADA, centre.pool(), spare.id(), template(centre));
        centre.done(begun.task());
        var detail = drills.drill(As.ADA, begun.drill());
        assertThat(detail.drill().state()).as("%s", detail).isEqualTo(DrillState.PASSED);
        assertThat(detail.checks())
                .extracting(Check::name)
                .containsSubsequence("alone", "canary", "cut", "proven", "running", "back");
        assertThat(centre.host("h3").state()).isEqualTo(HostState.UP);
        assertThat(centre.world().hasPower("h3")).isTrue();
        assertThat(centre.vms()).as("the canary is gone").isEmpty();
        assertThat(jdbc.sql("select drill from failover where id = :id")
                        .param("id", detail.drill().failover())
                        .query(Boolean.class)
                        .single())
                .as("its failover is marked")
                .isTrue();
        centre.lawful();
    }

    @Test
    void aHostThatCarriesAVmIsNeverCut() {
        var centre = DataCentre.of(program, "3x0-canaryno");
        var vm = centre.run("web-1", "h3", Protection.PROTECTED);
        var begun = operations.canary(As.ADA, centre.pool(), centre.host("h3").id(), template(centre));
        var ended = centre.ended(begun.task());
        assertThat(ended.state()).isEqualTo(TaskState.FAILED);
        assertThat(ended.failure()).contains("Nothing was cut", "web-1");
        assertThat(drills.drill(As.ADA, begun.drill()).drill().state()).isEqualTo(DrillState.STOPPED);
        assertThat(centre.world().hasPower("h3")).isTrue();
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void whoOnlyLooksStartsNothing() {
        var centre = DataCentre.of(program, "1x0-drillwho");
        assertThatThrownBy(() -> operations.readiness(As.UMA, centre.pool())).isInstanceOf(Refusal.class);
    }

    @Test
    void aScheduledDrillRunsWhenItsTimeHasCome() {
        var centre = DataCentre.of(program, "1x0-drillcron");
        var id = operations.schedule(
                As.ADA, new NewSchedule(DrillKind.READINESS, centre.pool(), null, null, "0 6 * * MON", "UTC"));
        assertThat(drills.schedules(As.ADA).stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .next())
                .hasSize(5);
        jdbc.sql("update drill_schedule set run_after = run_after - interval '8 days' where id = :id")
                .param("id", id)
                .update();
        var pool = jdbc.sql("select name from pool where id = :id")
                .param("id", centre.pool())
                .query(String.class)
                .single();
        Await.until(
                "the scheduled drill has ended",
                DataCentre.LATER,
                () ->
                        drills
                                .drills(Actor.SYSTEM, ListQuery.of("pool:\"" + pool + "\"", null, 10, null))
                                .items()
                                .stream()
                                .anyMatch(drill -> drill.endedAt() != null
                                        && drill.requestedBy().startsWith("schedule of")),
                centre::facts);
        operations.unschedule(As.ADA, id);
        assertThat(drills.schedules(As.ADA)).noneMatch(each -> each.id().equals(id));
    }

    private UUID template(DataCentre centre) {
        var volume = jdbc.sql("""
                        select v.id from volume v join datastore d on d.id = v.datastore_id
                        where d.pool_id = :pool and v.name = 'debian-12.qcow2' limit 1
                        """).param("pool", centre.pool());
        var disk = Await.until(
                "the template's volume is known",
                DataCentre.LATER,
                () -> volume.query(UUID.class).optional(),
                java.util.Optional::isPresent,
                centre::facts);
        return program.getBean(TemplateOperations.class)
                .publish(
                        As.ADA,
                        new NewTemplate(
                                centre.pool(),
                                "canary of " + centre.pool(),
                                "",
                                1,
                                64 * Bytes.MIB,
                                null,
                                null,
                                List.of(new NewTemplate.Disk(disk.orElseThrow(), "virtio")),
                                null));
    }
}
