package io.everup.identity;

import io.everup.identity.ldap.LdapSettings;
import java.util.List;

/**
 * How people sign in by LDAP, as administrators see it: without the password.
 *
 * @param fixed whether it comes from the program's settings ({@code EVERUP_LDAP_*}), and can't be changed here
 * @param problems why it can't be used; empty when it can
 * @param accounts enabled accounts of the directory's people
 * @param version for If-Match
 */
public record LdapView(
        LdapSettings settings,
        boolean bindPasswordSet,
        boolean fixed,
        List<String> problems,
        LdapStateView state,
        long accounts,
        long version) {

    /** Whether people sign in by it now. */
    public boolean inUse() {
        return settings.enabled();
    }
}
