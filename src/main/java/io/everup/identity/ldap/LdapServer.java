package io.everup.identity.ldap;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * One server of the directory (RFC 4516, host and port only).
 *
 * @param tls whether TLS is spoken from the first byte ({@code ldaps}); else StartTLS (RFC 4513) comes first, unless
 *     plain is allowed
 */
record LdapServer(String host, int port, boolean tls) {

    static final int PORT = 389;
    static final int TLS_PORT = 636;

    /** @throws IllegalArgumentException with a sentence for people */
    static LdapServer parse(String text) {
        try {
            var uri = new URI(text.strip());
            var scheme = uri.getScheme();
            var tls = "ldaps".equalsIgnoreCase(scheme);
            var path = uri.getRawPath() == null ? "" : uri.getRawPath();
            if ((tls || "ldap".equalsIgnoreCase(scheme))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && (path.isEmpty() || path.equals("/"))) {
                var host = uri.getHost().replaceAll("[\\[\\]]", "");
                return new LdapServer(host, uri.getPort() > 0 ? uri.getPort() : tls ? TLS_PORT : PORT, tls);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalArgumentException("\"" + text.strip()
                + "\" is no address of a server. Write ldaps://host or ldap://host, with :port if it"
                + " isn't the usual one.");
    }

    @Override
    public String toString() {
        return (tls ? "ldaps://" : "ldap://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
