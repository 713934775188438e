package io.everup.shared;

import io.everup.shared.Search.Operator;
import io.everup.shared.Search.Term;
import io.everup.shared.Search.Word;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a list can be searched by: its fields and the columns they stand for. Made once, at class loading, then only read.
 *
 * <pre>{@code
 * SearchFields.words("v.name", "v.description")
 *         .text("name", "v.name", Match.EXACT)
 *         .choice("state", "v.state", "RUNNING", "STOPPED")
 *         .bytes("memory", "v.memory_bytes")
 *         .text("tag", "t.name", Match.EXACT, "exists (select 1 from vm_tag t where t.vm = v.id and {})");
 * }</pre>
 */
public final class SearchFields {

    /** What {@code field:value} means for a text. With {@code =} or {@code *} the whole text is compared. */
    public enum Match {
        EXACT,
        PREFIX,
        CONTAINS
    }

    /**
     * One way to go on typing.
     *
     * @param text the whole search with its last part completed
     * @param hint what it is, for people
     */
    public record Completion(String text, String hint) {}

    private enum Kind {
        TEXT("text; * stands for anything", false),
        CHOICE("one of", false),
        BYTES("a size, such as 4G or 512M", true),
        NUMBER("a number, such as 4", true),
        DURATION("a length of time, such as 5m or 2h", true),
        TIME("an age or a day, such as 2h or 2026-11-22", true),
        FLAG("yes or no", false);

        private final String hint;
        private final boolean ordered;

        Kind(String hint, boolean ordered) {
            this.hint = hint;
            this.ordered = ordered;
        }
    }

    private record Field(String name, Kind kind, String column, Match match, List<String> choices, String frame) {}

    private final List<String> words;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private SearchFields(List<String> words) {
        this.words = words;
    }

    /** @param columns SQL text expressions in which words without a field are looked for; any may hold it */
    public static SearchFields words(String... columns) {
        return new SearchFields(List.of(columns));
    }

    public SearchFields text(String name, String column, Match match) {
        return text(name, column, match, "{}");
    }

    /** @param frame SQL around the comparison, which replaces {@code {}}: an {@code exists} over another table */
    public SearchFields text(String name, String column, Match match, String frame) {
        return add(new Field(name, Kind.TEXT, column, match, List.of(), frame));
    }

    /** A column that holds one of these words; users write them in any case, with {@code -} or {@code _}. */
    public SearchFields choice(String name, String column, String... choices) {
        return add(new Field(name, Kind.CHOICE, column, Match.EXACT, List.of(choices), "{}"));
    }

    /** A choice whose words are an enum's constants. */
    public SearchFields choice(String name, String column, Enum<?>[] constants) {
        return choice(name, column, List.of(constants).stream().map(Enum::name).toArray(String[]::new));
    }

    /** A whole number of bytes. */
    public SearchFields bytes(String name, String column) {
        return add(Kind.BYTES, name, column);
    }

    public SearchFields number(String name, String column) {
        return add(Kind.NUMBER, name, column);
    }

    /** @param column a number of seconds */
    public SearchFields duration(String name, String column) {
        return add(Kind.DURATION, name, column);
    }

    /** A {@code timestamptz}. An age compares by age: {@code created<2h} finds what is younger than two hours. */
    public SearchFields time(String name, String column) {
        return add(Kind.TIME, name, column);
    }

    /** A boolean; null counts as no. */
    public SearchFields flag(String name, String column) {
        return add(Kind.FLAG, name, column);
    }

    /** The fields' names, in the order they were added. */
    public Collection<String> names() {
        return List.copyOf(fields.keySet());
    }

    /**
     * @param text what was typed; null or blank finds everything
     * @param clock for ages and days; its zone is the viewer's
     * @throws Refusal (INVALID, field {@code q}) saying what is wrong and how to write it
     */
    public Condition condition(String text, Clock clock) {
        var search = Search.parse(text, names());
        var compiler = new Compiler(clock);
        var parts = new ArrayList<String>();
        search.terms().forEach(term -> parts.add(compiler.term(term)));
        search.words().forEach(word -> parts.add(compiler.word(word)));
        return compiler.sql.all(parts);
    }

