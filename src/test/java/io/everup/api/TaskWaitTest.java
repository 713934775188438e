package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Cloud;
import io.everup.support.ModuleTier;
import jakarta.servlet.AsyncEvent;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.test.web.servlet.MockMvc;

/** Waiting for a task, and calling one off. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskWaitTest {

    private static final String WORLD = "1x2-wait";

    @Autowired
    MockMvc mvc;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Simulator simulator;

    private Api ada;
    private Cloud cloud;

    @BeforeAll
    void oneHost() {
        ada = new Api(mvc, As.ADA);
        cloud = Cloud.build(ada, simulator, WORLD, 1);
    }

    @AfterEach
    void heal() {
        simulator.command(WORLD, "heal");
    }

    private String slowStart(String name) {
        var vm = cloud.deploy(ada, name, false);
        simulator.command(WORLD, "slow start " + name + " 8s");
        return ada.post(vm + "/actions/start", null).is(202).header("Location");
    }

    @Test
    void aWaitEndsWhenTheTaskDoes() throws Exception {
        var task = slowStart("patient");
        var waiting = mvc.perform(get(task + "?wait=60").with(As.ada())).andReturn();
        assertThat(waiting.getRequest().isAsyncStarted()).isTrue();
        waiting.getAsyncResult(40_000);
        var body = mvc.perform(asyncDispatch(waiting)).andReturn().getResponse().getContentAsString();
        assertThat(body).contains("\"state\":\"succeeded\"");
    }

    @Test
    void aWaitThatIsOverAnswersWithWhatIs() throws Exception {
        var task = slowStart("hasty");
        var waiting = mvc.perform(get(task + "?wait=1").with(As.ada())).andReturn();
        assertThat(waiting.getRequest().getAsyncContext().getTimeout()).isEqualTo(1_000);
        runOut((MockAsyncContext) waiting.getRequest().getAsyncContext());
        var body = mvc.perform(asyncDispatch(waiting)).andReturn().getResponse().getContentAsString();
        assertThat(body).contains("\"state\":\"").doesNotContain("succeeded");
        ada.get(task + "?wait=60");
    }

    /** What the servlet container does when the time is over; the mock has no clock. */
    private static void runOut(MockAsyncContext context) throws Exception {
        for (var listener : context.getListeners()) {
            listener.onTimeout(new AsyncEvent(context));
        }
    }

    @Test
    void anEndedTaskIsAnsweredAtOnceAndTheLongestWaitIsAMinute() throws Exception {
        var task = slowStart("minute");
        var waiting = mvc.perform(get(task + "?wait=600").with(As.ada())).andReturn();
        assertThat(waiting.getRequest().getAsyncContext().getTimeout()).isEqualTo(60_000);
        waiting.getAsyncResult(40_000);
        var again = mvc.perform(get(task + "?wait=60").with(As.ada())).andReturn();
        assertThat(again.getRequest().isAsyncStarted()).isFalse();
    }

    @Test
    void aWaitIsAWholeNumberNotBelowZero() {
        var task = ada.get("/api/v1/tasks?limit=1").text("/items/0/id");
        ada.get("/api/v1/tasks/" + task + "?wait=-1").is(422);
        ada.get("/api/v1/tasks/" + task + "?wait=soon").is(422);
        ada.get("/api/v1/tasks/" + task + "?wait=0").is(200);
        ada.get("/api/v1/tasks/00000000-0000-0000-0000-000000000001?wait=5").is(404);
    }

    @Test
    void aCancelledTaskIsUndoneAndTheVmIsFreeAgain() {
        simulator.command(WORLD, "slow create-volume h1 6s");
        var made = ada.post(
                        "/api/v1/vms",
                        Map.of("name", "regret", "pool", cloud.pool(), "template", cloud.template(), "start", true))
                .is(202);
        var task = made.header("Location");
        var uma = new Api(mvc, As.UMA);
        uma.post(task + "/actions/cancel", null).is(404);
        ada.post(task + "/actions/cancel", null).is(202);
        assertThat(ada.get(task + "?wait=40").text("/state")).isEqualTo("cancelled");
        ada.post(task + "/actions/cancel", null).is(409);
        ada.get("/api/v1/vms/" + made.text("/subject/id")).is(404);
        ada.succeed("/api/v1/vms", Map.of("name", "regret", "pool", cloud.pool(), "template", cloud.template()));
    }

    @Test
    void whoeverAskedMayCancelWithoutFurtherRights() {
        // A VM is owned by who has an account.
        jdbc.sql("""
                        insert into user_account (id, login, display_name, role, source, password_hash, created_at)
                        values (:id, 'uma', 'Uma', 'USER', 'LOCAL', 'x', now()) on conflict do nothing
                        """).param("id", As.UMA.id()).update();
        var uma = new Api(mvc, As.UMA);
        simulator.command(WORLD, "slow create-volume h1 6s");
        var task = uma.post("/api/v1/vms", Map.of("name", "mine", "pool", cloud.pool(), "template", cloud.template()))
                .is(202)
                .header("Location");
        uma.post(task + "/actions/cancel", null).is(202);
        assertThat(uma.get(task + "?wait=40").text("/state")).isEqualTo("cancelled");
    }
}
