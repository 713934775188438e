package io.everup.identity.ldap;

import com.unboundid.ldap.sdk.Entry;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What a person's entry says. */
final class LdapEntryRules {

    /** ADS_UF_ACCOUNTDISABLE (MS-ADTS 2.2.16). */
    private static final long ACCOUNT_DISABLED = 0x2;

    /** Active Directory counts 100 ns from 1601-01-01; this is 1970-01-01. */
    private static final long EPOCH_1970 = 116_444_736_000_000_000L;

    private static final long TICKS_PER_SECOND = 10_000_000L;
    private static final long SECONDS_PER_DAY = 86_400L;

    /** An administrator locked the account for good (draft-behera-ldap-password-policy, section 5.3.3). */
    private static final String LOCKED_FOR_GOOD = "000001010000Z";

    private LdapEntryRules() {}

    /** What to ask a server for, to know what {@link #user} needs. */
    static List<String> attributes(LdapSettings settings) {
        return List.of(
                settings.loginAttribute(),
                settings.nameAttribute(),
                settings.mailAttribute(),
                settings.schema().idAttribute(),
                "userAccountControl",
                "accountExpires",
                "pwdAccountLockedTime",
                "shadowExpire");
    }

    /** The person; null when the entry has no login. */
    static LdapUser user(LdapSettings settings, Entry entry, Instant now) {
        var login = entry.getAttributeValue(settings.loginAttribute());
        if (login == null || login.isBlank()) {
            return null;
        }
        var name = entry.getAttributeValue(settings.nameAttribute());
        return new LdapUser(
                entry.getDN(),
                id(settings, entry),
                login.strip().toLowerCase(Locale.ROOT),
                name == null || name.isBlank() ? login.strip() : name.strip(),
                entry.getAttributeValue(settings.mailAttribute()),
                disabled(entry, now));
    }

    private static String id(LdapSettings settings, Entry entry) {
        var bytes = entry.getAttributeValueBytes(settings.schema().idAttribute());
        if (bytes == null) {
            return LdapNames.key(entry.getDN());
        }
        return settings.schema() == LdapSchema.ACTIVE_DIRECTORY
                ? HexFormat.of().formatHex(bytes)
                : new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /**
     * Whether the directory forbids this person to sign in. A lock that a directory sets for a while after wrong
     * passwords doesn't count: else whoever guesses passwords would end the owner's sessions.
     */
    static boolean disabled(Entry entry, Instant now) {
        var control = number(entry, "userAccountControl");
        var expires = number(entry, "accountExpires");
        var shadow = number(entry, "shadowExpire");
        return control != null && (control & ACCOUNT_DISABLED) != 0
                || expires != null
                        && expires != 0
                        && expires != Long.MAX_VALUE
                        && (expires - EPOCH_1970) / TICKS_PER_SECOND <= now.getEpochSecond()
                || LOCKED_FOR_GOOD.equals(entry.getAttributeValue("pwdAccountLockedTime"))
                || shadow != null && shadow >= 0 && now.getEpochSecond() / SECONDS_PER_DAY > shadow;
    }

    private static Long number(Entry entry, String attribute) {
        return entry.getAttributeValueAsLong(attribute);
    }
}
