package io.everup.maintenance;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs a command on a host. */
interface RemoteShell {

    /**
     * Where and as whom.
     *
     * @param secret a password, or a private key in OpenSSH's or PEM form
     * @param hostKey the pinned key, such as {@code ecdsa-sha2-nistp256 AAAA…}; null accepts none
     */
    record Target(String address, int port, String login, String secret, boolean byKey, String hostKey) {

        @Override
        public String toString() {
            return login + "@" + address + ":" + port;
        }
    }

    /** It couldn't be reached, didn't let us in, or showed another key. */
    final class Failed extends Exception {

        private final String offeredKey;

        Failed(String message, String offeredKey, Throwable cause) {
            super(message, cause);
            this.offeredKey = offeredKey;
        }

        /** The key that was shown and isn't the pinned one; null otherwise. */
        String offeredKey() {
            return offeredKey;
        }
    }

    /**
     * Runs it and waits for its end.
     *
     * @param heard gets its output as it comes, standard error among it
     * @param stop asked about once a second; true ends the connection
     * @return its exit status; -1 when it told none, as when the host went away under it
     * @throws Failed when it couldn't be begun, or wasn't over at the deadline
     */
    int run(Target target, String command, Duration deadline, Consumer<String> heard, BooleanSupplier stop)
            throws Failed;
}
