package io.everup.hypervisor.simulator;

/** What a guest has used: processor nanoseconds, disk and network bytes. */
record Counters(long cpuNanos, long diskReadBytes, long diskWriteBytes, long netReceiveBytes, long netSendBytes) {

    static final Counters NONE = new Counters(0, 0, 0, 0, 0);

    Counters plus(Counters other) {
        return new Counters(
                cpuNanos + other.cpuNanos,
                diskReadBytes + other.diskReadBytes,
                diskWriteBytes + other.diskWriteBytes,
                netReceiveBytes + other.netReceiveBytes,
                netSendBytes + other.netSendBytes);
    }
}
