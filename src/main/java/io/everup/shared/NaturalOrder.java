package io.everup.shared;

import java.util.Comparator;

/** Names as people order them: {@code app-2} before {@code app-10}, whatever the case. */
public final class NaturalOrder {

    /** Of two names that differ in nothing but case or leading zeros, the one that sorts first as plain text does so. */
    public static final Comparator<String> NAMES =
            ((Comparator<String>) NaturalOrder::compare).thenComparing(Comparator.naturalOrder());

    /** To follow a column in {@code order by}: the same order in PostgreSQL, by a collation of that name. */
    public static final String COLLATE = " collate natural_names";

    private NaturalOrder() {}

    private static int compare(String one, String other) {
        var i = 0;
        var j = 0;
        while (i < one.length() && j < other.length()) {
            if (digit(one.charAt(i)) && digit(other.charAt(j))) {
                var a = end(one, i);
                var b = end(other, j);
                var by = number(one, i, a, other, j, b);
                if (by != 0) {
                    return by;
                }
                i = a;
                j = b;
            } else {
                var by = Character.compare(fold(one.charAt(i++)), fold(other.charAt(j++)));
                if (by != 0) {
                    return by;
                }
            }
        }
        return Integer.compare(one.length() - i, other.length() - j);
    }

    private static int number(String one, int i, int a, String other, int j, int b) {
        while (i < a && one.charAt(i) == '0') {
            i++;
        }
        while (j < b && other.charAt(j) == '0') {
            j++;
        }
        return a - i != b - j
                ? Integer.compare(a - i, b - j)
                : one.substring(i, a).compareTo(other.substring(j, b));
    }

    private static int end(String name, int from) {
        var end = from;
        while (end < name.length() && digit(name.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean digit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    private static char fold(char letter) {
        return Character.toLowerCase(letter);
    }
}
