package io.everup.hypervisor;

/**
 * A network that a host offers to VMs.
 *
 * @param kind {@code bridge}, {@code nat}, {@code route}, {@code isolated}, {@code hostdev} …
 * @param bridge the host's bridge behind it; null when there is none
 */
public record NetworkReport(String name, String kind, String bridge, boolean active) {}
