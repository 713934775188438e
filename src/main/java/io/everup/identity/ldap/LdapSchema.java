package io.everup.identity.ldap;

/** What a directory calls things. Each value can be replaced in the settings. */
public enum LdapSchema {
    /** RFC 2798 persons, RFC 2256 and RFC 2307 groups; groups in groups are followed one by one. */
    OPENLDAP("(&(objectClass=inetOrgPerson)(uid={0}))", "uid", "cn", "mail", "entryUUID"),
    /** Microsoft's schema; the server follows groups in groups itself (LDAP_MATCHING_RULE_IN_CHAIN, MS-ADTS 3.1.1.3.4.4.3). */
    ACTIVE_DIRECTORY(
            "(&(objectCategory=person)(objectClass=user)(|(sAMAccountName={0})(userPrincipalName={0})))",
            "sAMAccountName", "displayName", "mail", "objectGUID");

    private final String userFilter;
    private final String loginAttribute;
    private final String nameAttribute;
    private final String mailAttribute;
    private final String idAttribute;

    LdapSchema(
            String userFilter, String loginAttribute, String nameAttribute, String mailAttribute, String idAttribute) {
        this.userFilter = userFilter;
        this.loginAttribute = loginAttribute;
        this.nameAttribute = nameAttribute;
        this.mailAttribute = mailAttribute;
        this.idAttribute = idAttribute;
    }

    /** A filter (RFC 4515) in which {@code {0}} stands for what the person typed. */
    public String userFilter() {
        return userFilter;
    }

    public String loginAttribute() {
        return loginAttribute;
    }

    public String nameAttribute() {
        return nameAttribute;
    }

    public String mailAttribute() {
        return mailAttribute;
    }

    /** What stays the same when a person is renamed, and is never given to another. */
    String idAttribute() {
        return idAttribute;
    }
}
