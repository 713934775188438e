package io.everup.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.SearchFields.Completion;
import io.everup.shared.SearchFields.Match;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchFieldsTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneId.of("Europe/Kyiv"));
    private static final SearchFields FIELDS = SearchFields.words("v.name", "v.note")
            .text("name", "v.name", Match.EXACT)
            .text("mac", "v.mac", Match.PREFIX)
            .text("note", "v.note", Match.CONTAINS)
            .text("tag", "t.name", Match.EXACT, "exists (select 1 from tag t where t.vm = v.id and {})")
            .choice("state", "v.state", "RUNNING", "STOPPED", "NEEDS_OPERATOR")
            .bytes("memory", "v.memory")
            .number("cpus", "v.cpus")
            .duration("took", "v.took")
            .time("created", "v.created_at")
            .flag("protected", "v.protected");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    name:Web-1         | (lower(v.name) = lower(:q1))                                | Web-1
                    name:web*          | (lower(v.name) like lower(:q1) escape '!')                  | web%
                    name:"web*"        | (lower(v.name) = lower(:q1))                                | web*
                    mac:52:54          | (lower(v.mac) like lower(:q1) escape '!')                   | 52:54%
                    note:50%_!         | (lower(v.note) like lower(:q1) escape '!')                  | %50!%!_!!%
                    note=x             | (lower(v.note) = lower(:q1))                                | x
                    tag:web            | (exists (select 1 from tag t where t.vm = v.id and lower(t.name) = lower(:q1))) | web
                    state:running      | (v.state = :q1)                                             | RUNNING
                    -state:Running     | ((v.state = :q1) is not true)                               | RUNNING
                    state:needs-operator | (v.state = :q1)                                           | NEEDS_OPERATOR
                    memory>4G          | (v.memory > :q1)                                            | 4294967296
                    memory<=1.5GiB     | (v.memory <= :q1)                                           | 1610612736
                    memory:512mb       | (v.memory = :q1)                                            | 536870912
                    memory=0           | (v.memory = :q1)                                            | 0
                    memory<99999999999p | (v.memory < :q1)                                           | 9223372036854775807
                    cpus>=2            | (v.cpus >= :q1)                                             | 2
                    took>1h30m         | (v.took > :q1)                                              | 5400
                    created<2h         | (v.created_at >= :q1)                                       | 2026-11-22T10:00Z
                    created>3d         | (v.created_at <= :q1)                                       | 2026-11-19T12:00Z
                    created>=2026-11-20 | (v.created_at >= :q1)                                      | 2026-11-19T22:00Z
                    created>2026-11-20 | (v.created_at >= :q1)                                       | 2026-11-20T22:00Z
                    created<today      | (v.created_at < :q1)                                        | 2026-11-21T22:00Z
                    created<2026-11-20T13:05:07Z | (v.created_at < :q1)                              | 2026-11-20T13:05:07Z
                    created<=2026-11-20T13:05+01:00 | (v.created_at < :q1)                           | 2026-11-20T12:06Z
                    50%                | (lower(v.name) like lower(:q1) escape '!' or lower(v.note) like lower(:q1) escape '!') | %50!%%
                    "a*b"              | (lower(v.name) like lower(:q1) escape '!' or lower(v.note) like lower(:q1) escape '!') | %a*b%
                    """)
    void aPartBecomesSql(String text, String sql, String value) {
        var condition = FIELDS.condition(text, NOON);
        assertThat(condition.sql()).isEqualTo("(" + sql + ")");
        assertThat(condition.parameters()).hasSize(1);
        assertThat(condition.parameters().get("q1")).hasToString(value);
    }

    @Test
    void partsMustAllHoldAndCommasOfferAChoice() {
        var condition = FIELDS.condition("state:running,stopped cpus>2 protected:no", NOON);
        assertThat(condition.sql())
                .isEqualTo("((v.state = :q1 or v.state = :q2) and (v.cpus > :q3) and (v.protected is not true))");
        assertThat(condition.parameters())
                .isEqualTo(Map.of("q1", "RUNNING", "q2", "STOPPED", "q3", new BigDecimal("2")));
    }

    @Test
    void aDayIsItsWholeLengthInTheViewersZone() {
        assertThat(FIELDS.condition("created:2026-11-20", NOON))
                .isEqualTo(new Condition(
                        "(((v.created_at >= :q1 and v.created_at < :q2)))",
                        Map.of(
                                "q1", OffsetDateTime.parse("2026-11-19T22:00Z"),
                                "q2", OffsetDateTime.parse("2026-11-20T22:00Z"))));
    }

    @Test
    void nothingFindsEverything() {
        assertThat(FIELDS.condition("  ", NOON)).isEqualTo(Condition.ALL);
        assertThat(FIELDS.condition(null, NOON)).isEqualTo(Condition.ALL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    state:runing  | 'state' can't be 'runing': it takes one of running, stopped, needs-operator.
                    state>running | 'state' has no more or less: write state:running.
                    memory>4      | 'memory' can't be '4': it takes a size with its unit, such as 4G, 512M or 1.5T.
                    memory>lots   | 'memory' can't be 'lots': it takes a size with its unit, such as 4G, 512M or 1.5T.
                    cpus:two      | 'cpus' can't be 'two': it takes a number, such as 4 or 0.5.
                    cpus:1e9      | 'cpus' can't be '1e9': it takes a number, such as 4 or 0.5.
                    took>5        | 'took' can't be '5': it takes a length of time, such as 90s, 5m, 2h or 3d.
                    created:2026-13-01 | 'created' can't be '2026-13-01': it takes an age, a day or a time, such as 2h, 2026-11-22 or 2026-11-22T13:05.
                    created:+999999999-01-01T00:00Z | 'created' can't be '+999999999-01-01T00:00Z': it takes an age, a day or a time, such as 2h, 2026-11-22 or 2026-11-22T13:05.
                    protected:maybe | 'protected' can't be 'maybe': it takes yes or no.
                    name:,        | 'name' takes 1 to 20 values with commas between; it has 0.
                    """)
    void whatCantBeReadIsRefusedWithAnExample(String text, String sentence) {
        assertThatThrownBy(() -> FIELDS.condition(text, NOON))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields()).containsExactly(new Refusal.Field("q", sentence)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; drop table vm; --",
                "name:'||(select(password)from(app_user))||'",
                "name:\"x' or '1'='1\"",
                "tag:{}",
                "tag::q1",
                "note:$1?:name",
                "\"{} :q2 %s\"",
                "mac:\\%'"
            })
    void whatUsersTypeIsNeverInTheSql(String hostile) {
        var condition = FIELDS.condition(hostile, NOON);
        assertThat(condition.sql().replaceAll(":q\\d+", ":q"))
                .matches("[-a-z0-9_.:()=!' ]+")
                .doesNotContain("drop", "password", "{}", "$1", "%s", "--");
    }

    @Test
    void valuesAreLimited() {
        assertThatThrownBy(() -> FIELDS.condition("name:" + "a,".repeat(21), NOON))
                .hasMessage("'name' takes 1 to 20 values with commas between; it has 21.");
    }

    @Test
    void aListWithoutWordsSaysSo() {
        var fields = SearchFields.words().number("cpus", "cpus");
        assertThatThrownBy(() -> fields.condition("web", NOON))
                .hasMessage("This list can't be searched for words, only by cpus.");
    }

    @Test
    void completionsFollowWhatIsTyped() {
        assertThat(FIELDS.completions("web m"))
                .containsExactly(
                        new Completion("web mac:", "text; * stands for anything"),
                        new Completion("web memory>", "a size, such as 4G or 512M"));
        assertThat(FIELDS.completions("-st"))
                .containsExactly(new Completion("-state:", "one of running, stopped, needs-operator"));
        assertThat(FIELDS.completions("state:r")).containsExactly(new Completion("state:running", "state is running"));
        assertThat(FIELDS.completions("-state:running,s"))
                .extracting(Completion::text)
                .containsExactly("-state:running,stopped");
        assertThat(FIELDS.completions("protected:"))
                .extracting(Completion::text)
                .containsExactly("protected:yes", "protected:no");
        assertThat(FIELDS.completions("")).hasSize(FIELDS.names().size());
        assertThat(FIELDS.completions("\"state")).isEmpty();
        assertThat(FIELDS.completions("nosuch:x")).isEmpty();
    }

    @Test
    void fieldsAreNamedOnceAndInLowerCase() {
        var fields = SearchFields.words("name").text("name", "name", Match.EXACT);
        assertThatThrownBy(() -> fields.number("name", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fields.number("Cpus", "x")).isInstanceOf(IllegalArgumentException.class);
    }
}
