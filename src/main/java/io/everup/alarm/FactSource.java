package io.everup.alarm;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Looks in the database for the states that some rules speak of. */
interface FactSource {

    Set<AlarmRule> rules();

    /** All that these rules find now, near a threshold too. */
    List<Finding> find(Instant now);
}
