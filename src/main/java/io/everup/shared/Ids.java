package io.everup.shared;

import java.util.UUID;

/** The source of new ids. A rule or an operation never makes an id by itself, so that a simulated run is repeatable. */
@FunctionalInterface
public interface Ids {

    /** A new id, unique for ever; ids of a production source grow with time (UUID version 7, RFC 9562). */
    UUID next();
}
