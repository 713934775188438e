package io.everup.hypervisor.simulator;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.VmDefinition;
import io.everup.hypervisor.VmSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The simulator's own words for a VM: JSON. */
final class Definitions {

    static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(Include.NON_NULL))
            .build();

    private Definitions() {}

    static VmDefinition write(VmSpec spec) {
        return new VmDefinition(JSON.writeValueAsString(spec));
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
