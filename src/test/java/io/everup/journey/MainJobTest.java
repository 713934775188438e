package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.test.annotation.DirtiesContext;

/** What Everup is for, on real hosts with real guests: deploy, look, move, and stay up when hosts die. */
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
class MainJobTest extends Journey {

    /** Of this run alone: VMs that another run left on the lab's hosts are adopted under theirs. */
    private static final String NAME = "web" + ProcessHandle.current().pid();

    private static final Logger log = LoggerFactory.getLogger(MainJobTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /**
     * How much longer than the reported pause the page may be silent: the network learns where the guest is now, and
     * emulation translates its code anew there. That is on an idle machine; where the portal, the browser, the hosts and
     * others wait for processors, it is as many times longer as there are who wait for each.
     */
    private static final Duration TOLERANCE = Duration.ofMillis(500);

    private final List<Guest> guests = new ArrayList<>();
    private final Map<String, Long> shown = new LinkedHashMap<>();
    private LabMachine lab;

    @BeforeAll
    void theLabAndItsHosts() {
        lab = LabMachine.up();
        new LabSetup(portal).build();
        signIn();
    }

    @AfterAll
    void goneAgain() {
        if (lab == null) {
            return;
        }
        try {
            lab.mend();
            if (!lab.isOurs()) {
                guests.forEach(this::delete);
            }
        } finally {
            lab.close();
        }
    }

    private void delete(Guest guest) {
        portal.until(
                "/vms/" + guest.id(),
                PATIENCE,
                vm -> vm.at("/power/seen").asString().equals("running"));
        portal.succeed("/vms/" + guest.id() + "/actions/poweroff", null);
        portal.ended(portal.send("DELETE", "/vms/" + guest.id(), null).is(202).text("/id"), "succeeded");
    }

    @Test
    @Order(1)
    void threeProtectedVmsAreMadeInOneFormAndSeenToRun() {
        VmForm.open(browser).vms(NAME, 3, LabSetup.TEMPLATE).protect(80).submit();
        var begin = System.nanoTime();
        browser.go("/vms?sort=name&q=template%3A%22Lab%20Linux%22");
        browser.until(
                "three VMs run, without loading the page again",
                PATIENCE,
                () -> browser.texts("#list tbody td[data-label=State]")
                        .equals(List.of("Running", "Running", "Running")));
        tell("deploy: three VMs from one form run after {} ms", millisSince(begin));
        browser.see("#list tbody td", "Protected");
        browser.isSound();
        for (var name : List.of(NAME + "-1", NAME + "-2", NAME + "-3")) {
            var id = portal.idOf("vms", name);
            var address = portal.get("/vms/" + id).text("/addresses/0");
            guests.add(new Guest(name, id, address));
        }
        guests.forEach(guest ->
                assertThat(guest.answers(PATIENCE).at("/name").asString()).isEqualTo(guest.name()));
        tell("deploy: all answer HTTP after {} ms", millisSince(begin));
        note();
    }

    @Test
    @Order(2)
    void theConsoleShowsTheGuestsScreen() {
        browser.go("/vms/" + guests.get(0).id() + "/console");
        browser.see("#console-screen canvas, iframe");
        browser.until("the guest's screen is seen, with light on it", PATIENCE, () -> litPixels() > 300);
        browser.isSound();
    }

    private static double waitersPerProcessor() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() / machine.getAvailableProcessors();
    }

    private long litPixels() {
        var lit = (Number) browser.script("""
                const canvas = document.querySelector('#console-screen canvas');
                if (!canvas || !canvas.width) return 0;
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                let lit = 0;
                for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] > 150) lit++;
                return lit;
                """);
        return lit == null ? 0 : lit.longValue();
    }

