package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Somebody's first quarter of an hour with Everup: the door, the empty rooms, the first host, and the first mistakes. */
class FirstStepsTest extends Journey {

    private static final String WORLD = "3x6-first";
    /** "Within seconds", on a machine that is busy. */
    private static final Duration SECONDS = Duration.ofSeconds(20);

    @Autowired
    Simulator simulator;

    @Test
    @Order(1)
    void aWrongPasswordIsRefusedAndTheRightOneOpens() {
        browser.go("/hosts");
        browser.see("h1", "Welcome back");
        browser.isSound();
        new SignInPage(browser).signIn(ADMIN, "not my password");
        assertThat(browser.text("[role=alert]")).containsIgnoringCase("password");
        assertThat(browser.see("#username").getDomProperty("value")).isEqualTo(ADMIN);
        browser.isSound();

        new SignInPage(browser).signIn(ADMIN, PASSWORD);
        browser.see("h1", "Hosts");
        assertThat(browser.place()).startsWith("/hosts");
    }

    @Test
    @Order(2)
    void emptyRoomsTeachTheNextStep() {
        browser.visit("/", "");
        browser.visit("/vms", "VMs");
        browser.see(".empty-state", "adopted when a host is added");
        browser.visit("/pools", "Pools");
        browser.see(".empty-state", "No pools yet");
        browser.visit("/hosts", "Hosts");
        browser.see(".empty-state", "No hosts yet");
        browser.click(".empty-state a", "Add host");
        browser.see("h1", "Add host");
        browser.isSound();
    }

    @Test
    @Order(3)
    void aPoolAndAHostAreAddedByPage() {
        browser.go("/pools/new");
        browser.type("#f-name", "Office");
        browser.type("#f-note", "Ground floor");
        browser.isSound();
        browser.click(".form button[type=submit]");
        browser.see("h1", "Office");
        browser.see(".empty-state", "No hosts in this pool");
        browser.isSound();

        simulator.open(WORLD);
        var form = HostForm.open(browser)
                .host("h1", "sim://" + WORLD + "/h1")
                .fence("fence_sim", Map.of("world", WORLD, "host", "h1"));
        form.submit();
        browser.until("the host's page opens", () -> browser.place().matches("/hosts/[0-9a-f-]{36}"));
        browser.see("h1", "h1");
        browser.see(".state", "Up");
        browser.isSound();
        assertThat(hosts()).isEqualTo(1);
        assertThat(portal.get("/vms").body().at("/total").asInt()).isPositive();
    }

    @Test
    @Order(4)
    void aHostThatCantBeAddedIsRefusedWithinSecondsAndLeavesNothingBehind() {
        simulator.command(WORLD, "libvirt h3 hang");
        refused("nobody", "qemu+tcp://127.0.0.1:1/system", "");
        refused("nowhere", "qemu+tcp://no-such-host.invalid/system", "");
        refused("esx", "esx://10.0.0.1/", "Everup doesn't speak esx://");
        refused("nonsense", "what is this", "not a URI");
        refused("again", "sim://" + WORLD + "/h1", "added already");
        refused("in-disguise", "sim://" + WORLD + "/h1/", "added already as h1");
        refused("hung", "sim://" + WORLD + "/h3", "");
        browser.isSound();
        simulator.command(WORLD, "libvirt h3 resume");
    }

    private void refused(String name, String uri, String why) {
        var form = HostForm.open(browser).host(name, uri);
        var begin = System.nanoTime();
        form.submit();
        browser.until(uri + " is refused", SECONDS, () -> form.problem().contains(why));
        assertThat(form.problem()).doesNotContain("Exception").hasSizeGreaterThan(20);
        assertThat(hosts()).as("nothing half added").isEqualTo(1);
        assertThat(portal.get("/hosts?q=name:" + name).body().at("/total").asInt())
                .isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SECONDS);
    }

    private int hosts() {
        return portal.get("/hosts").body().at("/total").asInt();
    }

    @ParameterizedTest
    @Order(5)
    @ValueSource(strings = {"<b onclick=\"x\">bold</b>", "Ada's \"pool\"", "rocket \uD83D\uDE80", "LONG", " ", "-rf"})
    void oddNamesAreRefusedWithReasonsAndShownAsTyped(String odd) {
        var name = odd.equals("LONG") ? "n".repeat(300) : odd;
        for (var where : List.of("/pools/new", "/hosts/new")) {
            browser.go(where);
            browser.type("#f-name", name);
            if (where.startsWith("/hosts")) {
                browser.choose("#f-connection", "other");
                browser.type("#f-uri", "sim://" + WORLD + "/h2");
            }
            browser.click("form.form button[type=submit]");
            assertThat(browser.text(".field-error"))
                    .containsIgnoringCase("name")
                    .doesNotContain("Exception");
            assertThat(browser.see("#f-name").getDomProperty("value")).isEqualTo(name);
            browser.see("#f-name[aria-invalid=true]");
        }
        assertThat(portal.get("/pools").body().at("/total").asInt()).isEqualTo(1);
        assertThat(hosts()).isEqualTo(1);
    }

    @Test
    @Order(6)
    void whatPeopleWriteIsShownAsTextEverywhere() {
        var words = "<img src=x onerror=\"document.title='pwned'\"> \"quoted\" & 'so' \uD83D\uDE80";
        browser.go("/pools/new");
        browser.type("#f-name", "Attic");
        browser.type("#f-note", words);
        browser.click(".form button[type=submit]");
        browser.see("h1", "Attic");
        browser.until(
                "the note stands there as it was typed",
                () -> browser.text("main").contains(words));
        browser.visit("/pools", "Pools");
        browser.see("td", words);
        assertThat(browser.script("return document.title")).isNotEqualTo("pwned");
        browser.go("/vms?q=" + "%3Cscript%3Ealert(1)%3C/script%3E%22'");
        browser.see("h1", "VMs");
        browser.isSound();
    }

    @Test
    @Order(7)
    void aVmIsDeployedFromItsForm() {
        var pool = portal.idOf("pools", "Office");
        var image = portal.idOf("volumes", "debian-12.qcow2");
        var network = portal.idOf("networks", "office");
        portal.post(
                        "/templates",
                        Map.of(
                                "name",
                                "debian-12",
                                "pool",
                                pool,
                                "cpus",
                                1,
                                "memoryMiB",
                                512,
                                "disks",
                                List.of(Map.of("volume", image, "bus", "virtio")),
                                "network",
                                network))
                .is(201);
        var form = VmForm.open(browser);
        browser.isSound();
        form.inPool("Office").vms("shop", 2, "debian-12").submit();
        for (var name : List.of("shop-1", "shop-2")) {
            var vm = portal.idOf("vms", name);
            browser.visit("/vms/" + vm, name);
            browser.see(".name-line .state", "Running");
        }
        var page = new VmPage(browser, portal.idOf("vms", "shop-2"));
        page.shutDown();
        browser.see(".name-line .state", "Stopped");
        page.delete("shop-2");
        Await.until(
                "shop-2 is gone",
                SECONDS,
                () -> portal.get("/vms/" + page.id()).status(),
                status -> status == 404,
                () -> portal.get("/vms/" + page.id()).body());
    }
}
