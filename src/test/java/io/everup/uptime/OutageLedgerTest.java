package io.everup.uptime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.audit.AuditDirectory;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger on a real PostgreSQL: facts come in, rows come out, nothing is overwritten, and who touches it is found out. */
@ModuleTier
class OutageLedgerTest {

    private static final Instant ZERO = Instant.parse("2026-02-02T08:00:00Z");
    private static final String FEBRUARY = "2026-02";

    @Autowired
    FactLog facts;

    @Autowired
    LedgerKeeper keeper;

    @Autowired
    DayKeeper days;

    @Autowired
    OutageLedger ledger;

    @Autowired
    Presence presence;

    @Autowired
    UptimeDirectory uptime;

    @Autowired
    UptimeOperations operations;

    @Autowired
    AuditDirectory audit;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvc mvc;

    private static Instant at(int second) {
        return ZERO.plusSeconds(second);
    }

    private final UUID pool = UUID.randomUUID();

    private void fact(UUID vm, int at, boolean wanted, Power power, Reason reason) {
        facts.record(
                new FactLog.Now(vm, "vm-" + vm, pool, null, power + "", at(at), wanted, power, reason, null, null),
                at(at));
    }

    /** A VM that crashed for so many seconds. */
    private UUID crashed(int from, int seconds) {
        var vm = UUID.randomUUID();
        fact(vm, 0, true, Power.UP, Reason.NONE);
        fact(vm, from, true, Power.DOWN, Reason.CRASHED);
        fact(vm, from + seconds, true, Power.UP, Reason.NONE);
        // The keeper that runs beside this test may be at it already.
        keeper.keep();
        days.keepNow();
        return vm;
    }

