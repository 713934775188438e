package io.everup.security;

import java.util.Set;

/** Secrets are stored that no known key opens. */
final class MissingKey extends RuntimeException {

    MissingKey(Set<String> missing, String instead) {
        super("The database holds secrets that are locked with key " + String.join(", ", missing) + ", but " + instead
                + ".");
    }
}
