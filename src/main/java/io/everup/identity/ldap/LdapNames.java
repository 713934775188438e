package io.everup.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Locale;

/** Distinguished names (RFC 4514), of which there are many spellings. */
public final class LdapNames {

    private LdapNames() {}

    /** The same text for every spelling of the same name. */
    public static String key(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException e) {
            return dn.strip().toLowerCase(Locale.ROOT);
        }
    }
}
