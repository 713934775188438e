package io.everup.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The order of a list: columns by the names that the list allows.
 *
 * @param keys most significant first; never empty
 */
public record OrderBy(List<Key> keys) {

    /**
     * @param name as a URL spells it
     * @param sql the expression it stands for
     */
    public record Key(String name, String sql, boolean descending) {}

    private static final int LONGEST = 200;

    public OrderBy {
        keys = List.copyOf(keys);
    }

    /**
     * Reads {@code -memory,name}: descending memory, then name.
     *
     * @param sort what was asked for; null or empty for the list's own order
     * @param allowed from a name to the SQL expression it stands for
     * @param otherwise the list's own order in the same words; it follows the one asked for, so that pages are stable when
     *     it ends in a unique column
     * @throws Refusal (INVALID) when a name isn't allowed
     */
    public static OrderBy of(String sort, Map<String, String> allowed, String otherwise) {
        var keys = new ArrayList<Key>();
        add(keys, sort == null ? "" : sort, allowed);
        add(keys, otherwise, allowed);
        return new OrderBy(keys);
    }

    /** With the leading {@code order by}; rows without a value come last. */
    public String sql() {
        return keys.stream()
                .map(k -> k.sql() + (k.descending() ? " desc" : "") + " nulls last")
                .collect(Collectors.joining(", ", "order by ", ""));
    }

    private static void add(List<Key> keys, String sort, Map<String, String> allowed) {
        if (sort.length() > LONGEST) {
            throw Refusal.invalidField("sort", "sort is too long: at most " + LONGEST + " characters.");
        }
        for (var part : sort.split(",")) {
            var text = part.strip();
            var name = (text.startsWith("-") ? text.substring(1) : text).toLowerCase(Locale.ROOT);
            if (text.isEmpty() || keys.stream().anyMatch(k -> k.name().equals(name))) {
                continue;
            }
            var sql = allowed.get(name);
            if (sql == null) {
                throw Refusal.invalidField(
                        "sort",
                        "This list can't be sorted by '" + name + "', only by "
                                + allowed.keySet().stream().sorted().collect(Collectors.joining(", ")) + ".");
            }
            keys.add(new Key(name, sql, text.startsWith("-")));
        }
    }
}
