package io.everup.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.event.Subject;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;

@ModuleTier
class AuditJournalTest {

    private static final Subject WEB_1 = new Subject("vm", new UUID(2, 1), "web-1");

    @Autowired
    AuditJournal journal;

    @Autowired
    AuditDirectory directory;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    MockMvc mvc;

    @Test
    void entriesAreReadNewestFirstPageByPage() {
        for (var i = 0; i < 5; i++) {
            journal.done(As.OLI, "vm.page", WEB_1, Map.of("i", i));
        }
        var first = directory.list(As.ARLO, ListQuery.of("action:vm.page", null, 3, null));
        journal.done(As.OLI, "vm.page", WEB_1, Map.of("i", 5));
        var second = directory.list(As.ARLO, ListQuery.of("action:vm.page", null, 3, first.next()));

        assertThat(first.items()).extracting(entry -> entry.detail().get("i")).containsExactly(4, 3, 2);
        assertThat(second.items()).extracting(entry -> entry.detail().get("i")).containsExactly(1, 0);
        assertThat(second.next()).isNull();
    }

    @Test
    void theDatabaseRefusesToChangeOrRemoveEntries() {
        journal.done(As.OLI, "vm.start", WEB_1, Map.of());
        for (var sql : new String[] {
            "update audit_entry set actor_name = 'x'", "delete from audit_entry", "truncate audit_entry"
        }) {
            assertThatThrownBy(() -> jdbc.sql(sql).update()).hasMessageContaining("append-only");
        }
    }

    @Test
    void whatIsRolledBackIsNotInTheJournal() {
        transaction.executeWithoutResult(status -> {
            journal.done(As.OLI, "vm.rolled-back", WEB_1, Map.of());
            status.setRollbackOnly();
        });
        assertThat(directory
                        .list(As.ADA, ListQuery.of("action:rolled-back", null, null, null))
                        .items())
                .isEmpty();
    }

    @Test
    void onlyAdministratorsAndAuditorsReadIt() throws Exception {
        journal.started(As.OLI, "vm.start", WEB_1, new UUID(3, 1));
        assertThatThrownBy(() -> directory.list(As.OLI, ListQuery.everything())).isInstanceOf(Refusal.class);
        mvc.perform(get("/api/v1/audit").with(As.mia())).andExpect(status().isForbidden());
        mvc.perform(get("/api/v1/audit").param("q", "web-1 result:started").with(As.arlo()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items[0].subject.name").value("web-1"))
                .andExpect(jsonPath("$.items[0].actorName").value("oli"));
        mvc.perform(get("/audit").with(As.oli())).andExpect(status().isForbidden());
        mvc.perform(get("/audit").with(As.arlo()))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("web-1")));
    }
}
