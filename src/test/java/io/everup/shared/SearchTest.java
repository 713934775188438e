package io.everup.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Search.Operator;
import io.everup.shared.Search.Term;
import io.everup.shared.Search.Word;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {

    private static final List<String> FIELDS = List.of("state", "host", "memory", "tag");

    @Test
    void aSearchIsTakenApart() {
        var search =
                Search.parse("State:running host:h1 memory>=4G tag:web -state:stopped \"quoted words\" web", FIELDS);
        assertThat(search.terms())
                .containsExactly(
                        new Term("state", Operator.MATCHES, "running", false, false),
                        new Term("host", Operator.MATCHES, "h1", false, false),
                        new Term("memory", Operator.AT_LEAST, "4G", false, false),
                        new Term("tag", Operator.MATCHES, "web", false, false),
                        new Term("state", Operator.MATCHES, "stopped", false, true));
        assertThat(search.words())
                .containsExactly(new Word("quoted words", true, false), new Word("web", false, false));
    }

    @Test
    void quotesKeepEverythingAsItIs() {
        var search = Search.parse("tag:\"a b:c \\\"d\\\" \\\\ *\" -\"state:x\"", FIELDS);
        assertThat(search.terms()).containsExactly(new Term("tag", Operator.MATCHES, "a b:c \"d\" \\ *", true, false));
        assertThat(search.words()).containsExactly(new Word("state:x", true, true));
    }

    @Test
    void nothingFindsEverything() {
        assertThat(Search.parse(null, FIELDS)).isEqualTo(Search.EVERYTHING);
        assertThat(Search.parse(" \t\u00a0\"\" ", FIELDS)).isEqualTo(Search.EVERYTHING);
    }

    @Test
    void addressesAndLoneDashesAreWords() {
        var search = Search.parse("52:54:00:aa:bb:cc - 10.0.0.1:22 --x", FIELDS);
        assertThat(search.words())
                .extracting(Word::text)
                .containsExactly("52:54:00:aa:bb:cc", "-", "10.0.0.1:22", "-x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    stat:x        | There is no field 'stat' here. There are state, host, memory, tag. To look for the text 'stat:' itself, put it in quotation marks.
                    state:        | 'state:' needs a value right after it.
                    state: x      | 'state:' needs a value right after it.
                    state:""      | 'state:' needs a value right after it.
                    state!=x      | There is no !=; write -state: and the value.
                    "abc          | A quotation mark isn't closed.
                    tag:"abc      | A quotation mark isn't closed.
                    ab"c"         | A quotation mark can't be inside 'ab'; put it before the whole word or value.
                    """)
    void whatIsWrongIsSaid(String text, String sentence) {
        assertRefused(text, sentence);
    }

    @Test
    void lengthAndPartsAreLimited() {
        assertRefused("x".repeat(501), "This search has 501 characters; at most 500 are possible.");
        assertRefused("x ".repeat(21), "This search has more than 20 parts.");
        assertThat(Search.parse("x ".repeat(20), FIELDS).words()).hasSize(20);
    }

    @Test
    void charactersThatNoDatabaseTakesAreRefused() {
        assertRefused("web\0", "This search holds a character that can't be searched for, at place 4.");
        assertRefused("\ud800x", "This search holds a character that can't be searched for, at place 1.");
        assertThat(Search.parse("\ud83d\ude80", FIELDS).words()).hasSize(1);
    }

    @Test
    void anythingIsReadOrRefusedButNeverFails() {
        var alphabet = "ab :=<>-!\"\\*%_',;()\0\ud83d\ude80state:memory>host=".toCharArray();
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            try {
                var search = Search.parse(text.toString(), FIELDS);
                assertThat(search.terms())
                        .as("a term must have a known field and a value (seed %s)", seed)
                        .allMatch(t -> FIELDS.contains(t.field()) && !t.value().isEmpty());
                assertThat(search.words())
                        .as("a word must not be empty (seed %s)", seed)
                        .noneMatch(w -> w.text().isEmpty());
            } catch (Refusal refusal) {
                assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
            }
        }
    }

    private static void assertRefused(String text, String sentence) {
        assertThatThrownBy(() -> Search.parse(text, FIELDS)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
            assertThat(refusal.fields()).containsExactly(new Refusal.Field("q", sentence));
        });
    }
}
