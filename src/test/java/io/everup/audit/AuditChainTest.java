package io.everup.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.event.Subject;
import io.everup.identity.Role;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;

/** The journal is a chain: who touches it is found out, and what was refused is in it. */
@ModuleTier
class AuditChainTest {

    private static final Subject WEB_1 = new Subject("vm", new UUID(2, 1), "web-1");

    @Autowired
    AuditJournal journal;

    @Autowired
    AuditDirectory directory;

    @Autowired
    AuditCheck check;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    MockMvc mvc;

    @Test
    void manyWritersMakeOneChain() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var work = IntStream.range(0, 80)
                    .mapToObj(i -> (Callable<Void>) () -> {
                        transaction.executeWithoutResult(status -> {
                            journal.done(As.OLI, "vm.many", WEB_1, Map.of("i", i, "text", "ü😀\u0000\n\"," + i));
                            journal.done(As.OLI, "vm.many", WEB_1, Map.of("z", 1, "a", List.of(1.50, 1e3)));
                            if (i % 10 == 9) {
                                status.setRollbackOnly();
                            }
                        });
                        return null;
                    })
                    .toList();
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        var report = check.verify(As.ARLO);
        assertThat(report.findings()).isEmpty();
        assertThat(directory
                        .list(As.ARLO, ListQuery.of("action:vm.many", null, null, null))
                        .total())
                .isEqualTo(144);
        assertThat(jdbc.sql("select count(*) = max(seq) from audit_entry")
                        .query(Boolean.class)
                        .single())
                .as("places have no gaps")
                .isTrue();
    }

    /** So that two transactions which have other rows to lock never wait for each other in a circle. */
    @Test
    void anEntryLocksTheChainOnlyAtTheEndOfItsTransaction() throws Exception {
        transaction.executeWithoutResult(status -> {
            journal.done(As.OLI, "vm.first", WEB_1, Map.of());
            inAnotherTransaction(() -> journal.done(As.OLI, "vm.second", WEB_1, Map.of()));
            journal.done(As.OLI, "vm.third", WEB_1, Map.of());
        });
        assertThat(directory
                        .list(As.ARLO, ListQuery.of("action:vm.first", null, null, null))
                        .total())
                .isEqualTo(1);
        assertThat(check.verify(As.ARLO).intact()).isTrue();
    }

    private static void inAnotherTransaction(Runnable work) {
        var other = new Thread(work);
        other.start();
        try {
            other.join(60_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(other.isAlive()).as("the other one waits").isFalse();
    }

    @Test
    void whoeverTouchesItIsFoundOut() {
        for (var i = 0; i < 5; i++) {
            journal.done(As.OLI, "vm.touched", WEB_1, Map.of("i", i));
        }
        var first = jdbc.sql("select min(seq) from audit_entry where action = 'vm.touched'")
                .query(Long.class)
                .single();
        touched("update audit_entry set actor_name = 'mia' where seq = " + (first + 1), "Entry " + (first + 1) + " (");
        touched("update audit_entry set detail = '{\"i\": 9}' where seq = " + (first + 2), "is not as it was written");
        touched("update audit_entry set at = at + interval '1 second' where seq = " + first, "Entry " + first + " (");
        touched("delete from audit_entry where seq = " + (first + 3), "Entry " + (first + 3) + " is missing.");
        touched("delete from audit_entry where seq >= " + (first + 3), "are missing.");
        touched(
                "update audit_entry set seal = repeat('0', 64) where seq = " + (first + 1),
                "Entry " + (first + 1) + " (");
        assertThat(check.verify(As.ARLO).intact()).as("each was put back").isTrue();
    }

    /** With the triggers off, as someone with all rights on the database could. */
    private void touched(String sql, String words) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("set local session_replication_role = replica").update();
            jdbc.sql(sql).update();
            jdbc.sql("set local session_replication_role = origin").update();
            var report = check.verify(As.ARLO);
            assertThat(report.intact()).as(sql).isFalse();
            assertThat(report.findings().get(0).text()).as(sql).contains(words);
            status.setRollbackOnly();
        });
    }

    @Test
    void theDatabaseRefusesToTurnTheChainBack() {
        journal.done(As.OLI, "vm.head", WEB_1, Map.of());
        for (var sql :
                new String[] {"update audit_head set seq = 0", "delete from audit_head", "truncate audit_head"}) {
            assertThatThrownBy(() -> jdbc.sql(sql).update()).hasMessageContaining("append-only");
        }
    }

    @Test
    void entriesFromBeforeTheChainGetTheirPlacesAtTheUpgrade() {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("set local session_replication_role = replica").update();
            jdbc.sql("delete from audit_entry").update();
            jdbc.sql("update audit_head set seq = 0, seal = ''").update();
            jdbc.sql("alter table audit_entry alter column seq drop not null, alter column seal drop not null")
                    .update();
            jdbc.sql("set local session_replication_role = origin").update();
            for (var i = 0; i < 3; i++) {
                jdbc.sql("""
                                insert into audit_entry (at, actor_name, action, subject_type, result, detail)
                                values (now(), 'oli', 'vm.old', 'vm', 'DONE', '{"b": 1, "a": "ü"}')
                                """).update();
            }
            migrate(DataSourceUtils.getConnection(database));
            journal.done(As.OLI, "vm.new", WEB_1, Map.of());
            assertThat(jdbc.sql("select seq from audit_entry order by id")
                            .query(Long.class)
                            .list())
                    .containsExactly(1L, 2L, 3L);
            assertThat(check.verify(As.ARLO).findings()).isEmpty();
            status.setRollbackOnly();
        });
    }

    private static void migrate(Connection connection) {
        try {
            new SealExistingEntries().migrate(new Context() {
                @Override
                public Configuration getConfiguration() {
                    return null;
                }

                @Override
                public Connection getConnection() {
                    return connection;
                }
            });
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasRefusedIsInTheJournal() {
        var oli = new Api(mvc, As.OLI);
        var nothing = new UUID(0, 99);
        oli.post("/api/v1/vms/" + nothing + "/actions/start", null).is(404);
        oli.post("/api/v1/users", Map.of("login", "x")).is(422);
        oli.post("/api/v1/users", Map.of("login", "x", "role", "operator", "password", "a long password"))
                .is(403);
        oli.get("/api/v1/audit").is(403);
        oli.get("/api/v1/vms/" + nothing).is(404);
        var ada = new Api(mvc, As.ADA);
        ada.post("/api/v1/users", Map.of("login", "twice", "role", "user", "password", "a long password"))
                .is(201);
        ada.post("/api/v1/users", Map.of("login", "twice", "role", "user", "password", "a long password"))
                .is(409);
        expect("actor:oli action:vm.start result:refused", 1, entry -> {
            assertThat(entry.subject().id()).isEqualTo(nothing);
            assertThat(entry.detail().get("status")).isEqualTo(404);
        });
        expect(
                "actor:oli action:user.create result:refused",
                2,
                entry -> assertThat(entry.detail().get("why")).asString().contains(Role.OPERATOR.title()));
        expect("actor:oli action:audit.see result:refused", 1, entry -> {});
        expect("actor:oli action:vm.see result:refused", 0, entry -> {});
        expect(
                "actor:ada action:user.create result:refused",
                1,
                entry -> assertThat(entry.detail().get("why")).asString().contains("twice"));
    }

    private void expect(String search, int count, Consumer<AuditEntry> newest) {
        var found = directory.list(As.ARLO, ListQuery.of(search, null, null, null));
        assertThat(found.total()).as(search).isEqualTo(count);
        found.items().stream().limit(1).forEach(newest);
    }

    @Test
    void theFileHasAllRowsAndNoFormula() {
        transaction.executeWithoutResult(status -> {
            for (var i = 0; i < 1_203; i++) {
                journal.done(As.OLI, "vm.file", new Subject("vm", null, "=cmd|'/c calc'!A" + i), Map.of());
            }
        });
        var arlo = new Api(mvc, As.ARLO);
        var answer = arlo.get("/api/v1/audit.csv?q=action:vm.file").is(200);
        String text;
        try {
            text = answer.raw().getContentAsString();
        } catch (java.io.UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
        assertThat(text.lines()).hasSize(1_204);
        assertThat(text).contains("'=cmd|'/c calc'!A0").doesNotContain(",=cmd");
        new Api(mvc, As.OLI).get("/api/v1/audit.csv").is(403);
        arlo.get("/api/v1/audit.csv?q=result:nonsense").is(422);
    }

    @Test
    void whoMayReadItMayVerifyIt() {
        assertThat(new Api(mvc, As.ARLO)
                        .post("/api/v1/audit/actions/verify", null)
                        .is(200)
                        .text("/intact"))
                .isEqualTo("true");
        new Api(mvc, As.OLI).post("/api/v1/audit/actions/verify", null).is(403);
        assertThatThrownBy(() -> check.verify(As.MIA)).isInstanceOf(Refusal.class);
        var page = new Api(mvc, As.ARLO).post("/audit/actions/verify", null).is(200);
        assertThat(page.raw().getStatus()).isEqualTo(200);
    }
}
