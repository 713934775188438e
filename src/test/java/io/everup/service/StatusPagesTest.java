package io.everup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Cloud;
import io.everup.support.ModuleTier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/** What everybody may read, and what nobody may. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusPagesTest {

    private static final String INSIDE = "secret-inside";

    @Autowired
    MockMvc mvc;

    @Autowired
    Simulator simulator;

    private Api oli;
    private String service;

    @BeforeAll
    void aService() {
        oli = new Api(mvc, As.OLI);
        var cloud = Cloud.build(oli, simulator, "2x4-status", 2);
        var at = cloud.deploy(oli, INSIDE + "-vm", true);
        var vm = at.substring(at.lastIndexOf('/') + 1);
        var wish = Map.of(
                "name", INSIDE + " service",
                "groups", List.of(Map.of("name", INSIDE, "vms", List.of(vm))),
                "probes", List.of(Map.of("name", INSIDE + " probe", "kind", "guest", "vm", vm)));
        service = oli.post("/api/v1/services", wish).is(201).text("/service/id");
        oli.until(
                "/api/v1/services/" + service,
                body -> body.at("/service/state").asString().equals("up"));
        oli.succeed("/api/v1/vms/" + vm + "/actions/poweroff", null);
        oli.until(
                "/api/v1/services/" + service,
                body -> body.at("/service/state").asString().equals("down"));
    }

    private MockHttpServletResponse stranger(String slug) {
        return stranger(slug, "192.0.2.1");
    }

    private MockHttpServletResponse stranger(String slug, String address) {
        try {
            return mvc.perform(get("/status/" + slug).with(request -> {
                        request.setRemoteAddr(address);
                        return request;
                    }))
                    .andReturn()
                    .getResponse();
        } catch (Exception e) {
            throw new AssertionError(slug, e);
        }
    }

    private Map<String, Object> wish(String slug, boolean published) {
        return Map.of(
                "slug",
                slug,
                "title",
                "Example Ltd.",
                "published",
                published,
                "services",
                List.of(Map.of("service", service, "name", "Shop")));
    }

    @Test
    void everybodyReadsWhatIsPublishedAndNothingOfItsInside() throws Exception {
        oli.post("/api/v1/status-pages", wish("shop", true)).is(201);
        var outage = oli.get("/api/v1/uptime/outages?service=" + service).text("/items/0/id");
        oli.post("/api/v1/status-pages/incidents/" + outage, Map.of("words", "We are on it. <b>Sorry</b>"))
                .is(204);
        var answer = stranger("shop");
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeader("Cache-Control")).isEqualTo("max-age=15, public");
        assertThat(answer.getHeader("Set-Cookie")).as("no session for readers").isNull();
        assertThat(answer.getContentAsString())
                .contains("Example Ltd.")
                .contains("Shop")
                .contains("Not available")
                .contains("We are on it. &lt;b&gt;Sorry&lt;/b&gt;")
                .doesNotContain(INSIDE)
                .doesNotContain(service)
                .doesNotContain(">h1<", ">h2<", "Guest", "Operator");
    }

    @Test
    void whatIsNotPublishedIsNotThere() {
        var made = oli.post("/api/v1/status-pages", wish("hidden", false)).is(201);
        assertThat(stranger("hidden").getStatus()).isEqualTo(404);
        assertThat(stranger("no-such-page").getStatus()).isEqualTo(404);
        assertThat(new Api(mvc, As.MIA).get(made.header("Location")).status())
                .as("managers see it, to agree to it")
                .isEqualTo(200);
        new Api(mvc, As.MIA).post("/api/v1/status-pages", wish("mine", true)).is(403);
        oli.post("/api/v1/status-pages", wish("Not A Slug", true)).is(422);
        oli.post("/api/v1/status-pages", wish("hidden", true)).is(422);
    }

    @Test
    void whoAsksTooOftenWaits() {
        var last = 0;
        for (var i = 0; i < 200 && last != 429; i++) {
            last = stranger("whatever", "192.0.2.99").getStatus();
        }
        assertThat(last).isEqualTo(429);
        assertThat(stranger("whatever").getStatus()).as("others don't").isEqualTo(404);
    }
}
