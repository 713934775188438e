package io.everup.uptime;

import java.time.Instant;
import java.util.UUID;

/**
 * How a host was seen from a moment on.
 *
 * @param id as in {@link VmFact}
 * @param maintenance whether it was being serviced
 */
record HostFact(long id, UUID host, Instant at, Sight sight, boolean maintenance) {}
