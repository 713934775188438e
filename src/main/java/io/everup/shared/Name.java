package io.everup.shared;

/** What people may call things. */
public final class Name {

    public static final int LONGEST = 63;

    private Name() {}

    /**
     * Checks a name that people gave: 1 to 63 characters of any script, no control characters, none of the characters
     * that hypervisors, shells or URLs trip over.
     *
     * @param field the request's field, for the refusal
     * @param what such as "VM", for the refusal
     * @return the name without blanks around it
     */
    public static String check(String field, String what, String name) {
        var text = name == null ? "" : name.strip();
        if (text.isEmpty()) {
            throw Refusal.invalidField(field, "The " + what + " needs a name.");
        }
        if (text.codePointCount(0, text.length()) > LONGEST) {
            throw Refusal.invalidField(
                    field,
                    "The name has " + text.codePointCount(0, text.length()) + " characters; a " + what
                            + "'s name has at most " + LONGEST + ".");
        }
        var odd = text.codePoints().filter(point -> !allowed(point)).findFirst();
        if (odd.isPresent()) {
            throw Refusal.invalidField(
                    field,
                    "A " + what + "'s name may have letters, digits, spaces and . _ - ( ), but not "
                            + shown(odd.getAsInt()) + ".");
        }
        if (!Character.isLetterOrDigit(text.codePointAt(0))) {
            throw Refusal.invalidField(field, "A " + what + "'s name begins with a letter or a digit.");
        }
        return text;
    }

    private static boolean allowed(int point) {
        return Character.isLetterOrDigit(point)
                || Character.getType(point) == Character.NON_SPACING_MARK
                || " ._-()".indexOf(point) >= 0;
    }

    private static String shown(int point) {
        return Character.isISOControl(point) || Character.isWhitespace(point)
                ? "control characters"
                : "\"" + Character.toString(point) + "\"";
    }
}
