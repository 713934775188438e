package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.ha.RestartOrderOperations.Wish;
import io.everup.ha.core.RestartOrder;
import io.everup.ha.core.StartAfter;
import io.everup.ha.core.StartGate;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

/** Which VM starts after which: said by page and API, never in a circle, and known to who restarts. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartOrderDataTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    RestartOrderOperations operations;

    @Autowired
    RestartOrderDirectory directory;

    @Autowired
    RestartFacts facts;

    @Autowired
    VmOperations vms;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvc mvc;

    private DataCentre centre;
    private UUID app;
    private UUID db;
    private UUID disk;

    @BeforeAll
    void threeVms() {
        centre = DataCentre.of(program, "1x0-order");
        app = centre.run("app", "h1", Protection.PROTECTED);
        db = centre.run("db", "h1", Protection.PROTECTED);
        disk = centre.run("disk", "h1", Protection.OFF);
        vms.protect(As.OLI, app, Protection.PROTECTED, 90);
    }

    @Test
    void theOrderOfThePoolFollows() {
        operations.set(As.OLI, app, List.of(new Wish(db, StartGate.ANSWERS, 60)));
        operations.set(As.OLI, db, List.of());
        var order =
                directory.ofPool(As.ARLO, centre.pool(), ListQuery.everything()).items();
        assertThat(order).extracting(RestartOrderDirectory.Entry::name).containsExactly("db", "app");
        assertThat(order.get(1).after()).singleElement().satisfies(link -> {
            assertThat(link.name()).isEqualTo("db");
            assertThat(link.gate()).isEqualTo(StartGate.ANSWERS);
            assertThat(link.timeoutSeconds()).isEqualTo(60);
        });
        assertThat(directory.ofVm(As.ARLO, centre.pool(), db).before())
                .extracting(RestartOrderDirectory.Link::name)
                .containsExactly("app");
    }

    @Test
    void aCircleIsRefusedAndNamed() {
        operations.set(As.OLI, app, List.of(new Wish(db, null, null)));
        operations.set(As.OLI, db, List.of(new Wish(disk, StartGate.TIME, 5)));
        assertThatThrownBy(() -> operations.add(As.OLI, disk, new Wish(app, null, null)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields().get(0).problem())
                                .contains("disk after app after db after disk"));
        assertThatThrownBy(() -> operations.add(As.OLI, app, new Wish(app, null, null)))
                .isInstanceOf(Refusal.class);
        assertThat(directory.ofVm(As.ADA, centre.pool(), disk).after())
                .as("what is refused leaves nothing behind")
                .isEmpty();
        operations.set(As.OLI, db, List.of());
    }

    @Test
    void whatIsOutOfBoundsIsRefused() {
        for (var seconds : new int[] {4, 1801, -1}) {
            assertThatThrownBy(() -> operations.add(As.OLI, app, new Wish(db, null, seconds)))
                    .isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> operations.add(As.OLI, app, new Wish(UUID.randomUUID(), null, null)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> operations.set(As.OLI, app, null)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> operations.set(As.ARLO, app, List.of())).isInstanceOf(Refusal.class);
    }

    @Test
    void whoRestartsKnowsHowThoseAreThatComeFirst() {
        operations.set(As.OLI, app, List.of(new Wish(db, StartGate.ANSWERS, 30)));
        var afters = facts.afters(List.of(app));
        assertThat(afters).containsExactly(new StartAfter(app, db, StartGate.ANSWERS, Duration.ofSeconds(30)));
        assertThat(facts.firsts(afters)).singleElement().satisfies(first -> {
            assertThat(first.standing()).isEqualTo(RestartOrder.Standing.RUNNING);
            assertThat(first.runningSince()).isNotNull();
            assertThat(first.answers()).as("nobody asks it").isNull();
        });
        probed(db, "now() - interval '1 hour'");
        assertThat(facts.firsts(afters).get(0).answers())
                .as("an answer from before it started says nothing")
                .isFalse();
        probed(db, "now() + interval '1 second'");
        assertThat(facts.firsts(afters).get(0).answers()).isTrue();
    }

    private void probed(UUID vm, String at) {
        var service = UUID.randomUUID();
        var probe = UUID.randomUUID();
        jdbc.sql("""
                        insert into service (id, name, team, spec, version, created_at)
                        values (:id, :id::text, '', jsonb_build_object('name', 'x', 'description', '', 'team', '', 'zone', 'UTC',
                            'groups', jsonb_build_array(jsonb_build_object('name', 'web', 'need', 1, 'vms', jsonb_build_array(:vm::text))),
                            'probes', jsonb_build_array(jsonb_build_object('id', :probe::text, 'name', 'runs', 'kind', 'GUEST',
                                'target', '', 'method', 'GET', 'status', '200', 'warnDays', 0, 'vm', :vm::text,
                                'intervalSeconds', 3600, 'timeoutSeconds', 5, 'failures', 3, 'goods', 1))), 1, now())
                        """).param("id", service).param("vm", vm).param("probe", probe).update();
        jdbc.sql("insert into service_member values (:service, :vm)")
                .param("service", service)
                .param("vm", vm)
                .update();
        jdbc.sql("insert into probe_vote values (:probe, 'n1', true, now(), 0, 3, now(), " + at
                        + ", now() + interval '1 hour', 3, 'NONE', 'It answers.', null)")
                .param("probe", probe)
                .update();
    }

    @Test
    void standingIsWhatOneMayCountOn() {
        assertThat(RestartFacts.standing("RUNNING", true, true, false)).isEqualTo(RestartOrder.Standing.RUNNING);
        assertThat(RestartFacts.standing("RUNNING", true, true, true))
                .as("its host is silent: nobody sees it run")
                .isEqualTo(RestartOrder.Standing.WAITING);
        assertThat(RestartFacts.standing("RUNNING", true, false, true)).isEqualTo(RestartOrder.Standing.OFF);
        assertThat(RestartFacts.standing("STOPPED", false, true, false)).isEqualTo(RestartOrder.Standing.OFF);
        assertThat(RestartFacts.standing("STOPPED", true, true, false)).isEqualTo(RestartOrder.Standing.WAITING);
        assertThat(RestartFacts.standing("RECOVERING", true, true, false)).isEqualTo(RestartOrder.Standing.WAITING);
        assertThat(RestartFacts.standing("FAULTED", true, true, false)).isEqualTo(RestartOrder.Standing.OFF);
    }

    @Test
    void namesSortAsPeopleDo() {
        assertThat(jdbc.sql("select n from (values ('app-10'), ('app-2'), ('db-1'), ('app-1')) x (n) order by n"
                                + io.everup.shared.NaturalOrder.COLLATE)
                        .query(String.class)
                        .list())
                .containsExactly("app-1", "app-2", "app-10", "db-1");
    }

    @Test
    void byPageAndByApi() throws Exception {
        mvc.perform(post("/vms/" + app + "/actions/start-after")
                        .with(As.oli())
                        .with(csrf())
                        .param("other", "DB")
                        .param("gate", "TIME")
                        .param("timeoutSeconds", "45"))
                .andExpect(status().is3xxRedirection());
        mvc.perform(get("/vms/" + app + "/restart-order").with(As.oli()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("has been running for 45 s")));
        mvc.perform(get("/vms/" + app + "/availability").with(As.oli())).andExpect(status().isOk());
        mvc.perform(get("/pools/" + centre.pool() + "/restart-order").with(As.arlo()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("runs for 45 s")));
        mvc.perform(post("/vms/" + app + "/actions/not-start-after")
                        .with(As.oli())
                        .with(csrf())
                        .param("other", db.toString()))
                .andExpect(status().is3xxRedirection());
        var api = new Api(mvc, As.OLI);
        var path = "/api/v1/vms/" + app + "/start-after";
        assertThat(api.get(path).is(200).body().at("/after").size()).isZero();
        var wish = Map.of("after", List.of(Map.of("vm", db, "gate", "answers")));
        assertThat(api.send("PUT", path, wish, Map.of()).is(200).text("/after/0/gate"))
                .isEqualTo("answers");
        assertThat(api.get("/api/v1/pools/" + centre.pool() + "/restart-order")
                        .is(200)
                        .text("/items/0/name"))
                .isEqualTo("db");
    }
}
