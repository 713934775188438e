package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.ModuleTier;
import io.everup.support.TwoPools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every page and every operation of the API, asked by each of the cast for their own thing and for a foreign one. What
 * each answers is written in {@code permission-routes.txt} and {@code permission-rules.txt}; a route that isn't there
 * fails this test, which says what to add.
 */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionMatrixTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    ApplicationContext program;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    private final PermissionTable table = PermissionTable.read();
    private TwoPools pools;
    private RouteCall calls;

    @BeforeAll
    void twoPools() {
        pools = TwoPools.build(program, "matrix");
        calls = new RouteCall(mvc, transactions);
    }

    @Test
    void everyRouteAnswersEverybodyAsItIsWritten() {
        var wrong = new ArrayList<String>();
        var missing = new ArrayList<String>();
        for (var route : routes()) {
            var answers = answers(route);
            var rule = table.ruleOf(route);
            if (rule == null) {
                missing.add(route + " | " + table.rulesLike(answers));
            } else if (!table.holds(rule, answers)) {
                wrong.add(route + " (" + rule + ")\n  written:  " + table.expected(rule) + "\n  answered: " + answers
                        + "\n  like:     " + table.rulesLike(answers));
            }
        }
        var softly = new org.assertj.core.api.SoftAssertions();
        softly.assertThat(missing)
                .as("Routes without an entry. Decide who may use each, and add a line \"route | rule\" to"
                        + " src/test/resources/permission-routes.txt; behind each stand the rules that it answers"
                        + " like now. A rule is a line of permission-rules.txt.")
                .isEmpty();
        softly.assertThat(wrong).as("Routes that answer otherwise than written").isEmpty();
        softly.assertAll();
    }

    @Test
    void noEntryIsLeftOfARouteThatIsGone() {
        var gone = new TreeSet<>(table.routes());
        gone.removeAll(routes());
        assertThat(gone).as("entries of permission-routes.txt without a route").isEmpty();
    }

    private TreeSet<String> routes() {
        var found = new TreeSet<String>();
        for (var mapping :
                program.getBeansOfType(RequestMappingHandlerMapping.class).values()) {
            for (var info : mapping.getHandlerMethods().keySet()) {
                var methods = info.getMethodsCondition().getMethods();
                for (var pattern : info.getPatternValues()) {
                    if (methods.isEmpty()) {
                        found.add("GET " + pattern);
                    }
                    methods.forEach(method -> found.add(method + " " + pattern));
                }
            }
        }
        return found;
    }

    /** By the cast's words: one answer, or the own thing's and the foreign one's. */
    private Map<String, String> answers(String route) {
        var answers = new LinkedHashMap<String, String>();
        pools.cast().forEach((word, actor) -> {
            var ask = table.askOf(route);
            // Nobody asks as often as this test.
            jdbc.sql("delete from rate_limit").update();
            var own = calls.ask(actor, route, ask, pools.own());
            var foreign = calls.depends(route, ask) ? calls.ask(actor, route, ask, pools.foreign()) : own;
            answers.put(word, own.equals(foreign) ? own : own + "/" + foreign);
        });
        return answers;
    }
}
