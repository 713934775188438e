package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Twenty hosts and four hundred VMs: everything is found, nothing is slow, and everybody sees what they may. */
class BigWorldTest extends Journey {

    private static final String WORLD = "20x400";
    private static final int MOST_MILLIS = 3000;

    @BeforeAll
    void twentyHosts() {
        var pool = portal.post("/pools", Map.of("name", "Office")).is(201).text("/id");
        var tasks = new ArrayList<String>();
        for (var n = 1; n <= 20; n++) {
            var fence = Map.of("agent", "fence_sim", "params", Map.of("world", WORLD, "host", "h" + n));
            var host =
                    Map.of("name", "h" + n, "uri", "sim://" + WORLD + "/h" + n, "pool", pool, "fence", List.of(fence));
            tasks.add(portal.post("/hosts", host).is(202).text("/id"));
        }
        tasks.forEach(task -> portal.ended(task, "succeeded"));
        portal.until(
                "/vms?limit=1", Duration.ofSeconds(60), vms -> vms.at("/total").asInt() == 400);
        join("mia", "Mia", "manager");
        join("arlo", "Arlo", "auditor");
        join("oli", "Oli", "operator");
        signIn();
    }

    @Test
    @Order(1)
    void pagesAreQuickAndSound() {
        for (var path : List.of("/", "/vms", "/hosts", "/pools", "/tasks", "/events", "/vms?sort=-memory")) {
            browser.visit(path, "");
            assertThat((Number) browser.timing().get("answered"))
                    .as("milliseconds until %s is here: %s", path, browser.timing())
                    .satisfies(millis -> assertThat(millis.doubleValue()).isLessThan(MOST_MILLIS));
        }
    }

    @Test
    @Order(2)
    void aLongListComesInPages() {
        browser.go("/vms");
        browser.see(".pager", "400");
        var first = browser.texts("#list tbody td[data-label=Name] a");
        assertThat(first).hasSizeBetween(20, 200);
        browser.click(".pager a[rel=next]");
        browser.until(
                "the next page has other VMs",
                () -> java.util.Collections.disjoint(browser.texts("#list tbody td[data-label=Name] a"), first));
        browser.isSound();
    }

    @Test
    @Order(3)
    void theSearchLanguageFindsAndItsMistakesAreExplained() {
        browser.go("/vms");
        browser.type(".list-search input[type=search]", "host:h7 state:running");
        browser.until("only VMs of h7 are listed", () -> {
            var hosts = browser.texts("#list tbody td[data-label=Host]");
            return !hosts.isEmpty() && hosts.stream().allMatch("h7"::equals);
        });
        browser.until("the address can be shared", () -> browser.place().contains("q=host"));
        browser.type(".list-search input[type=search]", "colour:blue");
        browser.see("#list .notice", "colour");
        browser.isSound();
        browser.type(".list-search input[type=search]", "no-such-vm");
        browser.see("#list .empty-state");
    }

    @Test
    @Order(4)
    void slashSearchesAndTheKeyboardGoesPlaces() {
        browser.go("/hosts");
        browser.see("h1", "Hosts");
        browser.until("the page listens to keys", () -> {
            browser.press("/");
            return "search".equals(browser.script("return document.activeElement.id"));
        });
        browser.press("h12" + Keys.ENTER);
        browser.until("the search leads to h12", () -> browser.text("main").contains("h12"));
        browser.go("/hosts");
        browser.see("h1", "Hosts");
        browser.until("g v leads to the VMs", () -> {
            browser.press("g");
            browser.press("v");
            return browser.place().equals("/vms");
        });
        browser.until("? shows the keys", () -> {
            if (!browser.has("#help")) {
                browser.press("?");
            }
            return browser.has("#help");
        });
        browser.isSound();
        browser.press(Keys.ESCAPE);
        browser.until("Esc closes it", () -> !browser.has("#help"));
    }

    @Test
    @Order(5)
    void theTreeOpensAndFilters() {
        browser.go("/hosts");
        browser.click("#tree details[data-node^=pool] > summary .tree-twist");
        browser.click("#tree details[data-node^=host] > summary .tree-twist");
        browser.see("#tree .tree-leaf");
        browser.type("#tree-filter", "h19");
        browser.until(
                "only h19 is left", () -> browser.texts("#tree .tree-name").equals(List.of("h19")));
        browser.click("#tree a", "h19");
        browser.see("h1", "h19");
        browser.isSound();
    }

    @Test
    @Order(6)
    void whoOnlyLooksIsOfferedNothingElse() {
        signIn("arlo");
        for (var path : List.of("/", "/vms", "/hosts", "/pools", "/tasks")) {
            browser.visit(path, "");
            assertThat(browser.texts(
                            "main a.btn-primary, .bar a[href$='/new'], main form.action button:not([aria-disabled])"))
                    .as("what Arlo could press on %s", path)
                    .isEmpty();
        }
        browser.visit("/vms/" + portal.idOf("vms", "web-1"), "web-1");
        assertThat(browser.texts(
                        "main form.action button:not([aria-disabled]), main .menu-list button:not([aria-disabled])"))
                .isEmpty();
        browser.go("/vms/new");
        browser.see("h1");
        assertThat(browser.text("body")).doesNotContain("Exception");
        assertThat(browser.has("#vm-form")).isFalse();

        signIn("mia");
        browser.go("/vms");
        browser.see("h1");
        assertThat(browser.has("table.list")).as("a manager sees uptime alone").isFalse();

        signIn("oli");
        browser.visit("/vms", "VMs");
        browser.see("main a.btn-primary", "New VM");
    }

    @Test
    @Order(7)
    void itCanBeUsedOnAPhoneAndInTheDark() {
        signIn();
        browser.size(390, 844);
        browser.visit("/vms", "VMs");
        assertThat(browser.script("return document.documentElement.scrollWidth <= window.innerWidth + 1"))
                .as("nothing sticks out at the side")
                .isEqualTo(true);
        browser.script("localStorage.setItem('everup.theme', 'dark')");
        browser.visit("/vms", "VMs");
        assertThat(browser.script("return document.documentElement.dataset.bsTheme"))
                .isEqualTo("dark");
        browser.size(1440, 900);
    }
}
