package io.everup.identity.ldap;

/**
 * A person as the directory has them.
 *
 * @param id what stays when they are renamed; the distinguished name where the directory gives no such thing
 * @param login in small letters
 * @param mail null when there is none
 * @param disabled whether the directory forbids them to sign in
 */
public record LdapUser(String dn, String id, String login, String name, String mail, boolean disabled) {}
