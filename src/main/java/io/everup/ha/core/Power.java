package io.everup.ha.core;

import java.time.Instant;

/**
 * What one fence device said of its host's power.
 *
 * @param level devices of one level belong together, such as the outlets of two power supplies: the host is off when all
 *     of them are
 * @param on null when it didn't tell, and then finding says why
 * @param askedAt when the question was put
 */
public record Power(String agent, int level, Boolean on, String finding, Instant askedAt) {}
