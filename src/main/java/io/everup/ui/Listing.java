package io.everup.ui;

import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list with what its search box has to say. A search that can't be read shows its problem above an empty
 * list, instead of an error page.
 *
 * @param problem why the search can't be read; null when it can
 */
public record Listing<T>(Slice<T> slice, Refusal problem) {

    /** Rows on a page of people. */
    public static final int ROWS = 50;

    public static <T> Listing<T> of(String q, String sort, String after, Function<ListQuery, Slice<T>> read) {
        try {
            return new Listing<>(read.apply(ListQuery.of(q, sort, ROWS, after)), null);
        } catch (Refusal refusal) {
            if (refusal.kind() != Refusal.Kind.INVALID) {
                throw refusal;
            }
            return new Listing<>(new Slice<>(List.of(), null, 0), refusal);
        }
    }

    public List<T> items() {
        return slice.items();
    }

    public long total() {
        return slice.total();
    }

    public boolean empty() {
        return slice.items().isEmpty();
    }
}
