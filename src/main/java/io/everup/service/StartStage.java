package io.everup.service;

import java.util.List;
import java.util.UUID;

/**
 * Groups of a service that may start together.
 *
 * @param place from 1; a stage begins when all parts of the ones before it are ready
 */
public record StartStage(int place, List<Part> parts) {

    /**
     * One group of it.
     *
     * @param need so many of its VMs must run before it is ready
     * @param vms in the order in which they start
     * @param gates probes that must be good before it is ready
     */
    public record Part(String group, int need, List<UUID> vms, List<UUID> gates) {}
}
