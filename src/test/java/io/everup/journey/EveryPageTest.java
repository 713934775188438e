package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.simulator.Simulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every page there is, on a desk by day and on a phone by night: everybody can use it, nothing fails or sticks out. */
class EveryPageTest extends Journey {

    private static final Logger log = LoggerFactory.getLogger(EveryPageTest.class);
    private static final String WORLD = "3x6-pages";
    private static final String A_VARIABLE = "\\{[^/]+}";
    /** Where the API keeps what pages have at the top. */
    private static final Map<String, String> COLLECTIONS = Map.of("outages", "uptime/outages");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @Autowired
    Simulator simulator;

    private final Map<String, String> ids = new HashMap<>();

    /** Hosts and VMs, one of which has moved and another lost its host: each kind of thing has a page to look at. */
    @BeforeAll
    void somethingOfEverything() {
        simulator.open(WORLD);
        var pool = portal.post("/pools", Map.of("name", "Office")).is(201).text("/id");
        var tasks = new ArrayList<String>();
        for (var n = 1; n <= 3; n++) {
            var fence = Map.of("agent", "fence_sim", "params", Map.of("world", WORLD, "host", "h" + n));
            tasks.add(portal.post(
                            "/hosts",
                            Map.of(
                                    "name",
                                    "h" + n,
                                    "uri",
                                    "sim://" + WORLD + "/h" + n,
                                    "pool",
                                    pool,
                                    "fence",
                                    List.of(fence)))
                    .is(202)
                    .text("/id"));
        }
        tasks.forEach(task -> portal.ended(task, "succeeded"));
        var template = portal.post(
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
                                List.of(Map.of("volume", portal.idOf("volumes", "debian-12.qcow2"), "bus", "virtio")),
                                "network",
                                portal.idOf("networks", "office")))
                .is(201)
                .text("/id");
        var ha = Map.of("protection", "protected", "priority", 50);
        for (var name : List.of("shop-1", "shop-2")) {
            portal.succeed("/vms", Map.of("name", name, "pool", pool, "template", template, "ha", ha, "start", true));
        }
        var moved = portal.idOf("vms", "shop-1");
        portal.succeed("/vms/" + moved + "/actions/migrate", Map.of());
        simulator.command(WORLD, "power " + portal.get("/vms/" + moved).text("/host/name") + " off");
        portal.until(
                "/failovers", found -> found.at("/items/0/state").asString().equals("done"));
        portal.until("/uptime/outages", found -> found.at("/total").asInt() > 0);
        care(pool);
        aService();
        signIn();
    }

    /** What operators do ahead of trouble: a drill, a rule, a window, and a host that is emptied. */
    private void care(String pool) {
        portal.succeed("/drills", Map.of("kind", "readiness", "pool", pool));
        var rule = Map.of("name", "shops apart", "kind", "apart", "must", false, "vms", List.of("shop-1", "shop-2"));
        ids.put(
                "placement-rules",
                portal.post("/pools/" + pool + "/placement-rules", rule).is(201).text("/id"));
        portal.post(
                        "/maintenance/windows",
                        Map.of(
                                "pool",
                                pool,
                                "title",
                                "Patch night",
                                "spec",
                                everyTuesday(),
                                "plan",
                                Map.of("pool", pool)))
                .is(201);
        var host = portal.until("/hosts?q=state:up", found -> found.at("/total").asInt() > 0)
                .at("/items/0/id")
                .asString();
        portal.post("/hosts/" + host + "/actions/enter-maintenance?override=1", Map.of("reason", "New memory"));
        portal.until("/maintenance", found -> found.at("/total").asInt() > 0);
        ids.put("hosts", host);
        ids.put("fence", portal.get("/hosts/" + host).text("/fence/0/id"));
        ids.put("plan", "1");
    }

    private static Map<String, Object> everyTuesday() {
        return Map.of(
                "zone",
                "Europe/Berlin",
                "first",
                "2026-01-01",
                "at",
                "22:00",
                "minutes",
                240,
                "repeats",
                "weekly",
                "weekdays",
                List.of(2));
    }

    private void aService() {
        var group = Map.of("name", "web", "need", 1, "vms", List.of(portal.idOf("vms", "shop-1")));
        var service = portal.post(
                        "/services",
                        Map.of("name", "Shop", "zone", "Europe/Berlin", "target", 99.9, "groups", List.of(group)))
                .is(201)
                .text("/service/id");
        var shown = List.of(Map.of("service", service, "name", "Shop"));
        portal.post(
                        "/status-pages",
                        Map.of("slug", "shop", "title", "Shop status", "published", true, "services", shown))
                .is(201);
        ids.put("status", "shop");
    }

    @TestFactory
    List<DynamicTest> everyPage() {
        var pages = addresses().stream().filter(this::isPage).toList();
        assertThat(pages).as("pages").hasSizeGreaterThan(40).contains("/", "/vms", "/availability");
        assertThat(pages)
                .as("pages of one thing")
                .contains(
                        "/hosts/" + ids.get("hosts") + "/fence/" + ids.get("fence"),
                        "/drills/" + ids.get("drills"),
                        "/maintenance/" + ids.get("maintenance"),
                        "/placement-rules/" + ids.get("placement-rules") + "/edit",
                        "/services/" + ids.get("services"),
                        "/status/shop");
        log.info("{} pages: {}", pages.size(), pages);
        return pages.stream()
                .map(page -> DynamicTest.dynamicTest(page, () -> looksWell(page)))
                .toList();
    }

    private void looksWell(String page) {
        browser.night(false);
        browser.size(1440, 900);
        browser.go(page);
        browser.see("h1, h2, main");
        browser.isSound();
        browser.night(true);
        browser.size(390, 844);
        browser.go(page);
        browser.see("h1, h2, main");
        browser.isSound();
        assertThat(((Number) browser.script("return document.documentElement.scrollWidth - window.innerWidth"))
                        .intValue())
                .as("pixels by which %s is wider than a phone", page)
                .isLessThanOrEqualTo(0);
    }

    private List<String> addresses() {
        var found = new TreeSet<String>();
        for (var mapping : mappings.getHandlerMethods().keySet()) {
            var methods = mapping.getMethodsCondition().getMethods();
            if (methods.isEmpty() || methods.contains(RequestMethod.GET)) {
                found.addAll(mapping.getPatternValues());
            }
        }
        return found.stream()
                .filter(pattern -> !pattern.startsWith("/api/") && !pattern.contains("sign-out"))
                .map(this::filled)
                .toList();
    }

    private String filled(String pattern) {
        var address = pattern;
        var parts = pattern.split("/");
        for (var i = 1; i < parts.length; i++) {
            if (parts[i].matches(A_VARIABLE)) {
                address = address.replaceFirst(A_VARIABLE, ids.computeIfAbsent(parts[i - 1], this::anId));
            }
        }
        return address;
    }

    private String anId(String collection) {
        var answer = portal.get("/" + COLLECTIONS.getOrDefault(collection, collection) + "?limit=1");
        var id = answer.status() == 200 ? answer.text("/items/0/id") : "";
        return id.isEmpty() ? "00000000-0000-0000-0000-000000000007" : id;
    }

    /** A whole page: not a part of one, a file, a stream or a page that isn't there. */
    private boolean isPage(String address) {
        return Boolean.TRUE.equals(browser.later("""
                const done = arguments[arguments.length - 1];
                const stop = new AbortController();
                fetch(arguments[0], { signal: stop.signal, headers: { Accept: 'text/html' } }).then(async (answer) => {
                  const html = answer.ok && !answer.redirected
                    && (answer.headers.get('Content-Type') || '').startsWith('text/html');
                  const page = html && (await answer.text()).includes('<html');
                  stop.abort();
                  done(page);
                }, () => done(false));
                """, address));
    }
}
