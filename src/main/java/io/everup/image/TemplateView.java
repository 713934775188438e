package io.everup.image;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A template as readers see it. @param retiredAt when it was withdrawn; null while it may be deployed */
public record TemplateView(
        UUID id,
        UUID poolId,
        String pool,
        String name,
        int revision,
        String note,
        int cpus,
        long memoryBytes,
        String cpuModel,
        NewTemplate.Boot boot,
        UUID networkId,
        List<Disk> disks,
        Instant createdAt,
        String createdBy,
        Instant retiredAt) {

    /** One disk. @param path the source volume's, as its hosts see it */
    public record Disk(
            UUID volume,
            String volumeName,
            UUID datastore,
            String path,
            String format,
            long capacityBytes,
            String bus) {}

    public String fullName() {
        return revision == 1 ? name : name + " (revision " + revision + ")";
    }
}
