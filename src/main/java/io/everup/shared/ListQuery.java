package io.everup.shared;

/**
 * What a list shows: the search, the order and the page.
 *
 * @param search in the search language ({@link Search}); empty for everything
 * @param sort a column's name, with a leading {@code -} for descending; empty for the list's own order
 * @param limit rows on a page, 1 to 1000
 * @param after the cursor a former page gave, or null for the first page
 */
public record ListQuery(String search, String sort, int limit, String after) {

    public static final int DEFAULT_LIMIT = 100;
    public static final int MOST = 1000;

    public ListQuery {
        search = search == null ? "" : search.strip();
        sort = sort == null ? "" : sort.strip();
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalidField("limit", "limit must be between 1 and " + MOST + ".");
        }
    }

    public static ListQuery of(String search, String sort, Integer limit, String after) {
        return new ListQuery(search, sort, limit == null ? DEFAULT_LIMIT : limit, after);
    }

    public static ListQuery everything() {
        return new ListQuery("", "", MOST, null);
    }

    /** How many rows come before this page; a cursor that isn't one of ours is refused. */
    public int offset() {
        if (after == null || after.isBlank()) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(after, Character.MAX_RADIX));
        } catch (NumberFormatException e) {
            throw Refusal.invalidField("after", "after must be the cursor that the page before gave as next.");
        }
    }

    /** The cursor of the page after this one, given how many rows there are in all; null at the end. */
    public String cursorAfter(long total) {
        var end = offset() + limit;
        return end < total ? Integer.toString(end, Character.MAX_RADIX) : null;
    }
}
