package io.everup.vm;

import io.everup.event.EventLog;
import io.everup.hypervisor.VmDefinition;
import io.everup.shared.Refusal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where the disks of VMs are. For the modules that move them. */
@Component
public class VmDisks {

    private final VmRepository vms;
    private final EventLog events;

    VmDisks(VmRepository vms, EventLog events) {
        this.vms = vms;
        this.events = events;
    }

    /** @param volume null where it isn't written down yet */
    public record Place(UUID volume, UUID datastore, String path) {}

    /**
     * Its disks are elsewhere from now on; whose they are stays. May be said more than once.
     *
     * @param places by device; those that aren't named stay where they are
     * @param relocated makes of its definition the one with the new places
     */
    @Transactional
    public void moved(UUID vm, Map<String, Place> places, UnaryOperator<VmDefinition> relocated) {
        var found = vms.lock(vm).orElseThrow(() -> Refusal.notFound("VM"));
        found.devices(
                found.disks().stream()
                        .map(disk -> at(disk, places.get(disk.target())))
                        .toList(),
                List.copyOf(found.nics()));
        if (found.definition() != null) {
            found.defined(relocated.apply(new VmDefinition(found.definition())).text());
        }
        vms.flush();
        events.changed("vm", vm);
    }

    private static Vm.Disk at(Vm.Disk disk, Place place) {
        return place == null
                ? disk
                : new Vm.Disk(
                        disk.target(),
                        place.volume(),
                        place.datastore(),
                        place.path(),
                        disk.format(),
                        disk.bus(),
                        disk.cdrom(),
                        disk.readOnly(),
                        disk.owned());
    }
}
