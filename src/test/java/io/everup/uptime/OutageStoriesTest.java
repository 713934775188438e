package io.everup.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.ha.HaDirectory;
import io.everup.maintenance.MaintenanceOperations;
import io.everup.migration.MigrationOperations;
import io.everup.shared.ListQuery;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ScenarioTier;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What happens to simulated hosts and VMs comes to the right rows, causes and evidence. */
@ScenarioTier
class OutageStoriesTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    UptimeDirectory uptime;

    @Autowired
    VmOperations vms;

    @Autowired
    HaDirectory ha;

    private List<OutageView> outages(UUID vm) {
        return uptime.outages(As.MIA, ListQuery.everything(), null, vm, null).items();
    }

    private OutageView await(DataCentre centre, UUID vm, String law, Predicate<OutageView> wished) {
        return Await.until(
                        law,
                        DataCentre.LATER,
                        () -> outages(vm),
                        rows -> rows.stream().anyMatch(wished),
                        () -> outages(vm) + centre.facts())
                .stream()
                .filter(wished)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPowerCutIsAnOutageByHardwareFromTheLastAnswerOn() {
        var centre = DataCentre.of(program, "3x0-outage-cut");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        var test = centre.run("test-1", "h2", Protection.OFF);
        var other = centre.run("other-1", "h1", Protection.OFF);
        centre.say("power h2 off");
        centre.awaitElsewhere(web, "h2");
        centre.awaitFailover("h2", "DONE");

        var row = await(centre, web, "the outage has ended", one -> one.endedAt() != null);
        var failover = centre.failover("h2");
        assertThat(row.cause()).isEqualTo(Cause.HARDWARE);
        assertThat(row.rule()).isEqualTo("host-lost-power");
        assertThat(row.counted()).isTrue();
        assertThat(row.evidence())
                .as("the failover speaks for it")
                .anySatisfy(one -> assertThat(one.id()).isEqualTo(failover.id()));
        assertThat(row.startedAt().toEpochMilli())
                .as("down from its host's last answer on")
                .isEqualTo(failover.silentAt().toEpochMilli());
        var running = ha.failover(As.ADA, failover.id()).vms().get(0).runningAt();
        assertThat(row.endedAt().toEpochMilli()).as("until it ran elsewhere").isEqualTo(running.toEpochMilli());

        var unprotected = await(centre, test, "it is known to be down", one -> true);
        assertThat(unprotected.endedAt()).as("it wasn't restarted").isNull();
        assertThat(unprotected.cause()).isEqualTo(Cause.HARDWARE);
        assertThat(outages(other)).as("who lives elsewhere").isEmpty();

        var credits = uptime.avoided(As.MIA, uptime.window("today"), web, null);
        assertThat(credits).extracting(Avoided::kind).containsExactly(Avoided.Kind.FAILOVER);
        assertThat(credits.get(0).evidence().id()).isEqualTo(failover.id());
        var figures = uptime.report(As.MIA, uptime.window("today"), web, null).figures();
        assertThat(figures.down()).as("the figures are the rows'").isEqualTo(row.length());
    }

    @Test
    void whatAnOperatorSwitchesOffIsTheirs() {
        var centre = DataCentre.of(program, "2x0-outage-asked");
        var web = centre.run("web-1", "h1", Protection.PROTECTED);
        var off = vms.powerOff(As.OLI, web);
        centre.done(off);
        await(centre, web, "it is down", one -> one.endedAt() == null);
        centre.done(vms.start(As.OLI, web));
        var row = await(centre, web, "it has ended", one -> one.endedAt() != null);
        assertThat(row.cause()).isEqualTo(Cause.OPERATOR);
        assertThat(row.rule()).isEqualTo("asked-off");
        assertThat(row.who()).isEqualTo("oli");
        assertThat(row.counted()).as("it was not wanted on").isFalse();
        assertThat(row.evidence())
                .anySatisfy(one -> assertThat(one.id()).as("the task").isEqualTo(off));
        assertThat(outages(web)).hasSize(1);
        assertThat(uptime.outage(As.MIA, row.id()).versions())
                .as("it began, it ended")
                .hasSize(2);
        assertThat(uptime.report(As.MIA, uptime.window("today"), web, null)
                        .figures()
                        .availability())
                .isEqualTo(1.0);
    }

    @Test
    void aGuestThatCrashesIsTheGuests() {
        var centre = DataCentre.of(program, "2x0-outage-crash");
        var web = centre.run("web-1", "h1", Protection.OFF);
        centre.say("crash web-1");
        centre.awaitVm(web, VmState.STOPPED);
        var row = await(centre, web, "a crash is an outage", one -> true);
        assertThat(row.cause()).isEqualTo(Cause.GUEST);
        assertThat(row.rule()).isEqualTo("guest-crashed");
        assertThat(row.counted()).isTrue();
        centre.done(vms.start(As.OLI, web));
        await(centre, web, "it has ended", one -> one.endedAt() != null && one.cause() == Cause.GUEST);
    }

    @Test
    void aDiskThatFailsIsStorage() {
        var centre = DataCentre.of(program, "2x0-outage-disk");
        var web = centre.run("web-1", "h1", Protection.PROTECTED);
        centre.say("storage shared off");
        centre.awaitVm(web, VmState.PAUSED);
        assertThat(await(centre, web, "it stands still", one -> true).cause()).isEqualTo(Cause.STORAGE);
    }

    @Test
    void aVmThatLeftItsHostBeforeThatWentOffLostNothing() {
        var centre = DataCentre.of(program, "3x0-outage-moved");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        var stayed = centre.run("stay-1", "h1", Protection.PROTECTED);
        centre.done(centre.the(MigrationOperations.class)
                .migrate(As.OLI, web, centre.host("h3").id()));
        centre.done(centre.the(MaintenanceOperations.class)
                .enter(As.OLI, centre.host("h2").id()));
        centre.say("power h2 off");
        var credits = Await.until(
                "the migration is credited",
                DataCentre.LATER,
                () -> uptime.avoided(As.MIA, uptime.window("today"), null, centre.pool()),
                found -> !found.isEmpty(),
                centre::facts);
        assertThat(credits).hasSize(1);
        assertThat(credits.get(0).vm()).isEqualTo(web);
        assertThat(credits.get(0).kind()).isEqualTo(Avoided.Kind.MIGRATION);
        assertThat(credits.get(0).evidence().type()).isEqualTo("migration");
        assertThat(credits.get(0).formula()).contains(centre.named("h2"));
        assertThat(outages(web)).isEmpty();
        assertThat(outages(stayed)).isEmpty();
    }
}