    @Test
    @Order(3)
    void aVmMovesWhileItsPageIsAsked() {
        var guest = guests.get(0);
        var boot = guest.boot();
        var source = hostOf(guest);
        browser.visit("/vms/" + guest.id(), guest.name());
        browser.click(".page-actions a", "Migrate");
        browser.see(".targets");
        browser.isSound();
        try (var loop = new RequestLoop(guest.page())) {
            Await.until("the page is asked", PATIENCE, loop::answers, count -> count > 100, loop::failures);
            var calm = loop.longestGap();
            loop.begin();
            browser.click(".targets a", "Choose");
            browser.see("#forecast");
            browser.isSound();
            browser.click("form button", "Move it");
            portal.until(
                    "/vms/" + guest.id(),
                    vm -> vm.at("/state").asString().equals("running")
                            && !vm.at("/host/name").asString().equals(source));
            var told = portal.until(
                            "/migrations?q=vm:" + guest.name(),
                            found -> found.at("/items/0/endedAt").isString())
                    .at("/items/0");
            var seen = loop.answers();
            Await.until("it is asked on", PATIENCE, loop::answers, count -> count > seen + 50, loop::failures);
            var pause = Duration.ofMillis(told.at("/pauseMillis").asLong());
            tell(
                    "migration: total {} ms, reported pause {} ms, longest gap between answers {} ms (before it {} ms),"
                            + " between connections {} ms, {} answers, {} requests failed, {} wait per processor",
                    told.at("/totalMillis"),
                    pause.toMillis(),
                    loop.longestGap().toMillis(),
                    calm.toMillis(),
                    loop.longestGapOfConnections().toMillis(),
                    loop.answers(),
                    loop.failures(),
                    waitersPerProcessor());
            var more = Duration.ofMillis((long) (TOLERANCE.toMillis() * Math.max(1, waitersPerProcessor())));
            assertThat(pause).isPositive();
            assertThat(loop.longestGap())
                    .as("no longer silent than the pause of %s and %s (before the migration: %s)", pause, more, calm)
                    .isLessThanOrEqualTo(pause.plus(more));
        }
        assertThat(guest.boot()).as("it was not restarted").isEqualTo(boot);
        browser.visit("/vms/" + guest.id(), guest.name());
        browser.see("dd a", hostOf(guest));
        note();
    }

    @Test
    @Order(4)
    void aPowerCutIsAnsweredByRestartsElsewhere() {
        var host = hostOf(guests.get(0));
        var hit = on(host);
        var boots = boots(hit);
        browser.visit("/", "");
        lab.command("power", host, "off");
        var cut = System.nanoTime();
        for (var guest : hit) {
            guest.answersAnew(boots.get(guest.name()), PATIENCE);
            tell("power cut: {} answers again after {} ms", guest.name(), millisSince(cut));
        }
        var failover = failoverOf(host, "done");
        browser.go("/failovers");
        browser.click("#list a", host);
        browser.see("h1", host);
        browser.see(".state", "Done");
        assertThat(browser.text("main")).containsIgnoringCase("power as off").contains(NAME + "-1");
        browser.isSound();
        tell("power cut: first VM running {} ms after the last answer", millis(failover, "silentAt", "firstRunningAt"));
        tell(
                "power cut: suspected after {} ms, proven after {} ms",
                millis(failover, "silentAt", "suspectedAt"),
                millis(failover, "silentAt", "provenAt"));
        hit.forEach(guest -> assertThat(hostOf(guest)).isNotEqualTo(host));
        note();
        back(host);
    }

    @Test
    @Order(5)
    void withoutAProofNothingIsRestartedUntilAnOperatorGivesTheirWord() {
        var host = hostOf(guests.get(0));
        var hit = on(host);
        var boots = boots(hit);
        var page = new LostHostPage(browser, portal.idOf("hosts", host));
        lab.command("bmc", host, "refuse");
        lab.command("power", host, "off");
        page.open().isLost();
        browser.until("it says what to do", () -> page.advice().contains("fence device"));
        assertThat(browser.text("main")).containsIgnoringCase("confirm");
        browser.isSound();
        hit.forEach(guest ->
                assertThat(guest.status()).as(guest.name() + " stays down").isNull());
        browser.visit("/vms", "VMs");
        browser.see("#list td", "Unknown");
        browser.go("/");
        browser.see("[role=alert]", host);

        page.open().confirmDead("another");
        assertThat(page.wouldSubmit()).as("only with the host's own name").isFalse();
        browser.type("#confirm-dead [data-typed-input]", host);
        page.submit();
        var word = System.nanoTime();
        for (var guest : hit) {
            guest.answersAnew(boots.get(guest.name()), PATIENCE);
            tell("confirmed dead: {} answers again after {} ms", guest.name(), millisSince(word));
        }
        assertThat(failoverOf(host, "done").at("/proofText").asString()).contains("word");
        note();
        lab.command("bmc", host, "on");
        back(host);
    }

