package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.audit.AuditDirectory;
import io.everup.audit.AuditEntry;
import io.everup.shared.ListQuery;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ScenarioTier;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

/** A protected VM whose guest crashes while its host is fine is started again, as often as its policy says. */
@ScenarioTier
class GuestCrashTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    CrashDirectory directory;

    @Autowired
    CrashOperations operations;

    @Autowired
    VmOperations vms;

    @Autowired
    AuditDirectory audit;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvc mvc;

    private List<GuestCrash> crashes(UUID vm) {
        return directory.crashes(As.ADA, vm, ListQuery.everything()).items();
    }

    /** Waits until so many crashes are known and the newest is answered to its end. */
    private GuestCrash answered(DataCentre centre, UUID vm, int count, String end) {
        return Await.until(
                        "crash " + count + " of " + centre.vm(vm).name() + " comes to " + end,
                        DataCentre.LATER,
                        () -> crashes(vm),
                        all -> all.size() == count && end.equals(all.get(0).end() + ""),
                        centre::facts)
                .get(0);
    }

    @Test
    void itIsStartedWhereItWasAndLeftDownWhenItsPolicyIsUsedUp() {
        var centre = DataCentre.of(program, "2x0-crash");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        operations.ofVm(As.OLI, web, 1, 60);

        centre.say("crash web-1");
        var first = answered(centre, web, 1, "RUNS");
        assertThat(first.restart()).isTrue();
        assertThat(first.why()).contains("restart 1 of 1 within 60 minutes");
        assertThat(first.task()).as("the start that was begun for it").isNotNull();
        assertThat(centre.awaitVm(web, VmState.RUNNING).host()).isEqualTo(centre.named("h2"));
        assertThat(centre.failover("h2")).as("its host is fine").isNull();

        centre.say("crash web-1");
        var second = answered(centre, web, 2, "null");
        assertThat(second.restart()).isFalse();
        assertThat(second.why()).contains("left down").contains("once within 60 minutes");
        assertThat(centre.vm(web).state()).isEqualTo(VmState.STOPPED);
        assertThat(centre.vm(web).problem()).contains("Look at its console");
        assertThat(centre.eventsOf(web, "vm")).extracting("kind").contains("vm-crash-restart", "vm-crash-left");
        Await.until(
                "an alarm says so",
                DataCentre.LATER,
                () -> jdbc.sql("select text from alarm where rule = 'VM_CRASHING' and subject_id = :vm")
                        .param("vm", web)
                        .query(String.class)
                        .list(),
                found -> found.size() == 1 && found.get(0).startsWith("web-1 is down."),
                centre::facts);

        centre.done(vms.start(As.OLI, web));
        centre.awaitVm(web, VmState.RUNNING);
        centre.say("crash web-1");
        assertThat(answered(centre, web, 3, "RUNS").restart())
                .as("an operator's start counts anew")
                .isTrue();
        centre.lawful();
    }

    /** As after a start whose answer was lost with the network: a restart is owed by the record, and the guest was shut down. */
    @Test
    void whoseRestartNobodySawAndWhoWasShutDownSinceStaysOff() {
        var centre = DataCentre.of(program, "2x0-unseen");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("guest-shutdown web-1");
        centre.awaitVm(web, VmState.STOPPED);
        jdbc.sql("""
                        with owed as (insert into guest_crash (id, vm_id, crashed_at, verdict, why, decided_at)
                            values (:id, :vm, now(), 'RESTART', 'It crashed.', now()) returning vm_id)
                        update vm set wanted_on = true where id in (select vm_id from owed)
                        """).param("id", UUID.randomUUID()).param("vm", web).update();
        answered(centre, web, 1, "OFF");
        assertThat(centre.vm(web).state()).as("S6").isEqualTo(VmState.STOPPED);
        assertThat(centre.eventsOf(web, "vm")).extracting("kind").contains("vm-crash-over");
        assertThat(centre.world().runningOn("web-1")).isEmpty();
        centre.lawful();
    }

    @Test
    void whatItsOwnerShutDownIsNoCrashAndWhatIsKeptInMemoryIsLetGo() {
        var centre = DataCentre.of(program, "2x0-panic");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        var off = centre.run("off-1", "h2", Protection.PROTECTED);
        var free = centre.run("free-1", "h1", Protection.OFF);

        centre.say("guest-shutdown off-1");
        centre.say("crash free-1");
        centre.awaitVm(off, VmState.STOPPED);
        centre.awaitVm(free, VmState.STOPPED);
        centre.say("panic web-1");
        var crash = answered(centre, web, 1, "RUNS");
        assertThat(crash.preserved()).isTrue();
        assertThat(centre.awaitVm(web, VmState.RUNNING).host()).isEqualTo(centre.named("h2"));
        assertThat(centre.vm(off).state()).as("S6").isEqualTo(VmState.STOPPED);
        assertThat(centre.vm(free).state()).as("not protected").isEqualTo(VmState.STOPPED);
        assertThat(crashes(off)).isEmpty();
        assertThat(crashes(free)).isEmpty();
        centre.lawful();
    }

    @Test
    void aRuleOfThePoolAndOneOfItsOwnByFormAndByApi() throws Exception {
        var centre = DataCentre.of(program, "1x0-crash-rule");
        var web = centre.vmOf(centre.make("web-1", "h1", 1, Protection.PROTECTED, false));
        var api = new Api(mvc, As.OLI);
        var ofPool = "/api/v1/pools/" + centre.pool() + "/crash-policy";
        var ofVm = "/api/v1/vms/" + web + "/crash-policy";
        assertThat(api.get(ofVm).is(200).text("/restarts")).isEqualTo("3");
        api.send("PUT", ofPool, Map.of("restarts", 5, "minutes", 30), Map.of()).is(200);
        assertThat(api.get(ofVm).is(200).text("/restarts")).as("as its pool").isEqualTo("5");
        api.send("PUT", ofVm, Map.of("restarts", 0, "minutes", 60), Map.of()).is(200);
        assertThat(api.get(ofVm).is(200).text("/ofPool")).isEqualTo("false");
        api.send("PUT", ofVm, Map.of("restarts", 21, "minutes", 60), Map.of()).is(422);
        api.send("PUT", ofVm, Map.of("restarts", 1, "minutes", 4), Map.of()).is(422);
        api.send("PUT", ofPool, Map.of("restarts", 1), Map.of()).is(422);
        assertThat(api.send("DELETE", ofVm, null, Map.of()).is(200).text("/ofPool"))
                .isEqualTo("true");
        assertThat(api.get("/api/v1/vms/" + web + "/crashes").is(200).text("/total"))
                .isEqualTo("0");

        mvc.perform(get("/vms/" + web + "/crashes").with(As.oli()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("at most 5 restarts within 30 minutes")));
        mvc.perform(get("/pools/" + centre.pool() + "/crash-policy").with(As.oli()))
                .andExpect(status().isOk());
        mvc.perform(post("/vms/" + web + "/actions/crash-policy")
                        .with(As.oli())
                        .with(csrf())
                        .param("inherit", "false")
                        .param("restarts", "x")
                        .param("minutes", "10"))
                .andExpect(status().isUnprocessableContent());
        mvc.perform(post("/vms/" + web + "/actions/crash-policy")
                        .with(As.oli())
                        .with(csrf())
                        .param("inherit", "false")
                        .param("restarts", "2")
                        .param("minutes", "10"))
                .andExpect(status().is3xxRedirection());
        assertThat(api.get(ofVm).is(200).text("/restarts")).isEqualTo("2");
        assertThat(audit.about(As.ADA, "vm", web, 20))
                .extracting(AuditEntry::action)
                .contains("vm.crash-policy");
    }
}
