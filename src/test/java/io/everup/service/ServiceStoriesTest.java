package io.everup.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.shared.ListQuery;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ProbedServer;
import io.everup.support.ScenarioTier;
import io.everup.uptime.Cause;
import io.everup.uptime.OutageView;
import io.everup.uptime.UptimeDirectory;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What happens to a service's VMs and probes comes to its state, and to rows with the right cause and evidence. */
@ScenarioTier
class ServiceStoriesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Autowired
    ApplicationContext program;

    @Autowired
    ServiceOperations operations;

    @Autowired
    ServiceDirectory services;

    @Autowired
    ServiceReports reports;

    @Autowired
    PlannedMaintenance maintenance;

    @Autowired
    UptimeDirectory uptime;

    @Autowired
    VmOperations vms;

    private static ServiceSpec.Group group(String name, int need, UUID... vms) {
        return new ServiceSpec.Group(name, need, List.of(vms), List.of(), List.of());
    }

    private UUID service(String name, List<ServiceSpec.Group> groups, ProbeSpec... probes) {
        return operations.create(As.OLI, new ServiceSpec(name, "", "", BERLIN, 99.9, groups, List.of(probes)));
    }

    private List<OutageView> outages(UUID service) {
        return uptime.outagesOfService(As.MIA, ListQuery.everything(), null, service)
                .items();
    }

    private void await(UUID service, ServiceState state) {
        Await.until(
                "the service becomes " + state,
                DataCentre.LATER,
                () -> services.service(As.MIA, service),
                one -> one.state() == state,
                () -> services.service(As.MIA, service) + " " + outages(service));
    }

    private OutageView row(UUID service, String law, Predicate<OutageView> wished) {
        return Await.until(
                        law,
                        DataCentre.LATER,
                        () -> outages(service),
                        rows -> rows.stream().anyMatch(wished),
                        () -> outages(service))
                .stream()
                .filter(wished)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneOfTwoCanBeMissedAndTheLastOneCannot() {
        var centre = DataCentre.of(program, "3x0-service-cut");
        var web1 = centre.run("web-1", "h1", Protection.OFF);
        var web2 = centre.run("web-2", "h2", Protection.PROTECTED);
        var website = service("Website", List.of(group("web", 1, web1, web2)));
        await(website, ServiceState.UP);

        centre.done(vms.powerOff(As.OLI, web1));
        await(website, ServiceState.DEGRADED);
        assertThat(outages(website)).as("redundancy is met").isEmpty();

        centre.say("power h2 off");
        var down = row(website, "the service went down with its last VM", one -> true);
        assertThat(down.cause()).as("the last one to go broke it").isEqualTo(Cause.HARDWARE);
        assertThat(down.rule()).isEqualTo("members-down");
        assertThat(down.counted()).isTrue();
        assertThat(down.evidence()).as("both members' outages speak for it").hasSize(2);
        var ended = row(website, "web-2 runs elsewhere", one -> one.endedAt() != null);
        var member = uptime.outages(As.MIA, ListQuery.everything(), null, web2, null)
                .items()
                .get(0);
        assertThat(ended.startedAt()).isEqualTo(member.startedAt());
        assertThat(ended.endedAt()).isEqualTo(member.endedAt());
        await(website, ServiceState.DEGRADED);
        Await.until(
                "the figures are the rows'",
                DataCentre.LATER,
                () -> reports.report(As.MIA, website, "month").figures().down(),
                ended.length()::equals,
                () -> reports.report(As.MIA, website, "month"));
    }

    @Test
    void whatAnOperatorSwitchesOffCountsUnlessItWasAnnounced() {
        var centre = DataCentre.of(program, "2x0-service-asked");
        var db = centre.run("db-1", "h1", Protection.PROTECTED);
        var shop = service("Shop", List.of(group("db", 1, db)));
        await(shop, ServiceState.UP);
        centre.done(vms.powerOff(As.OLI, db));
        await(shop, ServiceState.DOWN);
        centre.done(vms.start(As.OLI, db));
        var row = row(shop, "it has ended", one -> one.endedAt() != null);
        assertThat(row.cause()).isEqualTo(Cause.OPERATOR);
        assertThat(row.who()).isEqualTo("oli");
        assertThat(row.counted())
                .as("the VM was not wanted on, the service was")
                .isTrue();

        var now = Instant.now();
        maintenance.announce(As.OLI, shop, now, now.plusSeconds(3_600), "New disks");
        centre.done(vms.powerOff(As.OLI, db));
        var planned = row(shop, "it was announced", one -> one.planned());
        assertThat(planned.counted()).isFalse();
        assertThat(planned.cause()).isEqualTo(Cause.MAINTENANCE);
    }

    @Test
    void aProgramThatAnswersWronglyIsAnOutageByTheGuest() {
        var centre = DataCentre.of(program, "2x0-service-probe");
        var web = centre.run("web-9", "h1", Protection.OFF);
        try (var server = ProbedServer.outside("HTTP/1.1 200 OK\r\n\r\nwelcome")) {
            var at = "http://" + server.host() + ":" + server.port() + "/";
            var probe = new ProbeSpec(
                    null, "front page", ProbeSpec.Kind.HTTP, at, "GET", "200", "welcome", 0, null, null, 5, 4, 1, 1);
            var portal = service("Portal", List.of(group("web", 1, web)), probe);
            await(portal, ServiceState.UP);
            Await.until(
                    "the probe is good",
                    DataCentre.LATER,
                    () -> services.detail(As.MIA, portal).probes().get(0).verdict(),
                    Verdict.UP::equals,
                    () -> services.detail(As.MIA, portal));
            server.answer("HTTP/1.1 500 Oops\r\n\r\n");
            await(portal, ServiceState.DOWN);
            var row = row(portal, "its probes say so", one -> true);
            assertThat(row.cause()).isEqualTo(Cause.GUEST);
            assertThat(row.rule()).isEqualTo("wrong-answer");
            assertThat(row.why()).contains("status 500");
            server.answer("HTTP/1.1 200 OK\r\n\r\nwelcome");
            row(portal, "it answers again", one -> one.endedAt() != null);
            await(portal, ServiceState.UP);
        }
    }

    @Test
    void aDeletedVmLeavesItsServiceAndItsHistoryStays() {
        var centre = DataCentre.of(program, "2x0-service-gone");
        var one = centre.run("app-1", "h1", Protection.OFF);
        var two = centre.run("app-2", "h2", Protection.OFF);
        var app = service("App", List.of(group("app", 1, one), group("spare", 1, two)));
        await(app, ServiceState.UP);
        centre.done(vms.powerOff(As.OLI, two));
        var row = row(app, "it is down", found -> true);
        centre.done(vms.delete(As.OLI, two));
        Await.until(
                "the VM left the service",
                DataCentre.LATER,
                () -> services.detail(As.MIA, app).spec().vms(),
                List.of(one)::equals,
                () -> services.detail(As.MIA, app));
        await(app, ServiceState.UP);
        assertThat(outages(app)).extracting(OutageView::id).contains(row.id());
    }
}
