package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.support.As;
import io.everup.support.ModuleTier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@ModuleTier
class IdempotencyTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Idempotency idempotency;

    @Test
    void theSameRequestWithTheSameKeyIsCarriedOutOnce() throws Exception {
        var first =
                send("once", "one", As.ada()).andExpect(status().isCreated()).andReturn();
        var again = send("once", "one", As.ada())
                .andExpect(status().isCreated())
                .andExpect(header().string(IdempotencyFilter.REPLAYED, "true"))
                .andReturn();

        assertThat(again.getResponse().getContentAsString())
                .isEqualTo(first.getResponse().getContentAsString());
        assertThat(again.getResponse().getHeader("Location"))
                .isEqualTo(first.getResponse().getHeader("Location"));
        assertThat(again.getResponse().getContentType())
                .isEqualTo(first.getResponse().getContentType());
        assertThat(stored("once")).as("an answer may hold a secret").doesNotContain("login");
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() throws Exception {
        send("other", "two", As.ada()).andExpect(status().isCreated());
        send("other", "three", As.ada())
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.type").value("/problems/idempotency-key"));
    }

    @Test
    void aRefusedRequestMayBeTriedAgain() throws Exception {
        send("again", "four", As.oli()).andExpect(status().isForbidden());
        assertThat(jdbc.sql("select count(*) from idempotency where key = 'again'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void keysOfTwoUsersDoNotMeet() throws Exception {
        send("mine", "five", As.ada()).andExpect(status().isCreated());
        send("mine", "five", As.oli()).andExpect(status().isForbidden());
    }

    @Test
    void whileTheFirstIsAtWorkTheSecondIsToldToWait() throws Exception {
        send("busy", "six", As.ada()).andExpect(status().isCreated());
        jdbc.sql("update idempotency set status = null, headers = null, body = null where key = 'busy'")
                .update();
        send("busy", "six", As.ada())
                .andExpect(status().isConflict())
                .andExpect(header().string("Retry-After", "1"))
                .andExpect(jsonPath("$.type").value("/problems/still-at-work"));
        jdbc.sql("update idempotency set started_at = now() - interval '1 hour' where key = 'busy'")
                .update();
        send("busy", "six", As.ada())
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.type").value("/problems/login-taken"));
    }

    @Test
    void aDayLaterTheKeyIsForgotten() throws Exception {
        send("old", "seven", As.ada()).andExpect(status().isCreated());
        jdbc.sql("update idempotency set started_at = now() - interval '25 hours' where key = 'old'")
                .update();
        idempotency.sweep();
        assertThat(jdbc.sql("select count(*) from idempotency where key = 'old'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private String stored(String key) {
        return jdbc.sql("select body from idempotency where key = :key")
                .param("key", key)
                .query(String.class)
                .single();
    }

    private ResultActions send(String key, String login, RequestPostProcessor who) throws Exception {
        return mvc.perform(post("/api/v1/users")
                .header(IdempotencyFilter.HEADER, key)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"login\":\"" + login + "\",\"role\":\"USER\",\"password\":\"0123456789\"}")
                .with(csrf())
                .with(who));
    }
}
