package io.everup.placement;

/** A host with what it has left: memory in MiB, virtual processors. */
public record SolverHost(int id, long memory, int cpus) {}
