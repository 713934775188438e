package io.everup.identity.ldap;

/** The directory didn't do what it was asked for. The message is a sentence for people, without secrets. */
public final class LdapFailure extends RuntimeException {

    /** What went wrong. */
    public enum Kind {
        CANNOT_RESOLVE(true, "Check the server's name, and the name service of the machine that Everup runs on."),
        REFUSED(true, "Check the port, and whether the directory service runs there."),
        NO_ROUTE(true, "Check the address and the network between Everup and the server."),
        TIMEOUT(true, "Check the address, the port and the firewalls between Everup and the server."),
        UNTRUSTED(true, "Give the certificate of the authority that signed the server's certificate, in PEM."),
        WRONG_NAME(true, "Write the server's address with a name that its certificate is made out to."),
        EXPIRED(true, "Renew the server's certificate, and check the clocks of both machines."),
        TLS(true, "Check that this port speaks TLS: ldaps:// usually is port 636, ldap:// port 389."),
        NO_START_TLS(true, "Set up TLS on the server, or use ldaps://."),
        SERVER_DOWN(true, "See the log of the directory service."),
        BIND_REFUSED(false, "Check the distinguished name and the password that Everup binds with."),
        BASE_NOT_FOUND(false, "Check the base, and whether Everup's account may read it."),
        BUSY(false, "Try again in a moment."),
        PROBLEM(false, "See the log of the directory service.");

        private final boolean ofServer;
        private final String next;

        Kind(boolean ofServer, String next) {
            this.ofServer = ofServer;
            this.next = next;
        }

        /** Whether another server may do better. */
        boolean ofServer() {
            return ofServer;
        }

        /** What to do about it. */
        public String next() {
            return next;
        }
    }

    private final Kind kind;

    LdapFailure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
