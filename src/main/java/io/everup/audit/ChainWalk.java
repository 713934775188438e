package io.everup.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Walks along sealed entries, in their order, and finds those that are missing or not as they were written. */
public final class ChainWalk {

    private static final int MOST = 100;

    private final List<Finding> findings = new ArrayList<>();
    private String seal = "";
    private long last;
    private long count;

    /** @param seq the entry's place; @param subject what it is about, null when it is missing or about nothing */
    public record Finding(long seq, UUID subject, String text) {}

    /**
     * The next entry.
     *
     * @param seal the one that it has
     * @param after gives the seal that it should have, from that of the entry before it
     * @param words which entry it is, such as {@code Entry 3 (web-1)}
     */
    public void entry(long seq, String seal, UnaryOperator<String> after, UUID subject, Supplier<String> words) {
        var gap = seq != last + 1;
        if (gap) {
            missing(last + 1, seq - 1);
        }
        // After a gap the seal before this one is gone: what follows is checked from here on.
        if (!gap && !after.apply(this.seal).equals(seal)) {
            find(seq, subject, words.get() + " is not as it was written.");
        }
        this.seal = seal == null ? "" : seal;
        last = seq;
        count++;
    }

    /** No entry is left; what was noted of the last one when it was written. */
    public void end(long seq, String seal) {
        if (last < seq) {
            missing(last + 1, seq);
        } else if (!this.seal.equals(seal)) {
            find(last, null, "The note of the last entry doesn't fit it.");
        }
    }

    private void missing(long from, long to) {
        find(
                from,
                null,
                from == to ? "Entry " + from + " is missing." : "Entries " + from + " to " + to + " are missing.");
    }

    private void find(long seq, UUID subject, String text) {
        if (findings.size() < MOST) {
            findings.add(new Finding(seq, subject, text));
        }
    }

    /** In the entries' order; at most 100. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    public long count() {
        return count;
    }

    /** Of the last entry; empty before the first. */
    public String seal() {
        return seal;
    }
}
