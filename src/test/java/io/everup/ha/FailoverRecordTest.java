package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.host.HostState;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.vm.Protection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

/** What is kept of a failover: forecast, times, facts, and what somebody must do about it. */
@ModuleTier
class FailoverRecordTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    FailoverReports reports;

    @Autowired
    FailoverEvidence evidence;

    @Autowired
    FailoverClock clock;

    @Autowired
    RecoveryTimes times;

    @Autowired
    RtoOperations goals;

    @Autowired
    WaitingVms waiting;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvc mvc;

    @Test
    void aRealFailoverIsMeasuredAgainstItsForecastAndKeptWhenAllIsGone() throws Exception {
        var centre = DataCentre.of(program, "3x0-record");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        goals.goal(As.OLI, centre.pool(), 86_400);
        centre.say("power h2 off");
        centre.awaitElsewhere(web, "h2");
        var failover = centre.awaitFailover("h2", "DONE");
        clock.follow();
        var report = reports.report(As.ARLO, failover.id());
        assertThat(report.guide().tone()).isEqualTo("ok");
        assertThat(report.goalSeconds()).isEqualTo(86_400);
        assertThat(report.late(Instant.now())).isFalse();
        assertThat(report.millisToLastRunning()).isPositive();
        assertThat(report.timeline())
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.millis()).isNotNegative());
        assertThat(report.vms()).singleElement().satisfies(vm -> {
            assertThat(vm.name()).isEqualTo("web-1");
            assertThat(vm.downMillis()).isPositive();
            assertThat(vm.attempts()).isPositive();
        });
        var time = times.times(As.ADA, new RecoveryTimes.Filter(centre.pool(), null), ListQuery.everything())
                .items();
        assertThat(time).singleElement().satisfies(one -> {
            assertThat(one.lastRunningMillis()).isGreaterThanOrEqualTo(one.provenMillis());
            assertThat(one.breached()).isFalse();
        });
        mvc.perform(get("/failovers/" + failover.id()).with(As.arlo()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("What you must do")));
        mvc.perform(get("/recovery-times").with(As.arlo())).andExpect(status().isOk());
        mvc.perform(get("/high-availability").with(As.arlo())).andExpect(status().isOk());

        jdbc.sql("update failover set pool_id = null, host_id = null where id = :id")
                .param("id", failover.id())
                .update();
        assertThat(reports.report(As.ADA, failover.id()).pool()).isEqualTo("3x0-record");
    }

    @Test
    void aSilentHostSaysWhoWaitsAndWhatToDo() throws Exception {
        var centre = DataCentre.of(program, "2x0-wait");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("power h2 cut");
        centre.awaitHost("h2", HostState.LOST);
        var failover = centre.awaitFailover("h2", "WAITING");
        var report = Await.until(
                "the forecast is made",
                DataCentre.LATER,
                () -> reports.report(As.OLI, failover.id()),
                one -> !one.vms().isEmpty(),
                centre::facts);
        assertThat(report.guide().acts()).startsWith(FailoverReport.Act.CONFIRM_DEAD);
        assertThat(report.vms()).singleElement().satisfies(vm -> {
            assertThat(vm.fate()).as("nothing is proven").isNull();
            assertThat(vm.targetName()).isEqualTo(centre.named("h1"));
            assertThat(vm.predictedSeconds()).as("it was foreseen").isPositive();
        });
        assertThat(report.evidence())
                .as("each observer's answer")
                .extracting(FailoverFact::observer)
                .anyMatch(observer -> observer.startsWith("fence_sim"))
                .anyMatch(observer -> observer.startsWith("link from replica"));
        assertThat(report.evidence())
                .as("silence speaks for nothing")
                .noneMatch(fact -> Boolean.TRUE.equals(fact.speaksFor()));
        assertThat(waiting.of(As.OLI, 10)).anySatisfy(vm -> assertThat(vm.vm()).isEqualTo(web));
        for (var page : List.of(
                "/failovers/" + failover.id(), "/hosts/" + centre.host("h2").id() + "/attention")) {
            mvc.perform(get(page).with(As.oli()))
                    .andExpect(status().isOk())
                    .andExpect(content().string(Matchers.containsString("It is off: I have seen it")));
        }
        var api = new Api(mvc, As.OLI);
        assertThat(api.get("/api/v1/failovers/" + failover.id() + "/report")
                        .is(200)
                        .text("/guide/acts/0"))
                .isEqualTo("confirm-dead");
        assertThat(api.get("/api/v1/waiting-vms").is(200).body().at("/total").asInt())
                .isPositive();
        centre.say("heal");
    }

    @Test
    void factsAreKeptWithTheirDecisionAndNotTwice() {
        var id = failover(false, 4_000, 9_000);
        var now = Instant.now();
        jdbc.sql(
                        "insert into failover_stage (failover_id, at, stage, text) values (:id, now(), 'fencing', 'It is silent.')")
                .param("id", id)
                .update();
        var facts = List.of(
                new FailoverFact("fence_ipmilan", "It answers: power is on.", false, now),
                new FailoverFact("TCP and ICMP", "No answer.", null, now));
        evidence.write(id, "fencing", facts, now);
        evidence.write(id, "fencing", facts, now);
        assertThat(evidence.of(id)).hasSize(1);
        var report = reports.report(As.ADA, id);
        assertThat(report.why().stage()).isEqualTo("fencing");
        assertThat(report.why().facts())
                .extracting(FailoverFact::observer)
                .containsExactly("fence_ipmilan", "TCP and ICMP");
        assertThat(report.evidence()).hasSize(2);
    }

    @Test
    void drillsAreToldApartAndMonthsHaveMedianAndWorst() throws Exception {
        jdbc.sql("delete from failover").update();
        failover(false, 4_000, 10_000);
        failover(false, 4_000, 20_000);
        failover(false, 4_000, 60_000);
        failover(true, 1_000, 2_000);
        var all = new RecoveryTimes.Filter(null, RecoveryTimes.Drills.WITHOUT);
        assertThat(times.times(As.ADA, all, ListQuery.everything()).total()).isEqualTo(3);
        assertThat(times.times(
                                As.ADA,
                                new RecoveryTimes.Filter(null, RecoveryTimes.Drills.ONLY),
                                ListQuery.everything())
                        .total())
                .isEqualTo(1);
        assertThat(times.months(As.ADA, all, ListQuery.everything()).items())
                .singleElement()
                .satisfies(month -> {
                    assertThat(month.recoveries()).isEqualTo(3);
                    assertThat(month.medianMillis()).isEqualTo(20_000);
                    assertThat(month.worstMillis()).isEqualTo(60_000);
                    assertThat(month.breached()).as("over 30 s").isEqualTo(1);
                });
        var api = new Api(mvc, As.ARLO);
        assertThat(api.get("/api/v1/recovery-times?drills=with&limit=2").is(200).text("/next"))
                .isNotBlank();
        assertThat(api.get("/api/v1/recovery-times/months")
                        .is(200)
                        .body()
                        .at("/items/0/worstMillis")
                        .asInt())
                .isEqualTo(60_000);
        mvc.perform(get("/recovery-times.csv").with(As.arlo()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString(",60000,")));
        mvc.perform(get("/recovery-times?drills=WITH").with(As.arlo()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("rc-last")));
    }

    @Test
    void aGoalIsSetByFormAndApiWithinBounds() throws Exception {
        var centre = DataCentre.empty(program, "1x0-goal");
        mvc.perform(post("/pools/" + centre.pool() + "/actions/rto-goal")
                        .with(As.oli())
                        .with(csrf())
                        .param("seconds", "60"))
                .andExpect(status().is3xxRedirection());
        assertThat(times.goal(As.ARLO, centre.pool())).isEqualTo(60);
        var api = new Api(mvc, As.OLI);
        var path = "/api/v1/pools/" + centre.pool() + "/rto-goal";
        api.send("PUT", path, Map.of("seconds", 0), Map.of()).is(422);
        api.send("PUT", path, "{}", Map.of()).is(200);
        assertThat(times.goal(As.ARLO, centre.pool())).isNull();
        assertThatThrownBy(() -> goals.goal(As.ARLO, centre.pool(), 5)).isInstanceOf(Refusal.class);
    }

    private UUID failover(boolean drill, long provenMillis, long lastMillis) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into failover (id, host_name, pool_name, epoch, state, cause, silent_at, suspected_at, proven_at,
                            proof, proof_text, placed_at, first_running_at, last_running_at, ended_at, drill, goal_seconds, predicted_at)
                        select :id, 'h9', 'Attic', 1, 'DONE', 'It fell silent.', t, t + interval '1 second', t + :proven * interval '1 ms',
                            'FENCED', 'Off.', t + :proven * interval '1 ms', t + :last * interval '1 ms', t + :last * interval '1 ms',
                            t + :last * interval '1 ms', :drill, 30, t
                        from (select date_trunc('month', now()) + interval '1 hour' as t) x
                        """)
                .param("id", id)
                .param("proven", provenMillis)
                .param("last", lastMillis)
                .param("drill", drill)
                .update();
        return id;
    }
}
