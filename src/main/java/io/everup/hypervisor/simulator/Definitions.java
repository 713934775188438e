package io.everup.hypervisor.simulator;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.VmDefinition;
import io.everup.hypervisor.VmSpec;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The simulator's own words for a VM: JSON. */
final class Definitions {

    static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(Include.NON_NULL))
            // A world that was kept before a figure was known has none of it.
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Definitions() {}

    static VmDefinition write(VmSpec spec) {
        return new VmDefinition(JSON.writeValueAsString(spec));
    }

    static VmSpec relocated(VmSpec spec, List<DiskCopy> copies) {
        if (copies.isEmpty()) {
            return spec;
        }
        var places = copies.stream().collect(Collectors.toMap(DiskCopy::device, DiskCopy::path));
        var disks = spec.disks().stream()
                .map(disk -> new VmSpec.Disk(
                        disk.target(),
                        places.getOrDefault(disk.target(), disk.path()),
                        disk.format(),
                        disk.bus(),
                        disk.cdrom(),
                        disk.readOnly()))
                .toList();
        return new VmSpec(
                spec.uuid(),
                spec.name(),
                spec.cpus(),
                spec.memoryBytes(),
                spec.cpuModel(),
                spec.accelerated(),
                spec.boot(),
                disks,
                spec.nics());
    }

    /** @throws Refused when it was written by another hypervisor */
    static VmSpec read(VmDefinition definition) {
        try {
            return JSON.readValue(definition.text(), VmSpec.class);
        } catch (JacksonException e) {
            throw new Refused("That definition isn't a simulated host's.", e);
        }
    }
}
