package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.ModuleTier;
import io.everup.support.TwoPools;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What you may not see does not exist: no answer to anybody names what is none of theirs, by name or by id. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignNamesTest {

    /** Whose world ends at their own pool or VM. */
    private static final List<String> CONFINED = List.of("pool", "vm");

    @Autowired
    MockMvc mvc;

    @Autowired
    ApplicationContext program;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    EventLog events;

    private TwoPools pools;
    private RouteCall calls;

    @BeforeAll
    void twoPools() {
        pools = TwoPools.build(program, "names");
        calls = new RouteCall(mvc, transactions);
    }

    @Test
    void noAnswerNamesAForeignThing() {
        var told = new ArrayList<String>();
        var read = 0;
        for (var word : CONFINED) {
            for (var route : reads()) {
                var answer = calls.send(pools.cast().get(word), route, "", pools.own());
                read += answer.getStatus() < 300 ? 1 : 0;
                foreign(text(answer)).forEach(name -> told.add(route + " tells " + word + " of " + name));
            }
        }
        assertThat(told).isEmpty();
        assertThat(read).as("answers that were looked through").isGreaterThan(60);
    }

    /** The test can fail: Ada is told of all of it. */
    @Test
    void anAdministratorReadsForeignNames() {
        var answer = calls.send(pools.cast().get("administrator"), "GET /api/v1/vms", "", Map.of());
        assertThat(foreign(text(answer))).isNotEmpty();
    }

    @Test
    void totalsCountOnlyWhatIsSeen() {
        var paul = pools.cast().get("pool");
        assertThat(total(paul, "vms")).isEqualTo(1);
        assertThat(total(paul, "pools")).isEqualTo(1);
        assertThat(total(paul, "templates")).isEqualTo(1);
        assertThat(total(paul, "tasks")).isEqualTo(1);
        assertThat(total(paul, "migrations")).isEqualTo(1);
        assertThat(total(pools.cast().get("vm"), "vms")).isEqualTo(1);
        assertThat(total(pools.cast().get("administrator"), "pools")).isEqualTo(2);
    }

    @Test
    void aSearchForAForeignNameFindsNothing() {
        for (var word : CONFINED) {
            for (var route : List.of("/search?q=", "/tree?q=", "/vms?q=", "/api/v1/vms?q=name:")) {
                var asked = URI.create(route + TwoPools.FOREIGN + "*");
                var answer = ask(pools.cast().get(word), asked);
                assertThat(answer)
                        .as(asked + " as " + word)
                        .doesNotContain(pools.foreign().get("vms") + "");
            }
        }
    }

    @Test
    void theStreamTellsOfOwnThingsAlone() {
        var own = stream(pools.cast().get("pool"), "/api/v1/stream");
        var pages = stream(pools.cast().get("pool"), "/live");
        for (var things : List.of(pools.foreign(), pools.own())) {
            var name = things == pools.own() ? "vm" : TwoPools.FOREIGN + "-vm";
            events.record(
                    "vm-noted",
                    Severity.INFO,
                    new Subject("vm", (UUID) things.get("vms"), name),
                    "Something was noted about " + name + ".");
        }
        var mine = pools.own().get("vms").toString();
        for (var heard : List.of(own, pages)) {
            Await.until(
                    "the stream tells of an own VM",
                    Duration.ofSeconds(30),
                    () -> text(heard).contains(mine),
                    () -> text(heard));
            assertThat(foreign(text(heard))).isEmpty();
        }
    }

    private MockHttpServletResponse stream(Actor actor, String path) {
        try {
            return mvc.perform(MockMvcRequestBuilders.get(path)
                            .accept("text/event-stream")
                            .with(As.actor(actor)))
                    .andReturn()
                    .getResponse();
        } catch (Exception e) {
            throw new AssertionError(path, e);
        }
    }

    private int total(Actor actor, String collection) {
        return new io.everup.support.Api(mvc, actor)
                .get("/api/v1/" + collection)
                .is(200)
                .body()
                .at("/total")
                .asInt();
    }

    private String ask(Actor actor, URI address) {
        try {
            return text(mvc.perform(MockMvcRequestBuilders.get(address)
                            .accept("text/html, */*;q=0.5")
                            .with(As.actor(actor)))
                    .andReturn()
                    .getResponse());
        } catch (Exception e) {
            throw new AssertionError(address.toString(), e);
        }
    }

    private List<String> foreign(String text) {
        var small = text.toLowerCase(java.util.Locale.ROOT);
        var found = new ArrayList<String>();
        if (small.contains(TwoPools.FOREIGN)) {
            var at = small.indexOf(TwoPools.FOREIGN);
            found.add(text.substring(Math.max(0, at - 60), Math.min(text.length(), at + 40)));
        }
        pools.foreign().forEach((kind, id) -> {
            if (!kind.equals("roles") && small.contains(id.toString())) {
                found.add(kind + " " + id);
            }
        });
        return found;
    }

    private static String text(MockHttpServletResponse answer) {
        try {
            // Roles are everybody's to read: what there is to be given is no secret.
            return answer.getContentAsString(java.nio.charset.StandardCharsets.UTF_8)
                    .replace(TwoPools.FOREIGN + " role", "");
        } catch (java.io.UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    /** All that can be read, of one's own things. */
    private TreeSet<String> reads() {
        var found = new TreeSet<String>();
        for (var mapping :
                program.getBeansOfType(RequestMappingHandlerMapping.class).values()) {
            for (var info : mapping.getHandlerMethods().keySet()) {
                if (info.getMethodsCondition().getMethods().contains(RequestMethod.GET)) {
                    info.getPatternValues().stream()
                            .filter(pattern -> !pattern.equals("/live") && !pattern.equals("/api/v1/stream"))
                            .forEach(pattern -> found.add("GET " + pattern));
                }
            }
        }
        return found;
    }
}
