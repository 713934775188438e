package io.everup.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.shared.SearchFields.Match;
import io.everup.support.Postgres;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What a search finds in a real PostgreSQL. */
@Tag("module")
class SearchSqlTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final SearchFields FIELDS = SearchFields.words("t.name", "t.host")
            .text("name", "t.name", Match.EXACT)
            .text("host", "t.host", Match.PREFIX)
            .text("id", "t.id::text", Match.PREFIX)
            .text("tag", "tag", Match.EXACT, "exists (select 1 from unnest(t.tags) tag where {})")
            .choice("state", "t.state", "RUNNING", "STOPPED")
            .bytes("memory", "t.memory")
            .number("cpus", "t.cpus")
            .duration("took", "extract(epoch from t.took)")
            .time("created", "t.created_at")
            .flag("protected", "t.protected");
    private static final Map<String, String> ORDER = Map.of("name", "t.name", "host", "t.host");
    private static JdbcClient jdbc;

    @BeforeAll
    static void thing() {
        jdbc = JdbcClient.create(new DriverManagerDataSource(Postgres.newDatabase(), "postgres", "postgres"));
        jdbc.sql("""
                        create table thing (id uuid default gen_random_uuid(), name text, host text, tags text[], state text,
                            memory bigint, cpus int, took interval, created_at timestamptz, protected boolean)""").update();
        jdbc.sql("""
                        insert into thing (name, host, tags, state, memory, cpus, took, created_at, protected) values
                        ('web-1', 'h1', '{web,blue}', 'RUNNING', 4294967296, 2, '90s', '2026-11-22 11:00Z', true),
                        ('Web_2', 'h2', '{web}', 'STOPPED', 8589934592, 4, '2h', '2026-11-20 23:30Z', false),
                        ('100% O''Neil \\ "x"', null, '{}', 'RUNNING', null, null, null, null, null)""").update();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    WEB                      | 2
                    name:WEB-1               | 1
                    web_2                    | 1
                    web_1                    | 0
                    web*2                    | 1
                    %                        | 1
                    \\                       | 1
                    o'neil                   | 1
                    "o'neil \\\\ \\"x\\""    | 1
                    -web                     | 1
                    -host:h1                 | 2
                    -host:*                  | 1
                    host:h                   | 2
                    host=h                   | 0
                    tag:Web                  | 2
                    -tag:blue                | 2
                    state:running -protected:yes | 1
                    memory>4G                | 1
                    memory:4G,8G             | 2
                    memory<99999999p         | 2
                    -memory>1G               | 1
                    cpus>=2.5                | 1
                    took>1h                  | 1
                    created<2h               | 1
                    created>1d               | 1
                    created:2026-11-20       | 1
                    created:today            | 1
                    created>0000-01-01       | 2
                    created<9999-12-31       | 2
                    created>99999w           | 0
                    protected:no             | 2
                    id:zzz                   | 0
                    """)
    void finds(String text, int rows) {
        assertThat(find(text, "")).hasSize(rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; drop table thing; --",
                "name:'||(select'x')||'",
                "\"' or '1'='1\"",
                "name:\"\\\\' or 1=1 --\"",
                ":q1 ? ?? $1 {}",
                "tag:{} host:!%_",
                "\"/* \" name:*/",
                "\ud83d\ude80 \uffff \u001c",
            })
    void hostileTextIsOnlyText(String text) {
        assertThat(find(text, "")).isEmpty();
        assertThat(find("", "")).hasSize(3);
    }

    @Test
    void rowsWithoutAValueComeLast() {
        assertThat(find("", "-host").get(2)).startsWith("100%");
        assertThat(find("", "host").get(2)).startsWith("100%");
    }

    private static List<String> find(String text, String sort) {
        var condition = FIELDS.condition(text, CLOCK);
        return jdbc.sql("select t.name from thing t where t.name <> :none and " + condition.sql() + " "
                        + OrderBy.of(sort, ORDER, "name").sql())
                .param("none", "")
                .params(condition.parameters())
                .query(String.class)
                .list();
    }
}
