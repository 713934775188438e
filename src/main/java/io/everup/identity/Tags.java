package io.everup.identity;

import io.everup.shared.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What VMs may be tagged with. */
public final class Tags {

    /** On one thing. */
    public static final int MOST = 20;

    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,62}");

    private Tags() {}

    /** In small letters, as it is kept and compared. @throws Refusal when it can't be one */
    public static String check(String field, String tag) {
        var text = tag == null ? "" : tag.strip().toLowerCase(Locale.ROOT);
        if (!FORM.matcher(text).matches()) {
            throw Refusal.invalidField(
                    field, "A tag has 1 to 63 letters, digits or . _ - and begins with a letter or a digit.");
        }
        return text;
    }

    /** In the order of the alphabet, none twice. */
    public static List<String> check(String field, Collection<String> tags) {
        var checked =
                tags.stream().map(tag -> check(field, tag)).distinct().sorted().toList();
        if (checked.size() > MOST) {
            throw Refusal.invalidField(field, "A VM has at most " + MOST + " tags.");
        }
        return checked;
    }
}