    /** Ways to go on from what was typed so far, at most 20; empty when there is nothing to propose. */
    public List<Completion> completions(String typed) {
        var text = typed == null ? "" : typed;
        if (text.length() > Search.LONGEST || text.chars().filter(c -> c == '"').count() % 2 == 1) {
            return List.of();
        }
        var start = text.length();
        while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
            start--;
        }
        if (start < text.length() && text.charAt(start) == '-') {
            start++;
        }
        var part = text.substring(start).toLowerCase(Locale.ROOT);
        var before = text.substring(0, start);
        var field = fields.get(part.replaceFirst("[:=<>].*", ""));
        var completions = field != null && part.length() > field.name().length()
                ? values(before, part, field)
                : names(before, part);
        return completions.stream().limit(20).toList();
    }

    private List<Completion> names(String before, String part) {
        return fields.values().stream()
                .filter(f -> f.name().startsWith(part))
                .map(f -> new Completion(before + f.name() + (f.kind().ordered ? ">" : ":"), hint(f)))
                .toList();
    }

    private static List<Completion> values(String before, String part, Field field) {
        var signs = part.substring(field.name().length()).replaceFirst("^[:=<>]+", "");
        var last = signs.substring(signs.lastIndexOf(',') + 1);
        var kept = before + part.substring(0, part.length() - last.length());
        var values = field.kind() == Kind.FLAG ? List.of("yes", "no") : SearchValues.spelled(field.choices());
        return values.stream()
                .filter(v -> v.startsWith(last.replace('_', '-')) && !v.equals(last))
                .map(v -> new Completion(kept + v, field.name() + " is " + v))
                .toList();
    }

    private static String hint(Field field) {
        return field.kind() == Kind.CHOICE
                ? field.kind().hint + " " + String.join(", ", SearchValues.spelled(field.choices()))
                : field.kind().hint;
    }

    private SearchFields add(Kind kind, String name, String column) {
        return add(new Field(name, kind, column, Match.EXACT, List.of(), "{}"));
    }

    private SearchFields add(Field field) {
        if (!field.name().matches("[a-z][a-z0-9_-]*") || fields.put(field.name(), field) != null) {
            throw new IllegalArgumentException("field " + field.name() + " is misspelt or there twice");
        }
        return this;
    }

    /** Turns the parts of one search into SQL. */
    private final class Compiler {
        private final Clock clock;
        private final Condition.Writer sql = new Condition.Writer();

        Compiler(Clock clock) {
            this.clock = clock;
        }

        String term(Term term) {
            var field = fields.get(term.field());
            var orders = term.operator().orders();
            if (orders && !field.kind().ordered) {
                throw Search.refusal(
                        "'" + field.name() + "' has no more or less: write " + field.name() + ":" + term.value() + ".");
            }
            var values = term.quoted() || orders ? List.of(term.value()) : alternatives(term);
            var any = values.stream()
                    .map(value -> compare(field, term, value))
                    .collect(Collectors.joining(" or ", "(", ")"));
            return sql.negated(any, term.negated());
        }

        String word(Word word) {
            if (words.isEmpty()) {
                throw Search.refusal(
                        "This list can't be searched for words, only by " + String.join(", ", fields.keySet()) + ".");
            }
            var parameter = sql.parameter("%" + sql.pattern(word.text(), !word.quoted()) + "%");
            var any = words.stream().map(w -> sql.like(w, parameter)).collect(Collectors.joining(" or ", "(", ")"));
            return sql.negated(any, word.negated());
        }

        private List<String> alternatives(Term term) {
            var values =
                    Stream.of(term.value().split(",")).filter(v -> !v.isEmpty()).toList();
            if (values.isEmpty() || values.size() > Search.MOST_TERMS) {
                throw Search.refusal("'" + term.field() + "' takes 1 to " + Search.MOST_TERMS
                        + " values with commas between; it has " + values.size() + ".");
            }
            return values;
        }

        private String compare(Field field, Term term, String value) {
            var name = field.name();
            return switch (field.kind()) {
                case TEXT -> field.frame().replace("{}", text(field, term, value));
                case CHOICE ->
                    field.column() + " = " + sql.parameter(SearchValues.choice(name, value, field.choices()));
                case BYTES -> ordered(field, term, SearchValues.bytes(name, value));
                case NUMBER -> ordered(field, term, SearchValues.number(name, value));
                case DURATION ->
                    ordered(field, term, SearchValues.duration(name, value).toSeconds());
                case TIME -> time(field.column(), term.operator(), SearchValues.moment(name, value, clock));
                case FLAG -> field.column() + (SearchValues.flag(name, value) ? " is true" : " is not true");
            };
        }

        private String text(Field field, Term term, String value) {
            var wildcards = !term.quoted() && value.indexOf('*') >= 0;
            if (wildcards) {
                return sql.like(field.column(), sql.parameter(sql.pattern(value, true)));
            }
            if (field.match() == Match.EXACT || term.operator() == Operator.EQUAL) {
                return sql.same(field.column(), value);
            }
            var before = field.match() == Match.CONTAINS ? "%" : "";
            return sql.like(field.column(), sql.parameter(before + sql.pattern(value, false) + "%"));
        }

        private String ordered(Field field, Term term, Object value) {
            var sign =
                    term.operator() == Operator.MATCHES ? "=" : term.operator().sign();
            return field.column() + " " + sign + " " + sql.parameter(value);
        }

        private String time(String column, Operator operator, SearchValues.Moment moment) {
            if (moment.age()) {
                var older = operator == Operator.MORE || operator == Operator.AT_LEAST;
                return column + (older ? " <= " : " >= ") + at(moment.from());
            }
            return switch (operator) {
                case MATCHES, EQUAL ->
                    "(" + column + " >= " + at(moment.from()) + " and " + column + " < " + at(moment.until()) + ")";
                case MORE -> column + " >= " + at(moment.until());
                case AT_LEAST -> column + " >= " + at(moment.from());
                case LESS -> column + " < " + at(moment.from());
                case AT_MOST -> column + " < " + at(moment.until());
            };
        }

        private String at(Instant instant) {
            return sql.parameter(instant.atOffset(ZoneOffset.UTC));
        }
    }
}
