package io.everup.identity.ldap;

import java.time.Duration;

/**
 * How long to wait.
 *
 * @param connect for a server to take the connection, and again for TLS
 * @param response for each answer
 * @param whole for all servers together
 */
public record LdapDeadlines(Duration connect, Duration response, Duration whole) {

    /** Someone waits in front of the sign-in page. */
    public static final LdapDeadlines SIGN_IN =
            new LdapDeadlines(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(7));

    /** Nobody waits. */
    public static final LdapDeadlines BACKGROUND =
            new LdapDeadlines(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(4));

    /** Someone watches the result of a connection test; a server. */
    static final LdapDeadlines TEST =
            new LdapDeadlines(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(15));
}
