package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.audit.AuditDirectory;
import io.everup.audit.AuditEntry;
import io.everup.host.PoolOperations;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

/** A pool's rule for a host whose hypervisor alone is silent, by form and by API. */
@ModuleTier
class SilentHypervisorTest {

    @Autowired
    PoolOperations pools;

    @Autowired
    AuditDirectory audit;

    @Autowired
    MockMvc mvc;

    @Test
    void itWaitsUntilSomebodySaysOtherwise() throws Exception {
        var pool = pools.create(As.ADA, "Silent " + UUID.randomUUID().toString().substring(24), "");
        var api = new Api(mvc, As.OLI);
        var path = "/api/v1/pools/" + pool + "/silent-hypervisor";
        assertThat(api.get(path).is(200).body().at("/fenceAfterMinutes").isNumber())
                .isFalse();
        api.send("PUT", path, Map.of("fenceAfterMinutes", 0), Map.of()).is(422);
        api.send("PUT", path, Map.of("fenceAfterMinutes", 10), Map.of()).is(200);
        assertThat(api.get(path).is(200).text("/fenceAfterMinutes")).isEqualTo("10");
        mvc.perform(get("/pools/" + pool + "/silent-hypervisor").with(As.oli()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("value=\"10\"")));
        var form = new HashMap<String, Integer>();
        form.put("fence=true&minutes=", 422);
        form.put("fence=true&minutes=1441", 422);
        form.put("fence=false&minutes=30", 302);
        for (var one : form.entrySet()) {
            mvc.perform(post("/pools/" + pool + "/actions/silent-hypervisor?" + one.getKey())
                            .with(As.oli())
                            .with(csrf()))
                    .andExpect(result -> assertThat(result.getResponse().getStatus() / 100)
                            .as(one.getKey())
                            .isEqualTo(one.getValue() / 100));
        }
        assertThat(api.get(path).is(200).body().at("/fenceAfterMinutes").isNumber())
                .as("waits again")
                .isFalse();
        assertThat(audit.about(As.ADA, "pool", pool, 20))
                .extracting(AuditEntry::action)
                .contains("pool.silent-hypervisor");
    }
}
