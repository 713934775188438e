package io.everup.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is written about who may use which route. */
final class PermissionTable {

    private static final String CELLS = "\\s*\\|\\s*";

    /** @param rule its name; @param ask what is sent with it, empty for nothing */
    private record Entry(String rule, String ask) {}

    private final Map<String, Map<String, String>> rules = new LinkedHashMap<>();
    private final Map<String, Entry> routes = new TreeMap<>();

    static PermissionTable read() {
        var table = new PermissionTable();
        var head = new ArrayList<String>();
        for (var line : lines("/permission-rules.txt")) {
            var cells = line.split(CELLS);
            if (head.isEmpty()) {
                head.addAll(Arrays.asList(cells));
                continue;
            }
            var rule = new LinkedHashMap<String, String>();
            for (var i = 1; i < head.size(); i++) {
                rule.put(head.get(i), cells[i]);
            }
            table.rules.put(cells[0], rule);
        }
        for (var line : lines("/permission-routes.txt")) {
            var cells = line.split(CELLS, 3);
            if (!table.rules.containsKey(cells[1])) {
                throw new AssertionError(
                        "permission-rules.txt has no rule " + cells[1] + ", which " + cells[0] + " names");
            }
            table.routes.put(cells[0], new Entry(cells[1], cells.length > 2 ? cells[2] : ""));
        }
        return table;
    }

    private static List<String> lines(String name) {
        try (var in = PermissionTable.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> routes() {
        return routes.keySet();
    }

    /** Null when the route isn't there. */
    String ruleOf(String route) {
        var entry = routes.get(route);
        return entry == null ? null : entry.rule();
    }

    String askOf(String route) {
        var entry = routes.get(route);
        return entry == null ? "" : entry.ask();
    }

    boolean holds(String rule, Map<String, String> answers) {
        return rules.get(rule).equals(answers);
    }

    Map<String, String> expected(String rule) {
        return rules.get(rule);
    }

    /** The rules that say just this; the answers themselves when there is none. */
    String rulesLike(Map<String, String> answers) {
        var like = rules.entrySet().stream()
                .filter(rule -> rule.getValue().equals(answers))
                .map(Map.Entry::getKey)
                .toList();
        return like.isEmpty() ? "no rule: " + String.join(" | ", answers.values()) : String.join(" or ", like);
    }
}
