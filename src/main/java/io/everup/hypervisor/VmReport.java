package io.everup.hypervisor;

import java.util.UUID;

/**
 * One VM as its host sees it. Counters grow since the VM's start; -1 stands for unknown.
 *
 * @param persistent whether the host keeps its definition when it is off
 * @param autostart whether the host starts it by itself at boot
 * @param cpuNanos processor time used
 * @param memoryBytes memory the guest has now (balloon)
 * @param residentBytes memory the host spends on it
 */
public record VmReport(
        UUID uuid,
        String name,
        Power power,
        Reason reason,
        boolean persistent,
        boolean autostart,
        int cpus,
        long memoryBytes,
        long residentBytes,
        long cpuNanos,
        long diskReadBytes,
        long diskWriteBytes,
        long netReceiveBytes,
        long netSendBytes) {

    /** What the VM's virtual power is. */
    public enum Power {
        RUNNING,
        PAUSED,
        OFF,
        /** The host can't say. */
        UNKNOWN
    }

    /** Why it is in that state, as far as the host tells. */
    public enum Reason {
        NONE,
        /** The guest shut itself down, or was asked to and did. */
        SHUTDOWN,
        /** Its power was cut by a command. */
        POWERED_OFF,
        /** The guest or its emulator crashed. */
        CRASHED,
        /** It left for another host. */
        MIGRATED,
        /** It is on its way in or out. */
        MIGRATING,
        /** Somebody suspended it. */
        SUSPENDED,
        /** Paused by the host because a disk gave errors or is full. */
        IO_ERROR,
        /** It went over to another host ahead of its memory, and the rest can't come any more: it can't run on. */
        TORN,
        /** Starting it failed. */
        START_FAILED,
        OTHER
    }
}
