package io.everup.hypervisor;

/** What a call to a hypervisor or a power controller may end in beside its result. The set is closed: callers decide on each. */
public abstract sealed class HypervisorFailure extends RuntimeException {

    private HypervisorFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** No answer, or no connection: nothing was asked of the host, or a read-only question was not answered in time. */
    public static final class Unreachable extends HypervisorFailure {
        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What a host hasn't got for a migration. */
    public enum Lack {
        CERTIFICATES,
        CONNECTIONS
    }

    /** The host understood and said no; the message is the host's reason, fit to be shown. Nothing was changed. */
    public static final class Refused extends HypervisorFailure {

        private final Lack lacks;

        public Refused(String message, Throwable cause) {
            this(message, cause, null);
        }

        private Refused(String message, Throwable cause, Lack lacks) {
            super(message, cause);
            this.lacks = lacks;
        }

        /** Encryption was asked for, and a host has no certificate for it, or one that the other doesn't believe. */
        public static Refused withoutCertificates(String message, Throwable cause) {
            return new Refused(message, cause, Lack.CERTIFICATES);
        }

        /** More than one connection was asked for, and one of the hosts can't do that. */
        public static Refused withoutConnections(String message, Throwable cause) {
            return new Refused(message, cause, Lack.CONNECTIONS);
        }

        /** What it could go without; null when it is nothing of that kind. */
        public Lack lacks() {
            return lacks;
        }
    }

    /** What the call speaks of (a VM, volume, datastore or network) isn't there. */
    public static final class Missing extends HypervisorFailure {
        public Missing(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It exists already, or is in a state or under a job that forbids this call. Nothing was changed. */
    public static final class Conflict extends HypervisorFailure {
        public Conflict(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A change was asked for, and no answer came in time: it may or may not have happened. Probe before asking again. */
    public static final class OutcomeUnknown extends HypervisorFailure {
        public OutcomeUnknown(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
