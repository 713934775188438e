package io.everup.security;

import io.everup.shared.Refusal;
import io.everup.shared.SecretBox;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All locked secrets in the database, wherever they are kept. Names of tables come from the modules' own beans. */
@Component
class StoredSecrets {

    private static final int BATCH = 200;
    private static final String LOCKED = "v1:([0-9a-f]{8}):[A-Za-z0-9+/]{38}";

    private final JdbcClient jdbc;
    private final SecretBox box;
    private final List<SecretBox.Column> columns;

    StoredSecrets(JdbcClient jdbc, SecretBox box, List<SecretBox.Column> columns) {
        this.jdbc = jdbc;
        this.box = box;
        this.columns = List.copyOf(columns);
    }

    private record Row(String place, String value) {}

    /** @param relocked how many rows were locked anew; @param unreadable how many have a secret that no key opens */
    record Outcome(int relocked, int unreadable) {}

    List<SecretBox.Column> columns() {
        return columns;
    }

    /** The ids of the keys that lasting secrets are locked with. */
    static Set<String> keysInUse(JdbcClient jdbc, List<SecretBox.Column> columns) {
        return columns.stream()
                .filter(SecretBox.Column::lasting)
                .flatMap(column -> jdbc
                        .sql("select distinct split_part(" + column.column() + ", ':', 2) from " + column.table()
                                + " where " + column.column() + " ~ '^" + LOCKED + "'")
                        .query(String.class)
                        .list()
                        .stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many secrets of a column are locked with which key. */
    Map<String, Long> counts(SecretBox.Column column) {
        var counts = new TreeMap<String, Long>();
        jdbc.sql("select m[1] as key, count(*) as n from " + column.table() + ", regexp_matches(" + column.column()
                        + "::text, '" + LOCKED + "', 'g') m group by 1")
                .query((row, n) -> counts.put(row.getString("key"), row.getLong("n")))
                .list();
        return counts;
    }

    /** Locks with the newest key whatever is locked with another. What changes meanwhile is left to whoever changes it. */
    Outcome relock(SecretBox.Column column) {
        var type = type(column);
        var relocked = 0;
        var unreadable = 0;
        List<Row> rows;
        do {
            rows = outdated(column, unreadable);
            for (var row : rows) {
                var fresh = relocked(row.value());
                var changed = !fresh.equals(row.value()) && replace(column, type, row, fresh);
                relocked += changed ? 1 : 0;
                unreadable += changed ? 0 : 1;
            }
        } while (rows.size() == BATCH);
        return new Outcome(relocked, unreadable);
    }

    private String type(SecretBox.Column column) {
        return jdbc.sql("select format_type(atttypid, atttypmod) from pg_attribute"
                        + " where attrelid = cast(:table as regclass) and attname = :column")
                .param("table", column.table())
                .param("column", column.column())
                .query(String.class)
                .single();
    }

    private List<Row> outdated(SecretBox.Column column, int skipped) {
        var newest = box.keyIds().get(0);
        return jdbc.sql("select ctid::text as place, " + column.column() + "::text as value from " + column.table()
                        + " where " + column.column() + "::text ~ :outdated order by ctid limit :most offset :skipped")
                .param("outdated", LOCKED.replace("v1:(", "v1:(?!" + newest + ")("))
                .param("most", BATCH)
                .param("skipped", skipped)
                .query((row, n) -> new Row(row.getString("place"), row.getString("value")))
                .list();
    }

    private String relocked(String value) {
        var newest = box.keyIds().get(0);
        return SecretBox.LOCKED
                .matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1).equals(newest) ? found.group() : relockedOne(found.group())));
    }

    /** As it was when no key opens it: it may be a text that only looks like a secret. */
    private String relockedOne(String locked) {
        try {
            return box.lock(box.open(locked));
        } catch (Refusal unreadable) {
            return locked;
        }
    }

    private boolean replace(SecretBox.Column column, String type, Row row, String fresh) {
        return jdbc.sql("update " + column.table() + " set " + column.column() + " = cast(:fresh as " + type
                                + ") where ctid = cast(:place as tid) and " + column.column() + "::text = :value")
                        .param("fresh", fresh)
                        .param("place", row.place())
                        .param("value", row.value())
                        .update()
                > 0;
    }
}
