package io.everup.ha.core;

/**
 * What one fence device said of its host's power.
 *
 * @param level its place among the host's levels of devices
 * @param on null when it didn't tell, and then finding says why
 */
public record Power(String agent, int level, Boolean on, String finding) {}