    private OutageView only(UUID vm) {
        var rows =
                uptime.outages(As.MIA, ListQuery.everything(), null, vm, null).items();
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    @Test
    void figuresAreTheSameForPagesApiAndCsv() {
        present(ZERO.minusSeconds(60), ZERO.plus(Duration.ofDays(40)));
        var vm = crashed(3_600, 90);
        var report = uptime.report(As.MIA, uptime.window(FEBRUARY), vm, null);
        assertThat(report.figures().down()).isEqualTo(Duration.ofSeconds(90));
        var observed = Duration.between(ZERO, Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(report.figures().observed()).isEqualTo(observed);

        var mia = new Api(mvc, As.MIA);
        var query = "?window=" + FEBRUARY + "&vm=" + vm;
        var body = mia.get("/api/v1/uptime/figures" + query).is(200).body();
        assertThat(body.at("/figures/downByCause/guest").asDouble()
                        + body.at("/figures/downByCause/GUEST").asDouble())
                .isEqualTo(90.0);
        assertThat(body.at("/figures/availability").asDouble())
                .isEqualTo(report.figures().availability());
        var csv = text(mia, "/api/v1/uptime/figures.csv" + query);
        assertThat(csv.lines().skip(1).findFirst().orElseThrow())
                .startsWith(FEBRUARY + "," + report.figures().availability())
                .contains("," + observed.toSeconds() + ".000,")
                .contains(",90.000,");
        assertThat(text(mia, "/api/v1/uptime/outages.csv" + query))
                .contains("90.000,GUEST,guest-crashed")
                .contains(only(vm).seal());
        assertThat(text(mia, "/vms/" + vm + "/uptime")).contains("1 min 30 s");
        assertThat(text(mia, "/availability?window=" + FEBRUARY + "&pool=" + pool))
                .contains("1 min 30 s");
    }

    private static String text(Api api, String path) {
        var answer = api.get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        try {
            return answer.raw().getContentAsString();
        } catch (java.io.UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    /** As if a replica had run for all that time. */
    private void present(Instant from, Instant to) {
        jdbc.sql("delete from uptime_presence where node_id = 'test'").update();
        jdbc.sql("insert into uptime_presence (node_id, from_at, until_at) values ('test', :from, :to)")
                .param("from", FactLog.sql(from))
                .param("to", FactLog.sql(to))
                .update();
    }

    @Test
    void lateEvidenceIsANewVersion() {
        present(ZERO.minusSeconds(60), ZERO.plus(Duration.ofDays(40)));
        var vm = crashed(7_200, 100);
        var first = only(vm);
        facts.late(vm, new Interval(at(7_150), at(7_200)), true, Power.DOWN, Reason.CRASHED, "guest agent");
        keeper.keep();
        var second = only(vm);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.length()).isEqualTo(Duration.ofSeconds(150));
        assertThat(second.note()).contains("moved its start");

        facts.late(vm, new Interval(at(7_150), at(7_300)), true, Power.UP, Reason.NONE, "guest agent");
        keeper.keep();
        assertThat(uptime.outages(As.MIA, ListQuery.everything(), null, vm, null)
                        .items())
                .as("it never was down")
                .isEmpty();
        assertThat(uptime.outage(As.MIA, first.id()).outage().withdrawn()).isTrue();
        assertThat(uptime.outage(As.MIA, first.id()).versions()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aCorrectionIsARecordOfItsOwn() {
        present(ZERO.minusSeconds(60), ZERO.plus(Duration.ofDays(40)));
        var vm = crashed(9_000, 60);
        var row = only(vm);
        var wish = Map.of(
                "version",
                row.version(),
                "cause",
                "MAINTENANCE",
                "planned",
                true,
                "counted",
                false,
                "note",
                "Announced on Monday");
        var path = "/api/v1/uptime/outages/" + row.id() + "/corrections";
        new Api(mvc, As.MIA).post(path, wish).is(403);
        new Api(mvc, As.UMA).get("/api/v1/uptime/outages").is(403);
        var oli = new Api(mvc, As.OLI);
        oli.post(
                        path,
                        Map.of(
                                "version",
                                row.version(),
                                "cause",
                                "GUEST",
                                "planned",
                                false,
                                "counted",
                                true,
                                "note",
                                " "))
                .is(422);
        oli.post(path, wish).is(201);
        oli.post(path, wish).is(412);

        var now = only(vm);
        assertThat(now.cause()).isEqualTo(Cause.MAINTENANCE);
        assertThat(now.corrected()).isTrue();
        assertThat(now.madeBy()).isEqualTo("oli");
        assertThat(now.note()).contains("Announced on Monday");
        assertThat(uptime.report(As.MIA, uptime.window(FEBRUARY), vm, null)
                        .figures()
                        .down())
                .isEqualTo(Duration.ZERO);
        assertThat(audit.list(As.ARLO, ListQuery.of("action:outage.correct", null, 10, null))
                        .items())
                .anySatisfy(entry -> assertThat(entry.actorName()).isEqualTo("oli"));

        facts.late(vm, new Interval(at(8_990), at(9_000)), true, Power.DOWN, Reason.CRASHED, "guest agent");
        keeper.keep();
        assertThat(only(vm).cause())
                .as("evidence moves its times, a person's word stands")
                .isEqualTo(Cause.MAINTENANCE);
        assertThat(only(vm).length()).isEqualTo(Duration.ofSeconds(70));
    }

    @Test
    void aManagerSeesThePagesAndChangesNothing() {
        var row = only(crashed(400, 5));
        var paths = List.of(
                "/availability",
                "/availability/avoided",
                "/availability/unobserved",
                "/outages",
                "/outages/completions?q=ca",
                "/outages/" + row.id(),
                "/vms/" + row.vm() + "/uptime");
        for (var path : paths) {
            assertThat(new Api(mvc, As.MIA).get(path).status())
                    .as("Mia, " + path)
                    .isEqualTo(200);
            assertThat(new Api(mvc, As.ARLO).get(path).status())
                    .as("Arlo, " + path)
                    .isEqualTo(200);
            assertThat(new Api(mvc, As.UMA).get(path).status())
                    .as("Uma, " + path)
                    .isEqualTo(403);
        }
        assertThat(text(new Api(mvc, As.MIA), "/outages/" + row.id()))
                .as("the button says why not")
                .contains("Your role doesn&#39;t allow you to change services, probes or the outage ledger.");
        assertThat(new Api(mvc, As.MIA)
                        .post("/outages/" + row.id() + "/actions/correct", null)
                        .status())
                .isEqualTo(403);
        assertThat(new Api(mvc, As.UMA)
                        .post("/availability/actions/verify", null)
                        .status())
                .isEqualTo(403);
        assertThat(new Api(mvc, As.OLI).get("/outages?q=nonsense:1").status()).isEqualTo(200);
        assertThat(new Api(mvc, As.OLI).get("/availability?window=nonsense").status())
                .isEqualTo(422);
    }

    @Test
    void entriesCanNeitherBeChangedNorRemoved() {
        crashed(100, 5);
        for (var sql : List.of(
                "update outage_entry set counted = false",
                "delete from outage_entry",
                "truncate outage_entry",
                "update uptime_fact set power = 'UP'")) {
            assertThatThrownBy(() -> jdbc.sql(sql).update()).as(sql).isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void whoeverGetsPastThatIsFoundOut() {
        var victim = only(crashed(200, 5));
        crashed(300, 5);
        assertThat(operations.verify(As.MIA).intact()).isTrue();

        transaction.executeWithoutResult(status -> {
            past("update outage_entry set counted = false where seq = " + victim.seq());
            var found = operations.verify(As.ADA);
            assertThat(found.findings()).extracting(LedgerCheck.Finding::seq).containsExactly(victim.seq());
            assertThat(found.findings().get(0).outage()).as("it tells which").isEqualTo(victim.id());
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> {
            past("delete from outage_entry where seq = " + victim.seq());
            assertThat(operations.verify(As.ADA).findings())
                    .extracting(LedgerCheck.Finding::text)
                    .containsExactly("Entry " + victim.seq() + " is missing.");
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> {
            past("delete from outage_entry where seq = (select max(seq) from outage_entry)");
            assertThat(operations.verify(As.ADA).intact())
                    .as("cut off at its end")
                    .isFalse();
            status.setRollbackOnly();
        });
        assertThat(operations.verify(As.MIA).intact()).isTrue();
        assertThat(new Api(mvc, As.MIA)
                        .post("/api/v1/uptime/verify", null)
                        .is(200)
                        .body()
                        .at("/intact")
                        .asBoolean())
                .isTrue();
    }

    private void past(String sql) {
        jdbc.sql("set local session_replication_role = replica").update();
        jdbc.sql(sql).update();
        jdbc.sql("set local session_replication_role = origin").update();
    }

    @Test
    void twoReplicasCannotForkTheChain() throws Exception {
        var vms = IntStream.range(0, 24).mapToObj(i -> UUID.randomUUID()).toList();
        vms.forEach(vm -> {
            fact(vm, 0, true, Power.UP, Reason.NONE);
            fact(vm, 60, true, Power.DOWN, Reason.CRASHED);
        });
        var pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> work = IntStream.range(0, 4)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        keeper.keep();
                        return null;
                    })
                    .toList();
            for (var done : pool.invokeAll(work)) {
                done.get();
            }
        } finally {
            pool.shutdown();
        }
        keeper.keep();
        vms.forEach(this::only);
        var report = operations.verify(As.MIA);
        assertThat(report.findings()).isEmpty();
        assertThat(report.entries()).isEqualTo(ledger.head().seq());
    }

    @Test
    void whatNoReplicaObservedIsExactlyTheirAbsence() {
        jdbc.sql("delete from uptime_presence where from_at < '2026-06-01'").update();
        for (var beat : List.of(0, 5, 10, 15, 200, 205, 210)) {
            transaction.executeWithoutResult(status -> presence.beat("one", at(beat)));
        }
        for (var beat : List.of(4, 12, 20, 28)) {
            transaction.executeWithoutResult(status -> presence.beat("two", at(beat)));
        }
        var vm = UUID.randomUUID();
        fact(vm, 0, true, Power.UP, Reason.NONE);
        fact(vm, 205, true, Power.ABSENT, Reason.NONE);
        var figures =
                uptime.report(As.MIA, uptime.window("2026-02-02"), vm, null).figures();
        // One ran from 0 to 15 and from 200 on, two from 4 to 28 (12 and 20 are close enough).
        assertThat(figures.unobserved()).isEqualTo(Duration.ofSeconds(172));
        assertThat(figures.observed()).isEqualTo(Duration.ofSeconds(33));
        assertThatThrownBy(() -> uptime.report(As.UMA, uptime.window("2026"), null, null))
                .isInstanceOf(Refusal.class);
    }
}
