package io.everup.vm;

import java.util.List;
import java.util.UUID;

/**
 * A VM to be made.
 *
 * @param pool may be null when a template or host says it
 * @param template null to make it without one
 * @param host where it is to live; null lets Everup choose
 * @param cpus 1 to 256; null takes the template's
 * @param memoryBytes at least 16 MiB; null takes the template's
 * @param cpuModel the processor model that it sees; null takes the template's
 * @param fullClone whether its disks are full copies of the template's instead of linked clones
 * @param disks further, empty disks
 * @param networks null takes the template's
 * @param boot null takes the template's, or the first disk
 * @param protection null for off
 * @param priority 0 to 100, higher is restarted earlier; null for 50
 * @param team whose quota it counts against; null for the only one of who makes it
 * @param tags null for none
 * @param start whether it is switched on when it is made
 */
public record NewVm(
        String name,
        String note,
        UUID pool,
        UUID template,
        UUID host,
        Integer cpus,
        Long memoryBytes,
        String cpuModel,
        boolean fullClone,
        List<Disk> disks,
        List<UUID> networks,
        Boot boot,
        Protection protection,
        Integer priority,
        boolean start,
        UUID team,
        List<String> tags) {

    public NewVm(
            String name,
            String note,
            UUID pool,
            UUID template,
            UUID host,
            Integer cpus,
            Long memoryBytes,
            String cpuModel,
            boolean fullClone,
            List<Disk> disks,
            List<UUID> networks,
            Boot boot,
            Protection protection,
            Integer priority,
            boolean start) {
        this(
                name,
                note,
                pool,
                template,
                host,
                cpus,
                memoryBytes,
                cpuModel,
                fullClone,
                disks,
                networks,
                boot,
                protection,
                priority,
                start,
                null,
                null);
    }

    /** The same under another name. */
    NewVm called(String other) {
        return new NewVm(
                other,
                note,
                pool,
                template,
                host,
                cpus,
                memoryBytes,
                cpuModel,
                fullClone,
                disks,
                networks,
                boot,
                protection,
                priority,
                start,
                team,
                tags);
    }

    /** @param datastore null for the pool's shared one with the most room */
    public record Disk(long sizeBytes, UUID datastore) {}

    /** {@code {name}}, {@code {address}}, {@code {prefix}} and {@code {gateway}} in the command line stand for its own. */
    public record Boot(String kernel, String initrd, String cmdline) {}
}