    @Test
    @Order(6)
    void aHostThatIsCutOffIsSwitchedOffBeforeItsVmsStartElsewhere() {
        var host = hostOf(guests.get(0));
        var hit = on(host);
        var boots = boots(hit);
        lab.command("partition", host);
        var cut = System.nanoTime();
        for (var guest : hit) {
            guest.answersAnew(boots.get(guest.name()), PATIENCE);
            tell("cut off: {} answers again after {} ms", guest.name(), millisSince(cut));
        }
        var failover = failoverOf(host, "done");
        assertThat(failover.at("/proof").asString()).isEqualToIgnoringCase("fenced");
        browser.visit("/failovers/" + failover.at("/id").asString(), host);
        assertThat(browser.text("main")).contains("It was switched off through");
        note();
        lab.command("heal", host);
        back(host);
    }

    @Test
    @Order(7)
    void noVmEverRanTwiceAndNoWriteWasLost() {
        note();
        for (var guest : guests) {
            var disk = portal.get("/vms/" + guest.id()).text("/disks/0/path");
            var said = lab.counter(disk, shown.get(guest.name()));
            tell("counter: {}: {}", guest.name(), said.text());
            assertThat(said.status()).as("%s: %s", guest.name(), said.text()).isZero();
        }
        browser.visit("/", "");
        browser.visit("/failovers", "Failovers");
        browser.visit("/migrations", "Migrations");
        browser.visit("/events", "Events");
    }

    /** The counters that the guests show now: their disks must never hold less. */
    private void note() {
        guests.forEach(guest ->
                shown.put(guest.name(), guest.answers(PATIENCE).at("/counter").asLong()));
    }

    private String hostOf(Guest guest) {
        return portal.get("/vms/" + guest.id()).text("/host/name");
    }

    private List<Guest> on(String host) {
        return guests.stream().filter(guest -> hostOf(guest).equals(host)).toList();
    }

    private static Map<String, String> boots(List<Guest> guests) {
        var boots = new LinkedHashMap<String, String>();
        guests.forEach(guest -> boots.put(guest.name(), guest.boot()));
        return boots;
    }

    /** The latest failover of a host, once it is in that state. */
    private tools.jackson.databind.JsonNode failoverOf(String host, String state) {
        return portal.until(
                        "/failovers?q=host:" + host,
                        PATIENCE,
                        found -> found.at("/items/0/state").asString().equals(state))
                .at("/items/0");
    }

    private void back(String host) {
        lab.command("power", host, "on");
        portal.until(
                "/hosts?q=name:" + host,
                PATIENCE,
                found -> found.at("/items/0/state").asString().equals("up"));
        Await.until(
                "its fence device answers again",
                PATIENCE,
                () -> portal.get("/hosts?q=name:" + host)
                        .body()
                        .at("/items/0/fenceReady")
                        .asBoolean(),
                ready -> ready,
                () -> portal.get("/hosts?q=name:" + host).body());
    }

    private static long millis(tools.jackson.databind.JsonNode failover, String from, String to) {
        return Duration.between(
                        Instant.parse(failover.at("/" + from).asString()),
                        Instant.parse(failover.at("/" + to).asString()))
                .toMillis();
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** Figures go to the run's output, for whoever reads it. */
    private static void tell(String words, Object... figures) {
        log.info("FIGURE " + words, figures);
    }
}
