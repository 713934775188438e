package io.everup.identity;

import java.util.Locale;
import java.util.regex.Pattern;

/** What people sign in with: small letters, digits and {@code . _ @ -}; written in capitals it is the same login. */
final class Logins {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Logins() {}

    /** What no login holds, and the database can't, is no letter: a login with it is nobody's. */
    static String normal(String login) {
        return login == null
                ? ""
                : CONTROL.matcher(login.strip()).replaceAll("\uFFFD").toLowerCase(Locale.ROOT);
    }

    static boolean wellFormed(String login) {
        return FORM.matcher(login).matches();
    }
}
