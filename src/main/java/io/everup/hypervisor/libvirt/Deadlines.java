package io.everup.hypervisor.libvirt;

import java.time.Duration;

/**
 * How long calls may take. A host that can't say in 5 s what it knows is in trouble; starting and cutting off take
 * QEMU half a second, but a busy host up to a minute.
 *
 * @param facts what the host is; libvirt looks at its emulators anew before it answers, which takes seconds
 * @param read questions about VMs and the host
 * @param change definitions and power
 * @param storage volumes and datastores, which may be on a slow network storage
 * @param copy a full copy of a volume
 * @param stop how long to wait for the end of a migration that was asked to stop
 */
record Deadlines(Duration facts, Duration read, Duration change, Duration storage, Duration copy, Duration stop) {

    static final Deadlines USUAL = new Deadlines(
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofSeconds(10));
}
