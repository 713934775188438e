package io.everup.shared;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items the rows of this page
 * @param next an opaque cursor for the following page, or null when this is the last
 * @param total how many rows the whole list has
 */
public record Slice<T>(List<T> items, String next, long total) {

    public <R> Slice<R> map(Function<T, R> change) {
        return new Slice<>(items.stream().map(change).toList(), next, total);
    }
}
