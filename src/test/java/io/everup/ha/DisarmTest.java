package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.audit.AuditDirectory;
import io.everup.audit.AuditEntry;
import io.everup.host.PoolOperations;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

/** Who disarms a pool says why and for how long; everybody sees it, and it ends by itself. */
@ModuleTier
class DisarmTest {

    @Autowired
    DisarmOperations operations;

    @Autowired
    DisarmDirectory directory;

    @Autowired
    Disarms disarms;

    @Autowired
    PoolOperations pools;

    @Autowired
    AuditDirectory audit;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvc mvc;

    private UUID pool;
    private String name;

    @BeforeEach
    void aPool() {
        name = "Office " + UUID.randomUUID().toString().substring(24);
        pool = pools.create(As.ADA, name, "");
    }

    @Test
    void itHoldsUntilItsTimeIsOverWhetherOrNotSomebodyNotesIt() {
        var held = operations.disarm(As.OLI, pool, " Switch work ", Duration.ofMinutes(30));
        var now = Instant.now();
        assertThat(disarms.ofPool(pool, now)).contains(held);
        assertThat(held.sentence()).contains("HA is disarmed until").contains("by Oli because: Switch work");
        assertThat(disarms.armedAgain(pool, now)).as("not yet").isEmpty();
        assertThat(disarms.ofPool(pool, held.until())).as("its time is over").isEmpty();
        assertThat(disarms.armedAgain(pool, held.until().plusSeconds(3)))
                .as("from then on silence is judged anew")
                .contains(held.until());
        assertThat(disarms.armedAgain(UUID.randomUUID(), now)).isEmpty();

        jdbc.sql("update ha_disarm set since = now() - interval '2 hours', until = now() - interval '1 hour'"
                        + " where id = :id")
                .param("id", held.id())
                .update();
        operations.endOver();
        var past = directory.history(As.ADA, pool, ListQuery.everything()).items();
        assertThat(past).singleElement().satisfies(one -> {
            assertThat(one.endedAt()).isEqualTo(one.until());
            assertThat(one.endedBy()).as("nobody: it ended by itself").isNull();
        });
        assertThat(directory.ofPool(As.ADA, pool)).isEmpty();
    }

    @Test
    void itIsExtendedEndedAndWrittenDown() {
        operations.disarm(As.OLI, pool, "Switch work", Duration.ofMinutes(30));
        assertThatThrownBy(() -> operations.disarm(As.ADA, pool, "More work", Duration.ofMinutes(30)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Switch work");
        assertThatThrownBy(() -> operations.extend(As.OLI, pool, Duration.ofMinutes(10)))
                .isInstanceOf(Refusal.class);
        var longer = operations.extend(As.ADA, pool, Duration.ofHours(2));
        assertThat(longer.until()).isAfter(Instant.now().plusSeconds(7_000));
        operations.arm(As.ADA, pool);
        assertThatThrownBy(() -> operations.arm(As.ADA, pool)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> operations.extend(As.ADA, pool, Duration.ofHours(2)))
                .isInstanceOf(Refusal.class);
        assertThat(directory.history(As.ADA, pool, ListQuery.everything()).items())
                .singleElement()
                .satisfies(one -> assertThat(one.endedBy()).isEqualTo("Ada"));
        assertThat(audit.about(As.ADA, "pool", pool, 20))
                .extracting(AuditEntry::action)
                .contains("pool.disarm", "pool.extend-disarm", "pool.arm");
    }

    @Test
    void onlyWhoMayChangeFailoverDisarms() {
        assertThatThrownBy(() -> operations.disarm(As.ARLO, pool, "Switch work", Duration.ofMinutes(30)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> operations.disarm(As.OLI, UUID.randomUUID(), "Switch work", Duration.ofMinutes(30)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
    }

    @Test
    void everyPageOfWhoSeesFailoversSaysSo() throws Exception {
        operations.disarm(As.OLI, pool, "Switch <work>", Duration.ofMinutes(30));
        for (var page : new String[] {"/", "/pools/" + pool, "/pools/" + pool + "/availability", "/vms", "/disarmed"}) {
            mvc.perform(get(page).with(As.arlo()))
                    .andExpect(status().isOk())
                    .andExpect(
                            content().string(Matchers.containsString("High availability of " + name + " is disarmed")))
                    .andExpect(content().string(Matchers.containsString("Switch &lt;work&gt;")));
        }
        mvc.perform(get("/vms").with(As.uma()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.not(Matchers.containsString("is disarmed"))));
        operations.arm(As.OLI, pool);
        mvc.perform(get("/vms").with(As.arlo()))
                .andExpect(content().string(Matchers.not(Matchers.containsString(name + " is disarmed"))));
    }

    @Test
    void byFormAndByApi() throws Exception {
        mvc.perform(post("/pools/" + pool + "/actions/disarm")
                        .with(As.oli())
                        .with(csrf())
                        .param("reason", "")
                        .param("minutes", "60"))
                .andExpect(status().isUnprocessableContent());
        mvc.perform(post("/pools/" + pool + "/actions/disarm")
                        .with(As.oli())
                        .with(csrf())
                        .param("reason", "Switch work")
                        .param("minutes", "60"))
                .andExpect(status().is3xxRedirection());
        var api = new Api(mvc, As.OLI);
        var base = "/api/v1/pools/" + pool;
        api.post(base + "/actions/disarm", Map.of("reason", "Again", "minutes", 5))
                .is(409);
        assertThat(api.post(base + "/actions/extend-disarm", Map.of("minutes", 120))
                        .is(200)
                        .text("/reason"))
                .isEqualTo("Switch work");
        api.post(base + "/actions/extend-disarm", Map.of("minutes", 99_999)).is(422);
        api.post(base + "/actions/arm", Map.of()).is(204);
        var list = api.get(base + "/disarms").is(200);
        assertThat(list.text("/items/0/endedBy")).isEqualTo("Oli");
        assertThat(api.post(base + "/actions/disarm", Map.of("reason", "Again", "minutes", 5))
                        .is(201)
                        .text("/sentence"))
                .contains("because: Again");
    }
}
