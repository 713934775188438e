package io.everup.shared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What someone typed in a list's search box, taken apart:
 *
 * <pre>state:running host:h1,h2 memory&gt;4G tag:web -name:test* "quoted words" web</pre>
 *
 * Terms and words must all hold. A leading {@code -} turns one round. Case doesn't matter. {@code *} stands for anything
 * unless quoted; a comma separates values of which one is enough unless quoted. In quotes, {@code \"} is a quotation mark.
 *
 * @param terms those with a field
 * @param words those without, to be found anywhere in the list's words
 */
public record Search(List<Term> terms, List<Word> words) {

    /** Characters in a search. */
    public static final int LONGEST = 500;
    /** Terms and words in a search. */
    public static final int MOST_TERMS = 20;

    public static final Search EVERYTHING = new Search(List.of(), List.of());

    /** How a value is compared. */
    public enum Operator {
        /** What the field takes for a match: the same, or for some texts a part. */
        MATCHES(":"),
        EQUAL("="),
        MORE(">"),
        LESS("<"),
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** Whether it asks for more or less, which texts and choices can't answer. */
        public boolean orders() {
            return this != MATCHES && this != EQUAL;
        }

        static Operator of(String sign) {
            for (var operator : values()) {
                if (operator.sign.equals(sign)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException(sign);
        }
    }

    /**
     * @param field in lower case, one of those the list has
     * @param value as typed, without quotation marks; never empty
     * @param quoted whether {@code *} and comma mean themselves
     * @param negated whether rows for which it holds are left out
     */
    public record Term(String field, Operator operator, String value, boolean quoted, boolean negated) {}

    /**
     * @param text as typed, without quotation marks; never empty
     * @param quoted whether {@code *} means itself
     * @param negated whether rows with it are left out
     */
    public record Word(String text, boolean quoted, boolean negated) {}

    private static final Pattern TERM = Pattern.compile("([a-zA-Z][a-zA-Z0-9_-]*)(!=|[<>]=|[:=<>])");

    public Search {
        terms = List.copyOf(terms);
        words = List.copyOf(words);
    }

    /**
     * @param text what was typed; null or blank finds everything
     * @param fields the fields the list has, in lower case, in the order to name them
     * @throws Refusal (INVALID, field {@code q}) saying what is wrong and how to write it
     */
    public static Search parse(String text, Collection<String> fields) {
        if (text == null || text.isBlank()) {
            return EVERYTHING;
        }
        check(text);
        return new Parser(text, fields).parse();
    }

    static Refusal refusal(String problem) {
        return Refusal.invalidField("q", problem);
    }

    private static void check(String text) {
        if (text.length() > LONGEST) {
            throw refusal("This search has " + text.length() + " characters; at most " + LONGEST + " are possible.");
        }
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            var lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (lone || Character.isISOControl(c) && !Character.isWhitespace(c)) {
                throw refusal("This search holds a character that can't be searched for, at place " + (i + 1) + ".");
            }
            i += Character.charCount(c);
        }
    }

    /** Reads from left to right; {@code at} is the next character. */
    private static final class Parser {
        private final String text;
        private final Collection<String> fields;
        private final List<Term> terms = new ArrayList<>();
        private final List<Word> words = new ArrayList<>();
        private int at;
        private boolean quoted;

        Parser(String text, Collection<String> fields) {
            this.text = text;
            this.fields = fields;
        }

        Search parse() {
            for (skipBlanks(); at < text.length(); skipBlanks()) {
                part();
                if (terms.size() + words.size() > MOST_TERMS) {
                    throw refusal("This search has more than " + MOST_TERMS + " parts.");
                }
            }
            return new Search(terms, words);
        }

        private void part() {
            var negated = text.charAt(at) == '-' && at + 1 < text.length() && !blank(at + 1);
            if (negated) {
                at++;
            }
            var matcher = TERM.matcher(text).region(at, text.length());
            if (matcher.lookingAt()) {
                at = matcher.end();
                term(matcher.group(1), matcher.group(2), negated);
                return;
            }
            var word = value();
            if (!word.isEmpty()) {
                words.add(new Word(word, quoted, negated));
            }
        }

        private void term(String name, String sign, boolean negated) {
            var field = name.toLowerCase(Locale.ROOT);
            if (!fields.contains(field)) {
                throw unknown(field, sign);
            }
            if (sign.equals("!=")) {
                throw refusal("There is no !=; write -" + field + ": and the value.");
            }
            var value = at < text.length() ? value() : "";
            if (value.isEmpty()) {
                throw refusal("'" + field + sign + "' needs a value right after it.");
            }
            terms.add(new Term(field, Operator.of(sign), value, quoted, negated));
        }

        private Refusal unknown(String field, String sign) {
            var known = fields.isEmpty() ? "This list has words only" : "There are " + String.join(", ", fields);
            return refusal("There is no field '" + field + "' here. " + known + ". To look for the text '" + field
                    + sign + "' itself, put it in quotation marks.");
        }

        private String value() {
            quoted = text.charAt(at) == '"';
            return quoted ? inQuotes() : bare();
        }

        private String bare() {
            var from = at;
            while (at < text.length() && !blank(at)) {
                if (text.charAt(at) == '"') {
                    throw refusal("A quotation mark can't be inside '" + text.substring(from, at)
                            + "'; put it before the whole word or value.");
                }
                at++;
            }
            return text.substring(from, at);
        }

        private String inQuotes() {
            var value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                var c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return value.toString().strip();
                }
                if (c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                    c = text.charAt(++at);
                }
                value.append(c);
            }
            throw refusal("A quotation mark isn't closed.");
        }

        private void skipBlanks() {
            while (at < text.length() && blank(at)) {
                at++;
            }
        }

        private boolean blank(int place) {
            return Character.isWhitespace(text.charAt(place)) || Character.isSpaceChar(text.charAt(place));
        }
    }
}
