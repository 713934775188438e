package io.everup.identity.ldap;

/**
 * The settings with the password that Everup binds with.
 *
 * @param bindPassword null for none
 */
public record LdapConfiguration(LdapSettings settings, String bindPassword) {

    /** Without the password. */
    @Override
    public String toString() {
        return "LdapConfiguration[" + settings.servers() + "]";
    }
}
